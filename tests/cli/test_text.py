"""``svodka text …``: JSON lines in, JSON lines out, and what becomes of lines that are none."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli import svodka
from bot.cli.text import LONGEST_LINE
from tests.conftest import SEEDS

RU_TEXT = "В 2025 г. цены на нефть выросли. Тарифы на газ прежние. Построят атомную электростанцию."
TAXONOMY = ["--taxonomy", str(SEEDS / "sectors.toml")]
ARTICLE = {"title": "Цены", "text": RU_TEXT}

COMMANDS: dict[str, tuple[list[str], dict[str, Any]]] = {
    "language": ([], {"id": 1, "text": RU_TEXT}),
    "sentences": ([], {"id": 1, "text": RU_TEXT}),
    "tag": (TAXONOMY, {"id": 1, "text": RU_TEXT}),
    "summary": ([], {"id": 1, "text": RU_TEXT}),
    "same": ([], {"id": 1, "a": ARTICLE, "b": ARTICLE}),
}

QUICK = sorted(set(COMMANDS) - {"tag"})  # those that read no taxonomy first


def ask(command: str, *lines: object, options: list[str] | None = None) -> tuple[int, list[Any]]:
    """Run a text command over ``lines`` (raw bytes as they are, all else as JSON): its exit code and its answers."""
    given_lines = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    arguments = ["text", command, *(COMMANDS[command][0] if options is None else options)]
    result = CliRunner().invoke(svodka, arguments, input=b"\n".join(given_lines))
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def test_language() -> None:
    code, answers = ask(
        "language",
        {"id": 1, "text": "Построят станцию у озера."},
        {"id": "два", "text": "Көл жағасында станса салынады."},
        {"id": 3, "text": "A station is built at the lake."},
        {"id": 4, "text": "Біля озера збудують станцію."},
        {"id": 5, "text": ""},
    )
    assert code == 0
    assert answers == [
        {"id": 1, "language": "ru"},
        {"id": "два", "language": "kk"},
        {"id": 3, "language": "en"},
        {"id": 4, "language": "other"},
        {"id": 5, "language": "other"},
    ]


def test_sentences_are_offsets_in_characters() -> None:
    text = "Цены 😀 выросли. Тарифы нет."
    assert ask("sentences", {"id": 1, "text": text}) == (
        0,
        [{"id": 1, "language": "ru", "sentences": [[0, 15], [16, 27]]}],
    )


def test_a_given_language_is_taken() -> None:
    text = "1998 ж. М. Хатами келді."
    assert ask("sentences", {"id": 1, "text": text, "language": "kk"})[1][0]["sentences"] == [[0, 24]]
    assert ask("sentences", {"id": 1, "text": text, "language": "en"})[1][0]["language"] == "en"


def test_tags_come_best_first() -> None:
    code, [answer] = ask("tag", {"id": 1, "title": "Нефть", "text": "Добыча нефти и газа выросла, сообщил Минэнерго."})
    scores = [one["score"] for one in answer["sectors"]]
    assert code == 0
    assert answer["language"] == "ru"
    assert answer["sectors"][0]["key"] == "energy"
    assert scores == sorted(scores, reverse=True)


def test_a_missing_taxonomy_is_wrong_use() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "bot", "text", "tag", "--taxonomy", "/nowhere.toml"],
        input=b"",
        capture_output=True,
        check=False,
    )
    assert result.returncode == 2
    assert result.stderr.decode().startswith("svodka: ")
    assert len(result.stderr.splitlines()) == 1


def test_the_taxonomy_is_the_one_that_the_settings_name(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"SEEDS_DIR={SEEDS}\n")
    result = subprocess.run(
        [sys.executable, "-m", "bot", "text", "tag"],
        input=json.dumps({"id": 1, "text": RU_TEXT}).encode(),
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
    )
    assert json.loads(result.stdout)["sectors"][0]["key"] == "energy"


def test_a_summary_quotes_the_text() -> None:
    code, [answer] = ask("summary", {"id": 1, "title": "Цены на нефть", "text": RU_TEXT}, options=["--sentences", "2"])
    assert code == 0
    assert [one["index"] for one in answer["sentences"]] == sorted(one["index"] for one in answer["sentences"])
    assert len(answer["sentences"]) == 2
    assert all(one["text"] in RU_TEXT for one in answer["sentences"])


def test_a_summary_of_sentences_that_are_given_counts_them_from_zero() -> None:
    listed = ["Цены на нефть выросли на 5 %.", "Да.", "Тарифы на газ прежние."]
    code, [answer] = ask("summary", {"id": 1, "sentences": listed, "language": "ru"}, options=["--sentences", "1"])
    assert code == 0
    assert answer == {"id": 1, "sentences": [{"index": 0, "text": listed[0]}]}


def test_a_summary_of_no_sentences_is_empty() -> None:
    assert ask("summary", {"id": 1, "sentences": []}, {"id": 2, "text": ""}) == (
        0,
        [{"id": 1, "sentences": []}, {"id": 2, "sentences": []}],
    )


def test_same() -> None:
    other = {"title": "Театр", "text": "В столице открылся театральный сезон."}
    code, [alike, apart] = ask("same", {"id": 1, "a": ARTICLE, "b": ARTICLE}, {"id": 2, "a": ARTICLE, "b": other})
    assert code == 0
    assert alike == {"id": 1, "same": True, "score": 1.0}
    assert apart["same"] is False
    assert apart["score"] < 0.5


@pytest.mark.parametrize("command", COMMANDS)
def test_other_fields_are_kept_out(command: str) -> None:
    good = COMMANDS[command][1]
    assert ask(command, {**good, "note": "x", "extra": {"text": 1}}) == ask(command, good)


@pytest.mark.parametrize("command", COMMANDS)
def test_blank_lines_and_no_lines_are_nothing(command: str) -> None:
    assert ask(command) == (0, [])
    assert ask(command, b"", b"   ", b"") == (0, [])


BAD = {
    "not JSON": (b'{"id":1,', None, "not JSON: "),
    "not an object": (b"[1]", None, "not a JSON object"),
    "not UTF-8": (b'{"id":1,"text":"\xff"}', None, "not UTF-8"),
    "nested too deep": (b"[" * 100_000, None, "not JSON: "),
    "a number too long": (b'{"id":' + b"1" * 5_000 + b"}", None, "not JSON: "),
    "no id": (b'{"text":"a"}', None, "id is missing"),
    "an id that is neither string nor number": (b'{"id":[1],"text":"a"}', None, "id is neither"),
    "an id that is true": (b'{"id":true,"text":"a"}', None, "id is neither"),
    "half a surrogate pair in the id": (b'{"id":"\\ud800","text":"a"}', None, "id has half of a surrogate pair"),
    "a line too long": (b'{"id":1,"text":"' + b"a" * LONGEST_LINE + b'"}', None, "a line is longer than"),
    "NUL bytes": (b"\0\0", None, "not"),
}


@pytest.mark.parametrize(("line", "identity", "error"), BAD.values(), ids=BAD.keys())
def test_a_bad_line_is_answered_and_the_rest_goes_on(line: bytes, identity: object, error: str) -> None:
    code, [bad, good] = ask("language", line, {"id": 2, "text": "Построят станцию."})
    assert code == 1
    assert bad["id"] == identity
    assert bad["error"].startswith(error)
    assert good == {"id": 2, "language": "ru"}


@pytest.mark.parametrize(
    ("command", "record", "error"),
    [
        ("language", {"id": 7}, "text is missing"),
        ("language", {"id": 7, "text": None}, "text is missing"),
        ("language", {"id": 7, "text": 5}, "text is not a string"),
        ("language", {"id": 7, "text": "a\ud800b"}, "text has half of a surrogate pair at character 1"),
        ("sentences", {"id": 7, "text": "a", "language": "zz"}, "language is none of ru, kk, en, other"),
        ("sentences", {"id": 7, "text": "a", "language": ["ru"]}, "language is none of ru, kk, en, other"),
        ("tag", {"id": 7, "text": "a", "title": 1}, "title is not a string"),
        ("summary", {"id": 7}, "text is missing"),
        ("summary", {"id": 7, "sentences": "a"}, "sentences is not a list of strings"),
        ("summary", {"id": 7, "sentences": ["a", 1]}, "sentences is not a list of strings"),
        ("summary", {"id": 7, "sentences": ["\udfff"]}, "sentences has half of a surrogate pair at character 0"),
        ("same", {"id": 7, "a": ARTICLE}, "b is not an object with title and text"),
        ("same", {"id": 7, "a": ARTICLE, "b": "x"}, "b is not an object with title and text"),
        ("same", {"id": 7, "a": ARTICLE, "b": {"title": "x"}}, "text is missing"),
    ],
)
def test_what_a_tool_can_t_take_is_named(command: str, record: dict[str, object], error: str) -> None:
    assert ask(command, record) == (1, [{"id": 7, "error": error}])


@settings(max_examples=60)
@given(st.sampled_from(QUICK), st.binary(max_size=60).filter(lambda line: b"\n" not in line))
def test_whatever_the_bytes_there_is_one_answer(command: str, line: bytes) -> None:
    code, answers = ask(command, line)
    assert len(answers) == (1 if line.strip() else 0)
    assert code == (1 if line.strip() else 0)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=60)
@given(st.sampled_from(QUICK), st.data())
def test_whatever_the_types_there_is_one_answer(command: str, data: st.DataObject) -> None:
    record = dict(COMMANDS[command][1])
    record[data.draw(st.sampled_from([*record, "title", "language", "sentences"]))] = data.draw(JSON)
    code, [answer] = ask(command, record)
    assert code == ("error" in answer)


def test_each_answer_comes_at_once() -> None:
    """A program that asks line by line is not kept waiting for the end of its own input."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "text", "language"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for number in (1, 2):
        process.stdin.write(json.dumps({"id": number, "text": "Построят станцию."}).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == {"id": number, "language": "ru"}
    process.stdin.close()
    process.stdout.close()
    assert process.wait() == 0


def test_a_reader_who_goes_away_is_no_trouble(tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"id":1,"text":"Построят станцию."}\n' * 5_000, "utf-8")
    with lines.open("rb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "text", "language"],
            stdin=stream,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_shows_an_example(command: str) -> None:
    result = CliRunner().invoke(svodka, ["text", command, "--help"])
    assert result.exit_code == 0
    assert f"| svodka text {command}" in result.stdout
