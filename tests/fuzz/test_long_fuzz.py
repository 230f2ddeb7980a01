"""The long form of `fuzz.py`: a hundred thousand new inputs on each run, shared among the readers."""

from __future__ import annotations

import fuzz
import pytest

ALL = 100_000
WHOLE = sum(fuzz.SHARES.values())


@pytest.mark.timeout(0)  # no limit, because each reader takes minutes to an hour
@pytest.mark.parametrize("name", fuzz.SHARES)
def test_any_of_many_inputs_is_read_or_refused_in_words(name) -> None:
    """Feed a reader its share of inputs; a failing input is printed in its smallest form."""
    fuzz.warm()
    share = ALL * fuzz.SHARES[name] // WHOLE
    assert fuzz.run(name, share, fixed=False) >= share // 2
