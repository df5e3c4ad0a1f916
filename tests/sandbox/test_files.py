"""Files up and down: kept, found again by file_id, measured; only images are shown in place."""

import struct

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InputMediaDocument, InputMediaPhoto
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.files import MAX_DOWNLOAD_BYTES, Files, image_size, image_type
from bot.sandbox.refusals import RefusedCallError
from bot.sandbox.requests import Upload
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import post
from tests.sandbox.pictures import gif, jpeg, png, webp


@pytest.fixture(autouse=True)
async def _chat(sandbox: Sandbox) -> None:
    await post(sandbox, "messages", {"chat_id": 7, "text": "hello"})


async def test_a_document_comes_back_byte_for_byte(bot: Bot) -> None:
    data = bytes(range(256)) * 10
    message = await bot.send_document(7, BufferedInputFile(data, "отчёт.bin"), caption="<b>here</b>", parse_mode="HTML")
    assert message.document is not None
    assert (message.document.file_name, message.document.file_size, message.caption) == ("отчёт.bin", 2560, "here")
    loaded = await bot.download(message.document)
    assert loaded is not None
    assert loaded.read() == data


async def test_a_file_is_sent_again_by_its_identifier(bot: Bot) -> None:
    first = await bot.send_photo(7, BufferedInputFile(png(30, 20), "a.png"))
    assert first.photo is not None
    again = await bot.send_photo(7, first.photo[0].file_id)
    assert again.photo == first.photo
    assert (first.photo[0].width, first.photo[0].height) == (30, 20)


async def test_an_album_is_one_group_of_messages(bot: Bot) -> None:
    media = [InputMediaPhoto(media=BufferedInputFile(png(n, n), f"{n}.png"), caption=f"no. {n}") for n in (1, 2)]
    album = await bot.send_media_group(7, [*media])
    assert [message.caption for message in album] == ["no. 1", "no. 2"]
    assert len({message.media_group_id for message in album}) == 1
    with pytest.raises(TelegramBadRequest, match="there must be 2-10 media in the album"):
        await bot.send_media_group(7, [media[0]])
    with pytest.raises(TelegramBadRequest, match="can't be mixed"):
        await bot.send_media_group(7, [media[0], InputMediaDocument(media=BufferedInputFile(b"x", "a.txt"))])


async def test_a_medium_may_be_replaced(bot: Bot) -> None:
    sent = await bot.send_photo(7, BufferedInputFile(png(3, 2), "a.png"), caption="before")
    document = InputMediaDocument(media=BufferedInputFile(b"x", "a.txt"), caption="after")
    edited = await bot.edit_message_media(document, chat_id=7, message_id=sent.message_id)
    assert not isinstance(edited, bool)
    assert (edited.photo, edited.caption, edited.document is not None) == (None, "after", True)


@pytest.mark.parametrize("kind", ["animation", "audio", "video", "video_note", "voice", "sticker"])
async def test_other_media_are_files_too(bot: Bot, kind: str) -> None:
    message = await getattr(bot, f"send_{kind}")(7, BufferedInputFile(b"data", "a.bin"))
    loaded = await bot.download(getattr(message, kind))
    assert loaded is not None
    assert loaded.read() == b"data"


async def test_what_is_over_20_mb_can_not_be_downloaded(bot: Bot) -> None:
    message = await bot.send_document(7, BufferedInputFile(bytes(MAX_DOWNLOAD_BYTES + 1), "big.bin"))
    assert message.document is not None
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(message.document.file_id)


@pytest.mark.parametrize(
    ("data", "name", "kind", "shown"),
    [
        (png(2, 2), "a.png", "image/png", True),
        (b"<script>alert(1)</script>", "a.html", "application/octet-stream", False),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "application/octet-stream", False),
    ],
)
async def test_the_page_shows_images_and_downloads_the_rest(
    bot: Bot, person: ClientSession, data: bytes, name: str, kind: str, shown: bool
) -> None:
    message = await bot.send_document(7, BufferedInputFile(data, name))
    assert message.document is not None
    async with person.get(f"/sandbox/files/{message.document.file_id}") as response:
        assert await response.read() == data
        assert response.headers["Content-Type"] == kind
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert ("attachment" not in response.headers.get("Content-Disposition", "")) == shown


def test_the_oldest_files_go_when_there_is_too_much() -> None:
    files = Files(max_bytes=25)
    kept = [files.add("document", Upload(b"x" * 10, f"{n}.txt")) for n in range(3)]
    assert [files.by_id(stored.file_id) is None for stored in kept] == [True, False, False]
    assert files.by_path(kept[0].path) is None
    assert files.by_path(kept[2].path) == kept[2]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\x.txt", "/abs/x.txt", "", "a\r\nb.txt", "x." + "y" * 300]
)
def test_a_name_never_becomes_a_path(name: str) -> None:
    stored = Files().add("document", Upload(b"x", name))
    assert "/" not in stored.name
    assert stored.path.startswith("documents/file_1")
    assert ".." not in stored.path
    assert stored.path.isprintable()


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(RefusedCallError, match="file must be non-empty"):
        Files().add("document", Upload(b"", "a.txt"))


@given(st.integers(1, 65_535), st.integers(1, 65_535))
def test_sizes_are_read_from_the_headers(width: int, height: int) -> None:
    header = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", width, height)
    for data, kind in ((header, "image/png"), (gif(width, height), "image/gif"), (jpeg(width, height), "image/jpeg")):
        assert (image_type(data), image_size(data)) == (kind, (width, height))


@given(st.integers(1, 16_383), st.integers(1, 16_383), st.sampled_from([b"VP8X", b"VP8L", b"VP8 "]))
def test_the_three_kinds_of_webp_have_sizes_too(width: int, height: int, kind: bytes) -> None:
    assert image_size(webp(width, height, kind)) == (width, height)


@given(
    st.sampled_from([png(2, 2), gif(2, 2), jpeg(2, 2), webp(2, 2, b"VP8X"), webp(2, 2, b"VP8L"), webp(2, 2, b"VP8 ")]),
    st.integers(0, 40),
    st.binary(max_size=20),
)
def test_broken_headers_have_no_size_and_break_nothing(whole: bytes, cut: int, rest: bytes) -> None:
    size = image_size(whole[:cut] + rest)
    assert size is None or min(size) > 0
