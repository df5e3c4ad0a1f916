"""Files and folders on a real disk: what is read, what is passed over, what is refused and why."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.sources import folders
from bot.sources.files import count, read, read_guarded
from bot.sources.folders import LARGEST_FILE_BYTES, FoundFile, find
from bot.sources.parsed import ParsedArticle
from bot.sources.parsing import Parsing
from storage.records import Draft, SourceKind
from tests.conftest import GIVEN

TEXT = "Мост открыт. Движение началось утром."
NOBODY = 65534
PAGE = "<html><head><title>Мост</title></head><body><article><p>{}</p></article></body></html>"


def drafts(path: Path) -> list[Draft]:
    return [found for found in read(path) if isinstance(found, Draft)]


def refusals(path: Path) -> dict[str, str]:
    """The reasons by the name's last part."""
    return {found.name.rpartition("/")[2]: found.reason for found in read(path) if isinstance(found, RefusedError)}


def test_the_given_article() -> None:
    (draft,) = drafts(GIVEN)
    assert draft.address == GIVEN.resolve().as_uri()
    assert draft.source == "BAQ.KZ"
    assert draft.source_kind is SourceKind.FILE
    assert draft.title.startswith("Главы Казахстана и России в ходе визита обсудили")
    assert draft.title.endswith("региональной повестки")
    assert draft.published_at == datetime(2025, 11, 12, tzinfo=UTC)
    assert draft.url is None
    assert draft.text.split("\n\n") == GIVEN.read_text("utf-8").removeprefix(" date 2025-11-12 ").split("\n\n")


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b/1.txt", "a.md", "c.HTML", "b/inner/2.htm", "B.TXT"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(TEXT) if path.suffix.lower().startswith(".ht") else TEXT)
    assert [draft.address.removeprefix(f"{tmp_path.as_uri()}/") for draft in drafts(tmp_path)] == [
        "B.TXT",
        "a.md",
        "b/1.txt",
        "b/inner/2.htm",
        "c.HTML",
    ]
    assert count(tmp_path) == 5


def test_hidden_files_other_kinds_and_readmes_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (".hidden.txt", ".git/a.txt", "picture.png", "README.md", "readme.txt", "noend", "a.txt~"):
        (tmp_path / name).write_text(TEXT)
    assert refusals(tmp_path) == {tmp_path.name: "no .txt, .md, .html or .htm file in it"}
    assert count(tmp_path) == 1
    (tmp_path / "a.txt").write_text(TEXT)
    assert [draft.title for draft in drafts(tmp_path)] == ["Мост открыт"]
    assert refusals(tmp_path) == {}


def test_a_readme_that_is_named_is_read(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(TEXT)
    assert len(drafts(tmp_path / "README.md")) == 1


def test_the_folder_is_the_source_where_no_outlet_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "Вестник 2025"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT)
    assert [draft.source for draft in read(tmp_path) if isinstance(draft, Draft)] == ["Вестник 2025"]


def test_what_is_named_and_can_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text(TEXT)
    assert refusals(tmp_path / "a.pdf") == {"a.pdf": "not a .txt, .md, .html or .htm file"}
    assert refusals(tmp_path / "none.txt") == {"none.txt": "no such file or folder"}
    assert refusals(tmp_path / "a.pdf" / "b.txt") == {"b.txt": "not a directory"}
    assert refusals(Path("a\0b.txt")) == {"a\\x00b.txt": "no path: it has a NUL character"}


def test_one_bad_file_does_not_keep_the_others_out(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT)
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.md").write_bytes(b" \r\n\t")
    (tmp_path / "mark.txt").write_bytes(b"\xef\xbb\xbf")
    (tmp_path / "binary.txt").write_bytes(b"\x7fELF\0\0")
    (tmp_path / "damaged.txt").write_bytes(TEXT.encode()[:-1] + b"\xff")
    (tmp_path / "date.txt").write_text(" date 2025-99-99 Мост.")
    (tmp_path / "shell.html").write_text("<html><body><button>Войти</button></body></html>")
    with (tmp_path / "huge.txt").open("wb") as huge:
        huge.truncate(LARGEST_FILE_BYTES + 1)
    assert refusals(tmp_path) == {
        "empty.txt": "empty",
        "blank.md": "empty",
        "mark.txt": "empty",
        "binary.txt": "binary: it has NUL bytes",
        "damaged.txt": f"damaged UTF-8 at byte {len(TEXT.encode()) - 1}",
        "date.txt": "its first line says date 2025-99-99, which is no day that news are from",
        "shell.html": "no article text found in the page",
        "huge.txt": "over 10 MB",
    }
    assert [draft.text for draft in drafts(tmp_path)] == [TEXT]
    assert count(tmp_path) == 9


def test_the_largest_file_goes_in(tmp_path: Path) -> None:
    words = "слово ".encode() * (LARGEST_FILE_BYTES // 11)
    (tmp_path / "a.txt").write_bytes(words)
    assert len(drafts(tmp_path)[0].text) == len(words.decode().strip())


@contextmanager
def as_nobody(folder: Path) -> Iterator[None]:
    """The superuser may read everything: step down, so that permissions hold."""
    if os.geteuid() != 0:
        yield
        return
    for part in (folder, *folder.parents):
        if part.stat().st_uid == 0 and part != Path(part.anchor):
            part.chmod(part.stat().st_mode | 0o055)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_what_the_person_may_not_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "locked.txt").write_text(TEXT)
    (tmp_path / "locked.txt").chmod(0)
    (tmp_path / "room").mkdir(mode=0)
    with as_nobody(tmp_path):
        assert refusals(tmp_path) == {"locked.txt": "no permission to read it", "room": "no permission to read it"}
        assert len(drafts(tmp_path)) == 1
    (tmp_path / "room").chmod(0o700)


@pytest.mark.skipif(not hasattr(os, "O_PATH"), reason="needs Linux to open a folder without listing it")
def test_a_file_that_is_named_needs_no_right_to_list_its_folder(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    (room / "a.txt").write_text(TEXT)
    room.chmod(0o111)
    with as_nobody(tmp_path):
        assert refusals(room) == {"room": "no permission to read it"}
        assert len(drafts(room / "a.txt")) == 1
    room.chmod(0o700)


def test_no_link_inside_a_folder_is_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("Тайна. Никому.")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT)
    (folder / "file.txt").symlink_to(outside / "secret.txt")
    (folder / "up.txt").symlink_to("../outside/secret.txt")
    (folder / "dir").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / "self.txt").symlink_to("self.txt")
    (folder / "nowhere.txt").symlink_to("none")
    assert set(refusals(folder)) == {"file.txt", "up.txt", "dir", "loop", "self.txt", "nowhere.txt"}
    assert set(refusals(folder).values()) == {"a link, and links are not followed"}
    assert [draft.text for draft in drafts(folder)] == [TEXT]


def test_a_link_that_the_person_names_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text(TEXT)
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "circle").symlink_to("circle")
    (draft,) = drafts(tmp_path / "link")
    assert draft.address == (tmp_path / "real" / "a.txt").as_uri()
    assert refusals(tmp_path / "circle") == {"circle": "a link, and links are not followed"}


def test_a_file_that_becomes_a_link_before_it_is_read_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("Тайна.")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT)
    for found in find(folder):
        assert isinstance(found, FoundFile)
        (folder / "a.txt").unlink()
        (folder / "a.txt").symlink_to(tmp_path / "secret")
        with pytest.raises(RefusedError, match="links are not followed"):
            found.read()


def test_a_folder_that_becomes_a_link_while_it_is_walked_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "b.txt").write_text("Тайна. Никому.")
    folder = tmp_path / "folder"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "b.txt").write_text(TEXT)
    for found in find(folder):
        assert isinstance(found, FoundFile)
        (folder / "inner").rename(tmp_path / "moved")
        (folder / "inner").symlink_to(tmp_path / "outside")
        assert found.read().decode() == TEXT


def test_pipes_and_sockets_neither_block_nor_go_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    monkeypatch.chdir(tmp_path)  # the name of a socket has a hundred characters at most
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.md")
        expected = {"pipe.txt": "a named pipe", "socket.md": "a socket"}
        assert refusals(tmp_path) == expected
        assert refusals(tmp_path / "pipe.txt") == {"pipe.txt": "a named pipe"}
    (tmp_path / "folder.txt").mkdir()
    assert refusals(tmp_path) == expected


def test_folders_end_at_a_depth(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 40)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text(TEXT)
    assert list(refusals(tmp_path).values()) == ["more than 32 folders deep"]


def test_odd_names_survive_and_can_be_printed(tmp_path: Path) -> None:
    names = [b"\xff\xfe.txt", "новость\n2.txt".encode(), b"\x1b[31mred.txt", "үлгі.txt".encode(), b"a b%20c#?.txt"]
    for name in names:
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).write_text(TEXT)  # noqa: PTH118 - bytes
    assert len(drafts(tmp_path)) == len(names)
    assert len({draft.address for draft in drafts(tmp_path)}) == len(names)
    assert all(draft.address.isascii() and draft.address.startswith("file:///") for draft in drafts(tmp_path))
    shown = [found.shown.rpartition("/")[2] for found in find(tmp_path) if isinstance(found, FoundFile)]
    assert sorted(shown) == sorted(
        ["\\xff\\xfe.txt", "новость\\n2.txt", "\\x1b[31mred.txt", "үлгі.txt", "a b%20c#?.txt"]
    )


def test_an_odd_folder_is_a_source_that_can_be_stored(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"\xff\n")
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT)
    assert [draft.source for draft in drafts(folder)] == ["\\xff\\n"]


def test_no_folder_stays_open(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c.txt").write_text(TEXT)
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    list(read(tmp_path))
    abandoned = find(tmp_path)
    next(abandoned)
    del abandoned
    after = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    assert after == before


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=400)
    | st.text(max_size=200).map(str.encode)
    | st.binary(max_size=200).map(lambda data: b"<html><body><p>" + data),
    suffix=st.sampled_from(folders.SUFFIXES),
)
def test_any_bytes_are_an_article_or_refused(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    (found,) = read(path)
    if isinstance(found, Draft):
        assert found.text.strip()
        assert found.title.encode()
    else:
        assert str(found).startswith(f"{path}: ")
        assert str(found).isprintable()


async def test_a_page_that_keeps_its_reader_busy_is_refused_and_the_others_go_in(tmp_path: Path) -> None:
    for name in ("a.html", "b.md", "c.html"):
        (tmp_path / name).write_text(PAGE.format(f"{name}. {TEXT}") if name != "b.md" else TEXT)

    async with Parsing(timeout_s=0.0) as in_no_time, Parsing() as parsing:

        async def page(content: bytes) -> ParsedArticle:
            return await (in_no_time if b"a.html" in content else parsing).page(content, url="")

        found = [found async for found in read_guarded(tmp_path, page)]
    assert str(found[0]) == f"{tmp_path / 'a.html'}: it takes more than 0 s to read"
    assert [one.text.removeprefix("c.html. ") for one in found[1:] if isinstance(one, Draft)] == [TEXT, TEXT]
