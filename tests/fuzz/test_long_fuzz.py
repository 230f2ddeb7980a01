"""The long form of `fuzz.py`: a hundred thousand new inputs on each run, shared among the readers."""

from __future__ import annotations

import random

import fuzz
import pytest

ALL, SEED = 100_000, random.SystemRandom().randrange(2**32)
WHOLE = sum(fuzz.SHARES.values())


@pytest.mark.timeout(0)  # no limit, because each reader takes minutes to an hour
@pytest.mark.parametrize("name", fuzz.SHARES)
def test_any_of_many_inputs_is_read_or_refused_in_words(name) -> None:
    """Feed a reader its share of inputs; a failing input is printed in its smallest form."""
    print(f"Seed {SEED}.")
    fuzz.warm()
    share = ALL * fuzz.SHARES[name] // WHOLE
    assert fuzz.run(name, share, SEED) >= share // 2
