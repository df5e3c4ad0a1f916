"""Every text stands in every language, and the check that says so notices when one doesn't."""

import re
import shutil
from pathlib import Path

import pytest

from bot.telegram.texts import LANGUAGES, LOCALES, language_for, load
from tests.locales import faults, messages


def test_the_languages_have_the_same_texts() -> None:
    assert list(faults()) == []


def test_every_key_of_the_code_stands_in_the_texts_and_every_text_is_used() -> None:
    code = "\n".join(path.read_text() for path in (LOCALES.parent / "telegram").rglob("*.py"))
    keys, _ = messages(LOCALES / "ru")
    used = set(re.findall(r"""texts\(\s*f?["']([a-z-]+)""", code)) | set(re.findall(r"""\]\(["']([a-z-]+)["']""", code))
    used |= set(re.findall(r"""(?:chosen|sorry = .*)\(["']([a-z-]+)["']""", code))
    families = {  # of windows, commands, tables, choices
        "answer-nothing-in-",
        "answer-widened-",
        "answers-in-",
        "article-as-",
        "command-",
        "elsewhere-widened-",
        "period-",
        "reason-",
        "settings-button-",
        "settings-length-",
        "settings-length-told-",
        "settings-rich-",
        "stats-",
        "story-biggest-",
    }
    assert {key for key in used if key not in keys} <= families
    named = set(re.findall(r"""["']([a-z][a-z0-9-]+)["']""", code))  # a key may be chosen before it is looked up
    assert {key for key in keys if key not in named and not key.startswith(tuple(families))} == set()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The locales, to be spoilt."""
    return Path(shutil.copytree(LOCALES, tmp_path / "locales"))


def test_a_missing_key_a_wrong_value_and_a_broken_line_are_noticed(copied: Path) -> None:
    english = copied / "en" / "bot.ftl"
    text = english.read_text()
    text = text.replace("sectors-title = Sectors\n", "").replace("{ $command }", "{ $comand }", 1)
    english.write_text(text + "\nbroken line\nlanguage-name = Twice\n")
    found = "\n".join(faults(copied))
    assert "sectors-title: missing in en" in found
    assert "unknown-command: names other values" in found
    assert "can't be read: 'broken line'" in found
    assert "language-name stands twice" in found


@pytest.mark.parametrize(
    ("code", "language"),
    [("ru", "ru"), ("kk-KZ", "kk"), ("en_US", "en"), ("uk", "ru"), ("de", "en"), (None, "ru"), ("", "ru")],
)
def test_telegrams_language_gives_the_interfaces(code: str | None, language: str) -> None:
    assert language_for(code) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_says_which_key_or_value_it_lacks(language: str) -> None:
    texts = load()[language]
    with pytest.raises(KeyError, match="article"):
        texts("full-missing")
    with pytest.raises(LookupError):
        texts("no-such-key")


def test_plurals_follow_the_language() -> None:
    russian = load()["ru"]
    assert [russian("answer-stories", count=count) for count in (1, 3, 5, 21)] == [
        "1 сюжет",
        "3 сюжета",
        "5 сюжетов",
        "21 сюжет",
    ]
