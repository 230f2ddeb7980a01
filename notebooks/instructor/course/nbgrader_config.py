"""nbgrader's settings for this course: marks come from files of work, and no student's code is run."""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))

from marking import LeaveToTeacher, MarkWork, NoWorkInSource, OnlyOurs  # noqa: E402
from nbgrader.preprocessors import (  # noqa: E402
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    ComputeChecksums,
    LockCells,
    OverwriteCells,
    OverwriteKernelspec,
    SaveCells,
)

c = get_config()  # noqa: F821  (nbgrader gives it)
c.CourseDirectory.course_id = "minimum_contacts"
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "*.lock", "*.new"
]  # fmt: skip
c.GenerateAssignment.preprocessors = [
    NoWorkInSource, LockCells, ClearOutput, CheckCellMetadata, ComputeChecksums, SaveCells
]  # fmt: skip
c.Autograde.sanitize_preprocessors = [
    ClearOutput, OnlyOurs, OverwriteKernelspec, OverwriteCells, CheckCellMetadata
]  # fmt: skip
c.Autograde.autograde_preprocessors = [
    MarkWork, LeaveToTeacher, AssignLatePenalties, CheckCellMetadata
]  # fmt: skip
c.OverwriteCells.add_missing_cells = True
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.exclude_input_prompt = c.HTMLExporter.exclude_output_prompt = True
