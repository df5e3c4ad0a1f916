"""``svodka text tag --explain``: every sector that anything spoke for, with what it adds up from."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import svodka
from bot.cli.reasons import reason_json
from bot.sources.files import read
from bot.text.language import Language
from bot.text.tagging import Reason, Tagger
from storage.records import Draft
from tests.conftest import SEEDS

TAXONOMY = """
[energy]
emoji = "⚡"
name = { ru = "Энергетика", kk = "Энергетика", en = "Energy" }
description = { ru = "Нефть", kk = "Мұнай", en = "Oil" }
terms.ru = '''
3: нефт*, атомн* станци*
-2: нефтян* магнат*
'''

[sport]
emoji = "⚽"
name = { ru = "Спорт", kk = "Спорт", en = "Sport" }
description = { ru = "Игры", kk = "Ойындар", en = "Games" }
terms.ru = '1: матч*, команд*'
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small taxonomy of which a person can follow the sums."""
    path = tmp_path_factory.mktemp("seeds") / "sectors.toml"
    path.write_text(TAXONOMY, encoding="utf-8")
    return path


def ask(file: Path, record: dict[str, Any], *options: str) -> Any:
    """The answer to one line."""
    arguments = ["text", "tag", "--taxonomy", str(file), *options]
    result = CliRunner().invoke(svodka, arguments, input=json.dumps(record).encode())
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_each_sector_has_its_terms_and_what_kept_it_out(file: Path) -> None:
    record = {"id": 1, "title": "Атомная станция", "text": "Нефть и ещё раз нефть, сказала команда.", "language": "ru"}
    energy, sport = ask(file, record, "--explain")["explain"]
    assert (energy["key"], energy["given"], "kept_out" in energy) == ("energy", True, False)
    assert [(one["term"], one["weight"], one["times"], one["where"]) for one in energy["terms"] + energy["title"]] == [
        ("нефт*", 3.0, 2, "opening"),
        ("атомн* станци*", 3.0, 1, "title"),
    ]
    assert energy["context"] > 0
    assert (sport["key"], sport["given"], sport["title"], sport["context"]) == ("sport", False, [], 0)
    assert sport["kept_out"] == f"{sport['evidence']:.2f} of {sport['needed']:.2f} that it needs beside the others"


def test_evidence_against_is_told_too(file: Path) -> None:
    record = {"id": 1, "text": "Умер нефтяной магнат, любивший нефть.", "language": "ru"}
    (energy,) = ask(file, record, "--explain")["explain"]
    assert {one["term"]: one["adds"] > 0 for one in energy["terms"]} == {"нефтян* магнат*": False, "нефт*": True}
    assert not energy["given"]


def test_without_the_option_the_answer_is_as_before(file: Path) -> None:
    record = {"id": 1, "text": "Нефть подорожала.", "language": "ru"}
    plain, explained = ask(file, record), ask(file, record, "--explain")
    assert explained.pop("explain")
    assert plain == explained


def test_nothing_to_explain_is_an_empty_list(file: Path) -> None:
    assert ask(file, {"id": 1, "text": "Хорошая погода.", "language": "ru"}, "--explain")["explain"] == []


def test_a_sector_may_be_kept_out_by_three_stronger_ones() -> None:
    fourth = Reason("sport", 6.0, 5.5, given=False, terms=(), title_terms=(), from_context=0.0)
    assert reason_json(fourth)["kept_out"] == "three others are stronger"


@pytest.mark.parametrize("path", sorted((SEEDS / "articles").iterdir())[:12], ids=lambda path: path.name)
def test_the_sums_add_up_and_name_the_sectors_that_are_given(path: Path, tagger: Tagger) -> None:
    (draft,) = read(path)
    assert isinstance(draft, Draft)
    for passage in draft.text.split("\n\n"):
        reasons = [reason_json(one) for one in tagger.reasons(passage, Language.RU, title=draft.title)]
        for one in reasons:
            assert isinstance(one["terms"], list)
            assert isinstance(one["context"], float)
            assert one["evidence"] == pytest.approx(
                sum(term["adds"] for term in one["terms"]) + one["context"], abs=0.01
            )
        given = [one["key"] for one in reasons if one["given"]]
        assert given == [one.key for one in tagger.tag(passage, Language.RU, title=draft.title)]


def test_the_shipped_taxonomy_explains_its_own_example(tagger: Tagger) -> None:
    """What the command's help shows."""
    (energy, *_) = tagger.reasons("Построят атомную электростанцию.", Language.RU)
    assert (energy.key, energy.given) == ("energy", True)
