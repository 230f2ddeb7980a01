"""Nothing leaves the learner's machine."""

from on_screen import LabOnScreen, Watch


def test_no_request_leaves_this_machine(lab: LabOnScreen, watch: Watch) -> None:
    """Opening, running and using the notebook asks only this machine for anything."""
    lab.choose("us_cdn", "no")
    lab.agrees()
    assert watch.requests
    assert not watch.strangers()
