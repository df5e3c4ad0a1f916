"""``python -m tests.fuzz.text_commands 600``: feeds the text commands for so many seconds, until one falls over.

Lines are JSON of the right shape with texts made of hostile pieces, JSON of any shape, and bytes. Each must have one
answer; what the answer says must hold of the text.
"""

import json
import sys
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bot.cli import svodka
from bot.text.language import Language
from tests.conftest import SEEDS
from tests.text.hostile import HOSTILE

SLOW_S, START_S = 2.0, 5.0  # of CPU: for a line, and for the rooms to load
EXAMPLES = 40  # of a command before it is another's turn
OPTIONS = {"tag": ["--taxonomy", str(SEEDS / "sectors.toml")]}
COMMANDS = ("language", "sentences", "tag", "summary", "same")

PIECES = (
    *HOSTILE.values(),
    *(
        "Построят атомную станцию у озера Балхаш. ",
        "Атом станциясын салу туралы шешім қабылданды. ",
        "Oil rose by 2 %. ",
    ),
    *(
        "А. Б. Иванов ",
        "В 2024 г. ",
        "т.б. ",
        "млрд. долл. США ",
        "7 p.m. ET ",
        "1) ",
        "«Да. ",
        "», — сказал он. ",
        "\n\n",
    ),
)
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
    st.tuples(st.sampled_from(PIECES), st.integers(1, 20_000)).map(lambda pair: pair[0] * (pair[1] // len(pair[0]))),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=40).map("".join),
)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=4)),
    max_leaves=8,
)
ARTICLES = st.fixed_dictionaries({"title": TEXTS, "text": TEXTS})
RECORDS = st.fixed_dictionaries(
    {"id": st.integers(), "title": TEXTS, "text": TEXTS, "a": ARTICLES, "b": ARTICLES},
    optional={"sentences": st.lists(TEXTS, max_size=30), "language": st.sampled_from([*Language, "de"])},
)
LINES = st.one_of(
    RECORDS.map(lambda record: json.dumps(record).encode()),
    ANYTHING.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(st.sampled_from(["id", "text", "title", "sentences", "language", "a", "b"]), ANYTHING).map(
        lambda record: json.dumps(record).encode()
    ),
    st.binary(max_size=200).map(lambda line: line.replace(b"\n", b"") or b"{"),
)


def main(seconds: float) -> None:
    """Feed one command after the other until the time is over."""
    until = time.monotonic() + seconds
    for turn in count():
        for command in COMMANDS:
            if time.monotonic() > until:
                sys.stdout.write(f"{turn} rounds of {EXAMPLES} examples for each command, nothing found\n")
                return
            _feed(command, turn)


def _feed(command: str, turn: int) -> None:
    @seed(turn)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(LINES, min_size=1, max_size=8))
    def answers(lines: list[bytes]) -> None:
        began = time.process_time()
        result = CliRunner().invoke(svodka, ["text", command, *OPTIONS.get(command, [])], input=b"\n".join(lines))
        assert time.process_time() - began < START_S + SLOW_S * len(lines), "slow"
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        given_lines = [line for line in lines if line.strip()]
        found = [json.loads(line) for line in result.stdout_bytes.split(b"\n")[:-1]]
        assert len(found) == len(given_lines)
        assert result.exit_code == int(any("error" in answer for answer in found))
        for line, answer in zip(given_lines, found, strict=True):
            if "error" not in answer:
                _check(command, json.loads(line), answer)

    answers()


def _check(command: str, record: dict[str, Any], answer: dict[str, Any]) -> None:
    """Does what the answer says hold of the text?"""
    assert answer["id"] == record["id"]
    if command == "sentences":
        text, spans = record["text"], answer["sentences"]
        assert "".join(text.split()) == "".join("".join(text[start:end].split()) for start, end in spans)
        assert list(_flat(spans)) == sorted(_flat(spans))
    elif command == "summary" and "sentences" in record:
        assert all(record["sentences"][one["index"]] == one["text"] for one in answer["sentences"])
    elif command == "tag":
        scores = [one["score"] for one in answer["sectors"]]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)
    elif command == "same":
        assert answer["same"] == (answer["score"] >= 0.5)


def _flat(spans: list[list[int]]) -> Iterator[int]:
    return (place for span in spans for place in span)


if __name__ == "__main__":
    main(float(sys.argv[1]))
