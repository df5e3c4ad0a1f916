"""Bodies of answers, unpacked while they come in and never beyond a bound: a gigabyte of zeros costs one megabyte."""

import zlib
from collections.abc import AsyncIterable

ACCEPTED_ENCODINGS = "gzip, deflate"

_GZIP = 16 + zlib.MAX_WBITS
_ZLIB = zlib.MAX_WBITS
_BARE = -zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"
_MOST_MEMBERS = 1_000
"""Of one gzip stream. Programs that pack in blocks of 64 KB make 160 of 10 MB; a million empty ones would keep us busy
and never reach the bound on bytes."""

_SLICE = 65_536
"""Bytes, of a packed file: zlib copies what is left of its input at the end of every member."""


async def read_body(pieces: AsyncIterable[bytes], *, encoding: str, most_bytes: int, cut: bool = False) -> bytes:
    """The body of an answer, unpacked; ``encoding`` is its Content-Encoding, empty for none.

    A file that is packed itself (``sitemap.xml.gz``) is unpacked too. With ``cut``, what is beyond ``most_bytes`` is
    not read.

    Raises:
        ValueError: it is longer than ``most_bytes``, packed or unpacked, or not packed as it says, or breaks off.
    """
    body = _body(encoding, most_bytes)
    async for piece in pieces:
        body.feed(piece)
        if body.full:
            break
    read = body.ended(cut=cut)
    if not read.startswith(_GZIP_MAGIC):
        return read
    file = _Packed("gzip", most_bytes)
    for start in range(0, len(read), _SLICE):
        file.feed(read[start : start + _SLICE])
    return file.ended(cut=cut)


class _Plain:
    """A body as it comes."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self.out = bytearray()

    @property
    def full(self) -> bool:
        """Whether it is longer than may be."""
        return len(self.out) > self._most

    def feed(self, piece: bytes) -> None:
        self.out += piece

    def ended(self, *, cut: bool) -> bytes:
        """What came, at most as much as may be.

        Raises:
            ValueError: there is more and it may not be cut, or it breaks off.
        """
        if self.full and not cut:
            raise ValueError(f"its answer is longer than {self._most / 1e6:g} MB")
        return bytes(self.out[: self._most])


class _Packed(_Plain):
    """A body of one deflated stream, or of gzip's members one after another."""

    def __init__(self, encoding: str, most_bytes: int) -> None:
        super().__init__(most_bytes)
        self._encoding = encoding
        self._came = 0
        self._members = 0
        self._inflater: zlib._Decompress | None = None
        self._over = False

    @property
    def full(self) -> bool:
        return len(self.out) > self._most or self._came > self._most

    def feed(self, piece: bytes) -> None:
        """Unpack one more piece, one byte beyond the bound at most.

        Raises:
            ValueError: it is not packed as it says.
        """
        self._came += len(piece)
        while piece and not self._over and not self.full:
            inflater = self._inflater = self._inflater or self._begun(piece)
            if inflater is None:
                return
            try:
                self.out += inflater.decompress(piece, self._most + 1 - len(self.out))
            except zlib.error:
                raise ValueError(f"its answer is not packed as it says ({self._encoding})") from None
            piece = inflater.unconsumed_tail
            if inflater.eof:
                piece, self._inflater = inflater.unused_data, None

    def ended(self, *, cut: bool) -> bytes:
        if self._inflater is not None and not self.full:
            raise ValueError("its packed answer breaks off")
        return super().ended(cut=cut)

    def _begun(self, piece: bytes) -> "zlib._Decompress | None":
        """What unpacks the member that begins here; after the last one there is padding, which every reader ignores."""
        if self._members and not (self._encoding == "gzip" and _GZIP_MAGIC.startswith(piece[:2])):
            self._over = True
            return None
        self._members += 1
        if self._members > _MOST_MEMBERS:
            raise ValueError(f"its answer is packed in more than {_MOST_MEMBERS} parts")
        return zlib.decompressobj(_GZIP if self._encoding == "gzip" else _window(piece[0]))


def _window(first: int) -> int:
    """«deflate» means zlib's form, which such a byte begins (RFC 1950 §2.2); some servers send it bare."""
    return _ZLIB if first & 0x0F == zlib.DEFLATED and first >> 4 <= zlib.MAX_WBITS - 8 else _BARE


def _body(encoding: str, most_bytes: int) -> _Plain:
    name = encoding.strip().lower().removeprefix("x-")
    if name in ("", "identity"):
        return _Plain(most_bytes)
    if name in ("gzip", "deflate"):
        return _Packed(name, most_bytes)
    raise ValueError("its answer is packed in a way that was not asked for")
