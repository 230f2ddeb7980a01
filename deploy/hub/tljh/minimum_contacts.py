"""The Littlest JupyterHub: /opt/tljh/config/jupyterhub_config.d/minimum_contacts.py."""

c = get_config()  # noqa: F821

RELEASE = "/srv/minimum-contacts"  # a clone of the release that is installed, readable by all

# At every start the lessons of the release, beside what the student changed; then the server.
c.Spawner.cmd = [
    "sh",
    f"{RELEASE}/deploy/hub/renew_lessons.sh",
    RELEASE,
    "/opt/tljh/user/bin/jupyterhub-singleuser",
]
c.Spawner.default_url = "/lab/tree/minimum-contacts/notebooks/00_start_here.ipynb"
c.Spawner.environment = {
    # For nbgrader's exchange put f"{RELEASE}/deploy/hub/exchange:" before it.
    "JUPYTER_CONFIG_PATH": f"{RELEASE}/deploy/hub/server",
    "GIT_CONFIG_SYSTEM": f"{RELEASE}/deploy/hub/gitconfig",
}
