"""A client, from intake to memo. It may use the lessons and the law."""
