"""The page of a lesson: panels, charts, and saved work. It may use only the law."""
