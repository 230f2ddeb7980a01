"""No test touches the work of the person who runs it."""

from __future__ import annotations

import os
import tempfile

os.environ["MINIMUM_CONTACTS_WORK"] = tempfile.mkdtemp(prefix="work-of-the-tests-")
