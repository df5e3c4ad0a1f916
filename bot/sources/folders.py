"""The files of a named folder, and nothing else: no link is followed, nothing is opened that could block.

Every step down is made from the open folder above it and without following links, so that a folder or file that is
exchanged for a link meanwhile is not followed either.
"""

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bot.errors import RefusedError

LARGEST_FILE_BYTES = 10 * 1024 * 1024
SUFFIXES = (".txt", ".md", ".html", ".htm")

_DEEPEST_FOLDER = 32
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
# A folder may allow to open a file that is named, and not to list its files; Linux can ask for the first alone.
_SEARCH = getattr(os, "O_PATH", os.O_RDONLY)
_KINDS = MappingProxyType(
    {
        stat.S_IFIFO: "a named pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
        stat.S_IFLNK: "a link, and links are not followed",
        stat.S_IFDIR: "a folder",
    }
)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that may hold an article. It can be read until the next one is asked for.

    ``shown`` is its path as the person gave it, printable; ``path`` is absolute, without links and ``..``.
    """

    shown: str
    path: Path
    folder: int

    def read(self) -> bytes:
        """The content.

        Raises:
            RefusedError: it is not a regular file, too large, empty, or can't be read.
        """
        try:
            return _read_regular(self.path.name, self.folder)
        except OSError as error:
            raise RefusedError(self.shown, _reason(error)) from error
        except ValueError as error:
            raise RefusedError(self.shown, str(error)) from error


def find(path: Path) -> Iterator[FoundFile | RefusedError]:
    """Every file under a folder whose name ends as an article's does, in the order of the names, or the one file named.

    Hidden files, files of other kinds and a ``README`` inside a folder are passed over; what looks like an article or
    a folder and can't be read is yielded as the error that says why. A link that the person names is followed, those
    inside a folder are not.
    """
    shown = printable(path)
    try:
        resolved = Path(os.path.realpath(path, strict=True))
        parent = _open_folder(resolved) if resolved.is_dir() else _open_folder(resolved.parent, _SEARCH)
    except OSError as error:
        yield RefusedError(shown, _reason(error))
        return
    except ValueError:
        yield RefusedError(shown, "no path: it has a NUL character")
        return
    try:
        if resolved.is_dir():
            yield from _find_or_say_none(parent, path, resolved)
        elif resolved.suffix.lower() in SUFFIXES:
            yield FoundFile(shown, resolved, parent)
        else:
            yield RefusedError(shown, f"not a {_listed(SUFFIXES)} file")
    finally:
        os.close(parent)


def printable(path: Path) -> str:
    """The path as text that any terminal, log or message takes: what is not printable as its escape."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _open_folder(path: Path, access: int = os.O_RDONLY) -> int:
    return os.open(path, access | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)


def _find_or_say_none(folder: int, shown: Path, resolved: Path) -> Iterator[FoundFile | RefusedError]:
    empty = True
    for found in _walk(folder, shown, resolved, 0):
        empty = False
        yield found
    if empty:
        yield RefusedError(printable(shown), f"no {_listed(SUFFIXES)} file in it")


def _walk(folder: int, shown: Path, resolved: Path, depth: int) -> Iterator[FoundFile | RefusedError]:
    try:
        names = sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError as error:
        yield RefusedError(printable(shown), _reason(error))
        return
    for name in names:
        try:
            kind = stat.S_IFMT(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
        except OSError as error:
            yield RefusedError(printable(shown / name), _reason(error))
            continue
        if kind == stat.S_IFDIR:
            yield from _descend(folder, shown / name, resolved / name, depth + 1)
        elif kind == stat.S_IFLNK or (_is_article(name) and kind != stat.S_IFREG):
            yield RefusedError(printable(shown / name), _KINDS.get(kind, "not a file"))
        elif _is_article(name):
            yield FoundFile(printable(shown / name), resolved / name, folder)


def _descend(folder: int, shown: Path, resolved: Path, depth: int) -> Iterator[FoundFile | RefusedError]:
    if depth > _DEEPEST_FOLDER:
        yield RefusedError(printable(shown), f"more than {_DEEPEST_FOLDER} folders deep")
        return
    try:
        inner = os.open(resolved.name, _OPEN | os.O_DIRECTORY, dir_fd=folder)
    except OSError as error:
        yield RefusedError(printable(shown), _reason(error))
        return
    try:
        yield from _walk(inner, shown, resolved, depth)
    finally:
        os.close(inner)


def _is_article(name: str) -> bool:
    path = Path(name)
    return path.suffix.lower() in SUFFIXES and path.stem.lower() != "readme"


def _read_regular(name: str, folder: int) -> bytes:
    """The bytes of a regular file.

    Raises:
        OSError: it can't be opened or read.
        ValueError: it is not a regular file, too large or empty.
    """
    kind = stat.S_IFMT(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    if kind != stat.S_IFREG:  # before it is opened: opening some devices does something
        raise ValueError(_KINDS.get(kind, "not a file"))
    with os.fdopen(os.open(name, _OPEN, dir_fd=folder), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise ValueError("not a file")
        content = b"" if status.st_size > LARGEST_FILE_BYTES else file.read(LARGEST_FILE_BYTES + 1)
    if max(status.st_size, len(content)) > LARGEST_FILE_BYTES:
        raise ValueError(f"over {LARGEST_FILE_BYTES // 1024**2} MB")
    if not content.strip():
        raise ValueError("empty")
    return content


def _reason(error: OSError) -> str:
    if error.errno in (errno.ELOOP, errno.EMLINK):
        return "a link, and links are not followed"
    if error.errno in (errno.EACCES, errno.EPERM):
        return "no permission to read it"
    if error.errno == errno.ENOENT:
        return "no such file or folder"
    return (error.strerror or "can't be read").lower()


def _listed(suffixes: tuple[str, ...]) -> str:
    return ", ".join(suffixes[:-1]) + " or " + suffixes[-1]
