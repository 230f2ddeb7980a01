"""The widgets of a class: what a teacher sees of it, and an assignment."""
