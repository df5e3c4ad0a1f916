"""What nobody writes and every open door gets: each text command answers it, and goes on with the next line."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import svodka
from tests.conftest import SEEDS
from tests.text.hostile import HOSTILE

LENGTH = 30_000  # characters of each text; a million are measured by tests/bench/hostile.py
OPTIONS = {"tag": ["--taxonomy", str(SEEDS / "sectors.toml")]}
COMMANDS = ["language", "sentences", "tag", "summary", "same"]
TEXTS = {name: pattern * (LENGTH // len(pattern)) for name, pattern in HOSTILE.items()}
BROKEN = {
    "half a surrogate pair": b'{"id":1,"text":"\\ud800","a":{"text":"\\ud800"},"b":{"text":""}}',
    "surrogates the wrong way round": b'{"id":1,"text":"\\udc00\\ud800","a":{"text":"\\udc00\\ud800"},"b":{"text":""}}',
    "bytes that are no UTF-8": b'{"id":1,"text":"\xff\xfe"}',
    "nested a hundred thousand deep": b'{"id":1,"text":' + b"[" * 100_000,
    "closed a hundred thousand times": b"]" * 100_000,
    "a number of ten thousand digits": b'{"id":' + b"9" * 10_000 + b',"text":"a"}',
    "an endless key": b'{"' + b"a" * 100_000 + b'":1}',
    "NUL": b"\0" * 1_000,
}


def ask(command: str, *lines: bytes) -> tuple[int, list[dict[str, Any]]]:
    """The exit code and the answers to some lines."""
    result = CliRunner().invoke(svodka, ["text", command, *OPTIONS.get(command, [])], input=b"\n".join(lines))
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def line(command: str, name: str, text: str) -> bytes:
    """A line in the form that ``command`` takes."""
    article = {"title": text[:100], "text": text}
    return json.dumps(
        {"id": name, "a": article, "b": article} if command == "same" else {"id": name, **article}
    ).encode()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_hostile_text_is_answered(command: str) -> None:
    code, answers = ask(command, *(line(command, name, text) for name, text in TEXTS.items()))
    assert [answer["id"] for answer in answers] == list(TEXTS)
    refused = {answer["id"]: answer["error"] for answer in answers if "error" in answer}
    assert refused.keys() == {"half surrogates"}
    assert code == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_lines_that_are_broken_are_refused_one_by_one(command: str) -> None:
    good = line(command, "good", "Построят станцию.")
    code, answers = ask(command, *(piece for bad in BROKEN.values() for piece in (bad, good)))
    assert code == 1
    assert ["error" in answer for answer in answers] == [True, False] * len(BROKEN)


def test_a_hundred_thousand_one_letter_sentences_are_that_many() -> None:
    _, [answer] = ask("sentences", line("sentences", "letters", "Я! " * 100_000))
    assert len(answer["sentences"]) == 100_000


def test_the_best_of_a_hundred_thousand_sentences_are_found() -> None:
    listed = ["Построят станцию у озера.", *["Да."] * 99_999]
    _, [answer] = ask("summary", json.dumps({"id": 1, "sentences": listed}).encode())
    assert {"index": 0, "text": listed[0]} in answer["sentences"]
    assert len(answer["sentences"]) == 3


def test_sentences_of_a_hostile_text_stand_in_it() -> None:
    _, answers = ask("sentences", *(line("sentences", name, text) for name, text in TEXTS.items()))
    for answer in answers:
        ends = [0, *(place for span in answer.get("sentences", []) for place in span)]
        assert ends == sorted(ends)
        assert ends[-1] <= LENGTH
