"""Files that went through the server: kept in memory, found by ``file_id``, measured where that is simple."""

import mimetypes
import struct
from dataclasses import dataclass

from bot.sandbox.refusals import WRONG_FILE, bad_request, too_large
from bot.sandbox.requests import MAX_FILE_BYTES, Upload
from bot.sandbox.values import JsonObject

# Bot API reference: a bot may download 20 MB; a photo has at most 10 MB and 10,000 of width and height together.
MAX_DOWNLOAD_BYTES = 20 << 20
MAX_PHOTO_BYTES = 10 << 20
_MAX_PHOTO_SIDES = 10_000
_MAX_PHOTO_RATIO = 20
# All that is kept; the oldest go first.
_MAX_KEPT_BYTES = 256 << 20

# JPEG: the byte before every marker, and the markers whose segment tells the sides.
_MARKER = 0xFF
_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# WebP: sides of 14 bits.
_14_BITS = 0x3FFF

_FOLDERS = {"photo": "photos", "video": "videos", "voice": "voice", "audio": "music", "sticker": "stickers"}
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was uploaded; ``path`` is what getFile tells and the download address ends with."""

    file_id: str
    kind: str
    name: str
    data: bytes
    path: str

    def about(self) -> JsonObject:
        """The fields that all of the Bot API's file types share."""
        return {"file_id": self.file_id, "file_unique_id": f"u{self.file_id[-12:]}", "file_size": len(self.data)}


class Files:
    """The files of one sandbox. What is over the bound of 256 MB is forgotten, the oldest first."""

    def __init__(self, max_bytes: int = _MAX_KEPT_BYTES) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._count = 0
        self._bytes = 0
        self._max_bytes = max_bytes

    def add(self, kind: str, upload: Upload) -> StoredFile:
        """Keep an upload; raises RefusedCallError where it is empty or too big."""
        if not upload.data:
            raise bad_request("file must be non-empty")
        if len(upload.data) > MAX_FILE_BYTES:
            raise too_large()
        self._count += 1
        name = (upload.filename or "file").replace("\\", "/").rpartition("/")[2] or "file"
        suffix = name.rpartition(".")[2] if "." in name else ""
        suffix = f".{suffix}" if suffix.isascii() and suffix.isalnum() else ""
        path = f"{_FOLDERS.get(kind, 'documents')}/file_{self._count}{suffix}"
        stored = StoredFile(f"SANDBOX{kind.upper()}{self._count:012}", kind, name, upload.data, path)
        self._by_id[stored.file_id] = self._by_path[path] = stored
        self._bytes += len(stored.data)
        while self._bytes > self._max_bytes:
            oldest = self._by_id.pop(next(iter(self._by_id)))
            del self._by_path[oldest.path]
            self._bytes -= len(oldest.data)
        return stored

    def take(self, kind: str, source: object) -> StoredFile:
        """The file that a call means: an upload, or the ``file_id`` of one.

        Raises RefusedCallError for an unknown identifier, and for an address: the sandbox fetches nothing.
        """
        if isinstance(source, Upload):
            return self.add(kind, source)
        text = str(source)
        if text.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        if text.startswith("attach://"):
            raise bad_request(f'there is no file "{text.removeprefix("attach://")}" in the request')
        if (stored := self._by_id.get(text)) is None:
            raise bad_request(WRONG_FILE)
        return stored

    def by_id(self, file_id: str) -> StoredFile | None:
        """The file with this ``file_id``, ``None`` where there is none."""
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        """The file at this path of the download address, ``None`` where there is none."""
        return self._by_path.get(path)

    def for_download(self, file_id: str) -> JsonObject:
        """The File object of getFile; raises RefusedCallError for an unknown or too big one."""
        if (stored := self._by_id.get(file_id)) is None:
            raise bad_request("invalid file_id")
        if len(stored.data) > MAX_DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return {**stored.about(), "file_path": stored.path}


def image_type(data: bytes) -> str | None:
    """The media type of an image by its first bytes; ``None`` for what is no image."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF, JPEG or WebP from its header; ``None`` where it has none."""
    kind = image_type(data)
    try:
        if kind == "image/png":
            width, height = struct.unpack(">II", data[16:24])
        elif kind == "image/gif":
            width, height = struct.unpack("<HH", data[6:10])
        elif kind == "image/jpeg":
            height, width = _jpeg_sides(data)
        elif kind == "image/webp":
            width, height = _webp_sides(data)
        else:
            return None
    except (struct.error, IndexError):
        return None
    return (width, height) if width and height else None


def _jpeg_sides(data: bytes) -> tuple[int, int]:
    """Height and width from the frame header of a JPEG (ITU T.81, B.2.2)."""
    at = 2
    while data[at] == _MARKER:
        marker = data[at + 1]
        if marker == _MARKER:  # a fill byte
            at += 1
        elif marker in _FRAME_HEADERS:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return height, width
        else:
            at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    raise IndexError("no frame header")


def _webp_sides(data: bytes) -> tuple[int, int]:
    """Width and height of a WebP by the kind of its first chunk (RFC 9649, 2.5 to 2.7)."""
    if data[12:16] == b"VP8X":
        width, height = struct.unpack("<I", data[24:27] + b"\0")[0] + 1, struct.unpack("<I", data[27:30] + b"\0")[0] + 1
    elif data[12:16] == b"VP8L":
        bits = struct.unpack("<I", data[21:25])[0]
        width, height = (bits & _14_BITS) + 1, (bits >> 14 & _14_BITS) + 1
    else:
        width, height = (side & _14_BITS for side in struct.unpack("<HH", data[26:30]))
    return width, height


def checked_photo(stored: StoredFile) -> tuple[int, int]:
    """Width and height of a photo; raises RefusedCallError for what Telegram does not take as a photo."""
    if len(stored.data) > MAX_PHOTO_BYTES:
        raise bad_request("too big Photo")
    if (size := image_size(stored.data)) is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > _MAX_PHOTO_SIDES or max(size) > _MAX_PHOTO_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size


def mime_type(name: str) -> str:
    """The media type by a file's name; for those not known, bytes."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
