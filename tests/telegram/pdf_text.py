"""The text of a PDF of ours, as a reader that selects it gets it: what reportlab writes, and no more of the format."""

import base64
import re
import zlib
from collections.abc import Mapping

_OBJECT = re.compile(rb"(?<![0-9])(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_FONT = re.compile(rb"/Name /(F\d+\+\d+) .*?/ToUnicode (\d+) 0 R", re.DOTALL)
_GLYPH = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{4,})>")
_SHOWN = re.compile(rb"/(F\d+(?:\+\d+)?) [\d.]+ Tf|\(((?:[^\\()]|\\.)*)\) Tj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n")
_LENGTH = re.compile(rb"/Length (\d+)")
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)


def text_of(pdf: bytes) -> str:
    """What stands on all pages, piece by piece, a line each."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    fonts = {}
    for content in objects.values():
        if font := _FONT.search(content):
            glyphs = _GLYPH.findall(_stream(objects[int(font[2])]))
            fonts[font[1]] = {int(code, 16): chr(int(sign, 16)) for code, sign in glyphs}
    pages = [int(found) for found in re.findall(rb"/Contents (\d+) 0 R", pdf)]
    return "\n".join(line for page in pages for line in _lines(_stream(objects[page]), fonts))


def pages_of(pdf: bytes) -> int:
    """How many pages there are."""
    return len(re.findall(rb"/Contents \d+ 0 R", pdf))


def _lines(content: bytes, fonts: Mapping[bytes, Mapping[int, str]]) -> list[str]:
    lines, font = [], b""
    for found in _SHOWN.finditer(content):
        if found[1]:
            font = found[1]
        else:
            shown = _ESCAPED.sub(_unescaped, found[2])
            lines.append("".join(fonts[font][code] for code in shown))
    return lines


def _unescaped(found: re.Match[bytes]) -> bytes:
    if found[1].isdigit():
        return bytes([int(found[1], 8)])
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}.get(found[1], found[1])


def _stream(content: bytes) -> bytes:
    head, data = _STREAM.split(content, maxsplit=1)
    data = data[: int(_LENGTH.findall(head)[0])]  # as long as it says: what is compressed may end in a line's end
    if b"ASCII85Decode" in head:
        data = base64.a85decode(b"<~" + data, adobe=True)
    return zlib.decompress(data) if b"FlateDecode" in head else data
