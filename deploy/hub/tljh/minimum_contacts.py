"""The Littlest JupyterHub: /opt/tljh/config/jupyterhub_config.d/minimum_contacts.py."""

c = get_config()  # noqa: F821

RELEASE = "/srv/minimum-contacts"  # a clone of the installed release, readable by all

# At every start, update the lessons from the release, keep the student's changes, and start the server.
c.Spawner.cmd = [
    "sh",
    f"{RELEASE}/deploy/hub/renew_lessons.sh",
    RELEASE,
    "/opt/tljh/user/bin/jupyterhub-singleuser",
]
c.Spawner.default_url = "/lab/tree/minimum-contacts/notebooks/00_start_here.ipynb"
c.Spawner.environment = {
    # For nbgrader's exchange, add f"{RELEASE}/deploy/hub/exchange:" at the beginning.
    "JUPYTER_CONFIG_PATH": f"{RELEASE}/deploy/hub/server",
    "GIT_CONFIG_SYSTEM": f"{RELEASE}/deploy/hub/gitconfig",
}
