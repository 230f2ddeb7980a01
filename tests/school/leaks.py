"""Search files for words in any wrapping: encoded, compressed, reversed, or several of these.

The search does not encode the words; it decodes every long token and every compressed stream.
"""

from __future__ import annotations

import base64
import binascii
import bz2
import codecs
import io
import json
import lzma
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator

LARGEST = 30_000_000  # maximum unpacked bytes of one stream
_LETTERS = re.compile(rb"[A-Za-z0-9+/_-]{24,}")  # also across line breaks, which are removed first
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){12,}")
_BREAKS = re.compile(rb"(?:\\[rn]|[\s\"',])+")
_SPACED_HEX = re.compile(rb"(?:(?:\\x|0x)?[0-9a-fA-F]{2}[\s,:]*){12,}")
_STREAMS = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]|BZh[1-9]1AY|\xfd7zXZ\x00|PK\x03\x04")


def plain(text: bytes | str) -> str:
    """Return only the letters and digits, in lowercase, whatever the layout, quoting, or markup."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return re.sub(r"[^a-z0-9]+", "", words.casefold())


def _unpacked(raw: bytes, at: int) -> Iterator[bytes]:
    """Yield the contents of a compressed stream that may begin here, even if it is truncated."""
    tail = raw[at:]
    if tail.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(tail)) as archive:
                yield from (archive.read(name) for name in archive.namelist())
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
            return
        return
    for make in (
        lambda: zlib.decompressobj(zlib.MAX_WBITS | 32),
        bz2.BZ2Decompressor,
        lzma.LZMADecompressor,
    ):
        try:
            found = make().decompress(tail, LARGEST)
        except (zlib.error, OSError, lzma.LZMAError, EOFError):
            continue
        if found:
            yield found


def _base64(token: bytes) -> Iterator[bytes]:
    """Yield the decoded forms of a base64 token, whatever its starting offset."""
    token = token.translate(bytes.maketrans(b"-_", b"+/"))
    for start in range(4):
        part = token[start:]
        if len(part) >= 20:
            yield base64.b64decode(part[: len(part) // 4 * 4])


def _unwrapped(raw: bytes) -> Iterator[bytes]:
    """Yield everything that this data may wrap, one layer deep."""
    for found in _STREAMS.finditer(raw):
        yield from _unpacked(raw, found.start())
    joined = _BREAKS.sub(b"", raw)
    for text in {raw, joined}:
        for found in _LETTERS.finditer(text):
            yield from _base64(found[0])
        for found in _HEX.finditer(text):
            yield binascii.unhexlify(found[0])
    for found in _SPACED_HEX.finditer(raw):
        yield binascii.unhexlify(re.sub(rb"\\x|0x|[\s,:]", b"", found[0]))
    if b"%" in raw:
        yield urllib.parse.unquote_to_bytes(raw)
    if b"\\" in raw:
        yield re.sub(rb'\\(u[0-9a-fA-F]{4}|["\\/bfnrt])', _character, raw)
    yield raw[::-1]
    yield codecs.encode(raw.decode("latin-1"), "rot13").encode("latin-1")


def _character(found: re.Match[bytes]) -> bytes:
    return json.loads(b'"' + found[0] + b'"').encode("utf-8", "replace")


def views(raw: bytes, deep: int = 3) -> Iterator[bytes]:
    """Yield this data and everything wrapped in it, at any depth, each once."""
    seen: set[bytes] = {raw}
    layer = [raw]
    while layer:
        yield from layer
        if not deep:
            return
        under = {view for one in layer for view in _unwrapped(one)} - seen
        seen |= under
        layer, deep = [view for view in under if len(view) > 15], deep - 1


def leaked(raw: bytes, sought: list[str], deep: int = 3) -> list[str]:
    """Return which of these words a file contains, in any encoding."""
    wanted = {plain(words): words for words in sought}
    found: dict[str, None] = {}
    for view in views(raw, deep):
        text = plain(view)
        found |= {words: None for short, words in wanted.items() if short in text}
    return list(found)
