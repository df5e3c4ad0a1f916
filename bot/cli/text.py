"""``svodka text …``: the text tools, one JSON object a line in and one out, for scripts and for measuring."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from bot.cli.start import settings

if TYPE_CHECKING:
    from bot.text.language import Language

LONGEST_LINE = 16 * 2**20
"""Bytes of a line that is read; a longer one is refused without being held in memory."""

Record = Mapping[str, Any]
Tool = Callable[[Record], dict[str, object]]


class BadLineError(ValueError):
    """A line that is not what the tool takes: why, in a few words."""


@click.group()
def text() -> None:
    """Text tools, JSON lines in and out.

    A line that can't be used is answered with {"id":…,"error":"…"}, and the exit code is then 1 at the end.

    \b
    Example:
      echo '{"id":1,"text":"Қазақстанда жаңа станция салынады."}' | svodka text language
    """


@text.command()
def language() -> None:
    """The language of each text: ru, kk, en or other.

    \b
    Example:
      echo '{"id":1,"text":"Қазақстанда жаңа станция салынады."}' | svodka text language
      {"id":1,"language":"kk"}
    """
    from bot.text.language import detect

    _answer_each_line(lambda record: {"language": detect(_text(record, "text"))})


@text.command()
def sentences() -> None:
    """The sentences of each text, as offsets in characters; "language" may be given.

    \b
    Example:
      echo '{"id":1,"text":"В 2025 г. цены выросли. Тарифы нет."}' | svodka text sentences
      {"id":1,"language":"ru","sentences":[[0,23],[24,35]]}
    """
    from bot.text.sentences import sentences as split

    def answer(record: Record) -> dict[str, object]:
        body = _text(record, "text")
        found = _language(record, body)
        return {"language": found, "sentences": split(body, found)}

    _answer_each_line(answer)


@text.command()
@click.option(
    "--taxonomy",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The sectors and their terms; by default sectors.toml in SEEDS_DIR, which is ./seeds.",
)
@click.option("--explain", is_flag=True, help="Also which terms spoke for and against each sector, and how much.")
def tag(taxonomy: Path | None, *, explain: bool) -> None:
    """The sectors of each passage, best first; "title" may be given.

    With --explain, each sector that anything spoke for: its terms with what they add, what the title and the article
    gave, what was needed, and what kept it out.

    \b
    Example:
      echo '{"id":1,"text":"Построят атомную электростанцию."}' | svodka text tag
      {"id":1,"language":"ru","sectors":[{"key":"energy","score":0.98}]}
    """
    from bot.app.opening import taxonomy_path
    from bot.cli.reasons import reason_json
    from bot.text.tagging import Tagger
    from bot.text.taxonomy import load

    tagger = Tagger(load(taxonomy or taxonomy_path(settings())))

    def answer(record: Record) -> dict[str, object]:
        body, title = _text(record, "text"), _text(record, "title", optional=True)
        found = _language(record, body)
        scores = tagger.tag(body, found, title=title)
        told: dict[str, object] = {
            "language": found,
            "sectors": [{"key": one.key, "score": round(one.score, 4)} for one in scores],
        }
        if explain:
            told["explain"] = [reason_json(one) for one in tagger.reasons(body, found, title=title)]
        return told

    _answer_each_line(answer)


@text.command()
@click.option("--sentences", "count", type=click.IntRange(min=1), default=3, show_default=True, help="How many.")
def summary(count: int) -> None:
    """The best sentences of each text, verbatim and in its order; instead of "text" a list of "sentences" may be given.

    \b
    Example:
      echo '{"id":1,"title":"Цены","text":"Цены выросли. Да. Тарифы на газ тоже."}' | svodka text summary --sentences 1
      {"id":1,"sentences":[{"index":0,"text":"Цены выросли."}]}
    """
    from bot.newsroom.summaries import best_sentences
    from bot.text.sentences import sentences as split

    def answer(record: Record) -> dict[str, object]:
        title = _text(record, "title", optional=True)
        if "sentences" in record:
            listed = _texts(record, "sentences")
            found = _language(record, " ".join(listed))
        else:
            body = _text(record, "text")
            found = _language(record, body)
            listed = [span.cut(body) for span in split(body, found)]
        best = best_sentences(listed, title=title, language=found, count=count)
        return {"sentences": [{"index": index, "text": listed[index]} for index in best]}

    _answer_each_line(answer)


@text.command()
def same() -> None:
    """Whether the articles "a" and "b" of each line tell the same story, with a score that is 0.5 and more if so.

    \b
    Example:
      echo '{"id":1,"a":{"title":"","text":"Open sky."},"b":{"title":"","text":"Open sky!"}}' | svodka text same
      {"id":1,"same":true,"score":1.0}
    """
    from bot.text.similarity import same_story

    def answer(record: Record) -> dict[str, object]:
        a, b = _article(record, "a"), _article(record, "b")
        alike, score = same_story(*a, *b)
        return {"same": alike, "score": score}

    _answer_each_line(answer)


def _answer_each_line(tool: Tool) -> None:
    """Answer every line of standard input as it comes; end with exit code 1 when one of them was bad."""
    failed = False
    for line in _lines(sys.stdin.buffer):
        identity = None
        try:
            record = _record(line)
            identity = _identity(record)
            reply = {"id": identity, **tool(record)}
        except BadLineError as error:
            reply = {"id": identity, "error": str(error)}
            failed = True
        sys.stdout.buffer.write(json.dumps(reply, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        sys.stdout.buffer.flush()
    if failed:
        click.get_current_context().exit(1)


def _lines(stream: IO[bytes]) -> Iterator[bytes | None]:
    """The lines that are not blank; ``None`` for one that is too long."""
    while line := stream.readline(LONGEST_LINE):
        whole = line.endswith(b"\n") or len(line) < LONGEST_LINE
        if not whole:
            while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
        if not whole or line.strip():
            yield line if whole else None


def _record(line: bytes | None) -> Record:
    if line is None:
        raise BadLineError(f"a line is longer than {LONGEST_LINE} bytes")
    try:
        record = json.loads(line)
    except UnicodeDecodeError as error:
        raise BadLineError("not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise BadLineError(f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise BadLineError("not a JSON object")
    return record


def _identity(record: Record) -> str | int:
    identity = record.get("id")
    if isinstance(identity, str):
        return _checked(identity, "id")
    if isinstance(identity, int) and not isinstance(identity, bool):
        return identity
    raise BadLineError("id is missing" if identity is None else "id is neither a string nor a whole number")


def _text(record: Record, name: str, *, optional: bool = False) -> str:
    value = record.get(name)
    if value is None and optional:
        return ""
    if value is None:
        raise BadLineError(f"{name} is missing")
    if not isinstance(value, str):
        raise BadLineError(f"{name} is not a string")
    return _checked(value, name)


def _texts(record: Record, name: str) -> list[str]:
    value = record[name]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadLineError(f"{name} is not a list of strings")
    return [_checked(one, name) for one in value]


def _article(record: Record, name: str) -> tuple[str, str]:
    value = record.get(name)
    if not isinstance(value, dict):
        raise BadLineError(f"{name} is not an object with title and text")
    return _text(value, "title", optional=True), _text(value, "text")


def _checked(value: str, name: str) -> str:
    """Refuse halves of surrogate pairs, which no output could carry."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BadLineError(f"{name} has half of a surrogate pair at character {error.start}") from error
    return value


def _language(record: Record, body: str) -> "Language":
    from bot.text.language import Language, detect

    given = record.get("language")
    if given is None:
        return detect(body)
    if given not in list(Language):
        raise BadLineError(f"language is none of {', '.join(Language)}")
    return Language(given)
