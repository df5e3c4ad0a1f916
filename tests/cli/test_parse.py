"""``svodka parse …``: a saved feed or page as the collector would understand it, and what becomes of all else."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import svodka
from bot.errors import RefusedError

FEED = """<?xml version="1.0" encoding="windows-1251"?>
<rss version="2.0"><channel><title>Пример</title><link>https://example.kz/</link>
<item><title>Станция у озера</title><link>/news/1</link><pubDate>Sun, 22 Nov 2020 10:00:00 +0500</pubDate>
<description>Запуск намечен на 2035 год.</description></item>
</channel></rss>"""


def parse(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(svodka, ["parse", *arguments], input=stdin)


def understood(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_feed_from_a_file_and_from_a_pipe(tmp_path: Path) -> None:
    saved = tmp_path / "saved.xml"
    saved.write_bytes(FEED.encode("cp1251"))
    listing = understood(parse("feed", str(saved), "--url", "https://example.kz/rss"))
    assert listing == understood(parse("feed", "-", stdin=saved.read_bytes()))
    assert (listing["kind"], listing["title"], listing["home"]) == ("feed", "Пример", "https://example.kz/")
    [entry] = listing["entries"]
    assert entry["address"] == "https://example.kz/news/1"
    assert entry["published_at"] == "2020-11-22T05:00:00Z"
    assert (entry["title"], entry["text"], entry["whole"]) == (
        "Станция у озера",
        "Запуск намечен на 2035 год.",
        False,
    )


def test_a_page(tmp_path: Path) -> None:
    body = "<p>Запуск первого блока намечен на 2035 год, рабочих наберут в области, сообщили в министерстве.</p>" * 3
    saved = tmp_path / "saved.html"
    saved.write_text(f"<html><head><title>Станция</title></head><body><article>{body}</article></body></html>")
    article = understood(parse("page", str(saved), "--url", "https://example.kz/news/1"))
    assert article["title"] == "Станция"
    assert article["text"].startswith("Запуск первого блока намечен на 2035 год")


def test_what_is_no_feed_is_refused_by_the_name_it_was_given_by(tmp_path: Path) -> None:
    saved = tmp_path / "saved.xml"
    saved.write_bytes(b"<rss")
    for arguments, name in (("feed", str(saved)), str(saved)), (("feed", "-"), "standard input"):
        result = parse(*arguments)
        assert isinstance(result.exception, RefusedError)
        assert str(result.exception).startswith(f"{name}: it is ")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["feed", "/nowhere.xml"], "No such file"),
        (["feed", "-", "--url", "example.kz"], "Invalid value for --url: only addresses that begin with http"),
        (["page", "-"], "Missing option '--url'"),
    ],
)
def test_wrong_use(arguments: list[str], line: str) -> None:
    result = parse(*arguments)
    assert result.exit_code == 2
    assert line in result.stderr
