"""Parse an unchanged data file once, rather than once in each copy of the data."""

from __future__ import annotations

import functools
import pickle

import pytest

from jurisdiction import loading


@pytest.fixture(scope="module", autouse=True)
def _parsed_once():
    """Cache the parsed contents of each text; give each reader a copy, and cache no error."""
    parse = loading.plain

    @functools.cache
    def parsed(text: str) -> bytes:
        return pickle.dumps(parse(text, ""))

    def plain(text: str, where: str) -> object:
        try:
            return pickle.loads(parsed(text))
        except loading.ReaderError:
            return parse(text, where)  # the error names the file

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "plain", plain)
        yield
