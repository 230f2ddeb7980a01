"""Findings, facts, changes, and arguments as a reader sees them: in words and as HTML."""

# ruff: noqa: F401, F403
from __future__ import annotations

from ..analysis import warnings
from ..description import *
from ..words import *
from .arguments import *
from .changes import *
from .compared import *
from .html import *
from .notebook import *
