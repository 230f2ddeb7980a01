"""Where nbgrader hands out, collects and returns on a hub, where JUPYTER_CONFIG_PATH leads here."""

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "minimum_contacts"
c.Exchange.root = "/srv/nbgrader/exchange"
