"""A picture's pixels as a PNG: of each next picture only the rows that changed are packed anew."""

from __future__ import annotations

import itertools
import struct
import zlib
from typing import NamedTuple

import numpy as np

HEIGHT = 24  # rows of a band, which is packed whole
ADLER = 65521  # the modulus of zlib's checksum
MOST = 256  # colours in the palette of a PNG
SLOTS = 16  # bits: as many slots as that many bits can count
NONE = 0xFF000000  # what no colour is


def _bytes(colours: np.ndarray) -> np.ndarray:
    """Red, green and blue of colours, one after the other."""
    return np.ascontiguousarray(colours, "<u4").view(np.uint8).reshape(-1, 4)[:, :3]


class _Palette:
    """The colours of a picture, numbered as they come up.

    A colour times `factor` leads to the slot that holds its number, and no two lead to the same.
    """

    def __init__(self) -> None:
        self.colours = np.empty(0, np.uint32)
        self.factor = np.uint32(1)
        self._number = np.zeros(1 << SLOTS, np.uint8)
        self._colour = np.full(1 << SLOTS, NONE, np.uint32)  # that the slot is for

    def numbers(self, page: np.ndarray) -> np.ndarray | None:
        """The number of each pixel's colour; None if there are more colours than a palette holds."""
        flat = page.ravel()
        starts = np.flatnonzero(np.append(True, flat[1:] != flat[:-1]))  # of pixels that are alike
        colours = flat[starts]
        new = self._colour[self._slots(colours)] != colours
        if new.any() and not self._learn(np.unique(colours[new])):
            return None
        lengths = np.diff(starts, append=flat.size)
        return np.repeat(self._number[self._slots(colours)], lengths).reshape(page.shape)

    def _slots(self, colours: np.ndarray) -> np.ndarray:
        return (colours * self.factor) >> np.uint32(32 - SLOTS)

    def _learn(self, new: np.ndarray) -> bool:
        self.colours = np.append(self.colours, new)
        if len(self.colours) > MOST:
            return False
        for factor in itertools.count(0x9E3779B1, 2):  # the first is 2**32 over the golden ratio
            self.factor = np.uint32(factor)
            slots = self._slots(self.colours)
            if len(np.unique(slots)) == len(slots):
                break
        self._colour[:] = NONE
        self._colour[slots], self._number[slots] = self.colours, np.arange(len(slots))
        return True


class _Band(NamedTuple):
    """Some rows of a picture: packed, and what the checksum of all needs of them."""

    packed: bytes
    checksum: int
    size: int


class Packer:
    """Makes the PNG of one picture after the other: with a palette, or in full if that is too small.

    A PNG holds one stream of zlib's. Each band is packed for itself, so the stream is put together
    from bands of which most stay as they were. No row is filtered: what is mostly flat paper packs
    smaller so, and in half the time.
    """

    def __init__(self) -> None:
        self._palette: _Palette | None = _Palette()
        self._page: np.ndarray | None = None

    def png(self, pixels: np.ndarray) -> bytes:
        """The bytes of a PNG; pixels: height, width, and the four bytes of red, green, blue, opacity."""
        page = pixels.view("<u4")[:, :, 0] & np.uint32(0xFFFFFF)  # all are opaque
        if not self._update(page):
            self._palette, self._page = None, None
            self._update(page)
        height, width = page.shape
        kind, parts = 2, [(b"IDAT", self._stream()), (b"IEND", b"")]
        if self._palette:
            kind, parts = 3, [(b"PLTE", _bytes(self._palette.colours).tobytes()), *parts]
        head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
        found = b"\x89PNG\r\n\x1a\n"
        for name, data in ((b"IHDR", head), *parts):
            found += struct.pack(">I", len(data)) + name + data
            found += struct.pack(">I", zlib.crc32(name + data))
        return found

    def _update(self, page: np.ndarray) -> bool:
        """Pack the bands that are not as before; false if there are too many colours."""
        height, width = page.shape
        tops = range(0, height, HEIGHT)
        before, self._page = self._page, None  # should packing fail, it begins anew
        if before is not None and page.shape == before.shape:
            moved = (page != before).any(axis=1)
        else:
            moved, each = np.full(height, True), 1 if self._palette else 3
            self._rows = np.zeros((height, 1 + each * width), np.uint8)  # each begins: no filter
            self._bands = [_Band(b"", 0, 0)] * len(tops)
        if moved.any():
            anew = page[moved]
            found = self._palette.numbers(anew) if self._palette else _bytes(anew)
            if found is None:
                return False
            self._rows[moved, 1:] = found.reshape(len(anew), -1)
            for i in np.flatnonzero(np.add.reduceat(moved, tops)):
                self._bands[i] = self._band(self._rows[tops[i] : tops[i] + HEIGHT])
        self._page = page
        return True

    def _band(self, rows: np.ndarray) -> _Band:
        level = 3 if self._palette else 1  # more takes longer than it saves on the way
        packing = zlib.compressobj(level, wbits=-15)
        packed = packing.compress(rows) + packing.flush(zlib.Z_SYNC_FLUSH)
        return _Band(packed, zlib.adler32(rows), rows.size)

    def _stream(self) -> bytes:
        """The bands as one stream: how it begins, an empty last block, and the checksum of all."""
        low, high = 1, 0
        for _, checksum, size in self._bands:
            high = (high + (checksum >> 16) + size * (low - 1)) % ADLER
            low = (low + (checksum & 0xFFFF) - 1) % ADLER
        packed = b"".join(band.packed for band in self._bands)
        return b"\x78\x01" + packed + b"\x03\x00" + struct.pack(">I", high << 16 | low)
