"""nbgrader's settings for this course: marks come from files of work, and no student's code is run."""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))

from marking import ForLMS, Late, LeaveToTeacher, MarkWork, NoRubric, NoWorkInSource, OnlyOurs  # noqa: E402
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor  # noqa: E402
from nbgrader.preprocessors import (  # noqa: E402
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    ComputeChecksums,
    GetGrades,
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
c.GenerateFeedback.preprocessors = [NoRubric, GetGrades, CSSHTMLHeaderPreprocessor]
c.AssignLatePenalties.plugin_class = Late
c.Late.per_day = 0.0  # such as 0.1: a tenth of the points for each day
c.ExportApp.plugin_class = ForLMS
c.OverwriteCells.add_missing_cells = True
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.exclude_input_prompt = c.HTMLExporter.exclude_output_prompt = True
