"""The file of names: what it may look like, and that every mistake in it is told with its line, in plain words."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NamesError
from bot.text import names
from bot.text.language import Language
from bot.text.names import Form, load
from bot.text.words import fold
from tests.conftest import SEEDS

GOOD = """\
# Two groups, as their owner writes them.
[companies]
names = '''
КТЖ, Казахстанские железные дороги | ҚТЖ, Қазақстан темір жолы | KTZ
Народный банк | | Halyk Bank   # a column may be empty
'''

[bodies]
names = '''ВОЗ | ДДСҰ | WHO!'''
"""

MISTAKES = {
    # what is wrong: (what stands in the good file, what stands there now, the line, words of the message)
    "an open quote": ("WHO!'''", "WHO!", 9, "not closed before the end"),
    "a group twice": ("[bodies]", "[companies]", 8, "twice"),
    "a list for names": ("names = '''ВОЗ | ДДСҰ | WHO!'''", 'names = ["ВОЗ"]', 8, "a group is [bodies]"),
    "another key": ("names = '''ВОЗ", "name = '''ВОЗ", 8, "a group is [bodies]"),
    "a name outside of a group": ("[companies]", 'version = "1"\n[companies]', 2, "a group is [version]"),
    "a column too few": ("| ҚТЖ, Қазақстан темір жолы | KTZ", "| KTZ", 4, "three columns"),
    "a column too many": ("| Halyk Bank", "| Halyk Bank | Halkbank", 5, "three columns"),
    "a single form": ("Народный банк | | Halyk Bank", "Halyk Bank | | Halyk bank", 5, "a single form"),
    "a comma too many": ("КТЖ, Каз", "КТЖ,, Каз", 4, "an empty form"),
    "a form of signs": ("КТЖ, Каз", "КТЖ, №, Каз", 4, "an empty form"),
    "quotes in a form": ("Народный банк", "«Народный банк»", 5, "of signs only"),
    "the same form twice": ("КТЖ, Каз", "КТЖ, КТЖ, Каз", 4, "«КТЖ» stands twice"),
    "a form too long": ("Народный банк", "а " * 12 + "банк", 5, "longer than 12 words"),
    "too many forms": ("KTZ", ", ".join(f"K{number}" for number in range(30)), 4, "34 forms of a name, at most 24"),
    "a mark on two words": ("Народный банк", "Народный банк!", 5, "the mark ! is for one word"),
    "a mark without a capital": ("WHO!", "who!", 9, "the mark ! is for one word with a capital letter"),
    "a word of every text": ("WHO!", "WHO", 9, "a word of nearly every text"),
}


def write(folder: Path, text: str) -> Path:
    """Put the text into a file of names."""
    path = folder / "names.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_what_a_person_wrote(tmp_path: Path) -> None:
    railway, bank, health = load(write(tmp_path, GOOD))
    assert railway.group == "companies"
    assert railway.forms == {
        Language.RU: (Form("КТЖ"), Form("Казахстанские железные дороги")),
        Language.KK: (Form("ҚТЖ"), Form("Қазақстан темір жолы")),
        Language.EN: (Form("KTZ"),),
    }
    assert [form.text for form in bank] == ["Народный банк", "Halyk Bank"]
    assert list(health) == [Form("ВОЗ"), Form("ДДСҰ"), Form("WHO", exact=True)]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_line(mistake: str, tmp_path: Path) -> None:
    there, instead, line, words = MISTAKES[mistake]
    assert GOOD.count(there) == 1
    path = write(tmp_path, GOOD.replace(there, instead))
    with pytest.raises(NamesError) as caught:
        load(path)
    assert caught.value.line == line
    assert words in caught.value.problem
    assert str(caught.value).startswith(f"{path}:{line}: ")


def test_no_file_is_no_names_and_a_folder_is_a_mistake(tmp_path: Path) -> None:
    assert load(tmp_path / "missing.toml") == ()
    with pytest.raises(NamesError, match="can't be read"):
        load(tmp_path)


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "names.toml"
    path.write_bytes(b"# first line\n\n" + GOOD.encode("cp1251", "replace"))
    with pytest.raises(NamesError, match="is not UTF-8") as caught:
        load(path)
    assert caught.value.line == 6


def test_more_names_than_a_start_should_wait_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "MAX_NAMES", 2)
    with pytest.raises(NamesError, match="more than 2 names"):
        load(write(tmp_path, GOOD))


@given(st.text(alphabet="аб |,!#'\n=[]x", max_size=60))
def test_any_file_is_read_or_told_of(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = write(tmp_path_factory.mktemp("names"), f"[a]\nnames = '''\n{text.replace(chr(39) * 3, '')}\n'''\n")
    try:
        read = load(path)
    except NamesError as error:
        line = error.line
    else:
        line = 1
        assert all(len({fold(form.text) for form in name}) > 1 for name in read)
    assert 1 <= line <= text.count("\n") + 5


def test_the_shipped_file_has_many_names_of_every_kind_in_three_languages() -> None:
    shipped = load(SEEDS / "names.toml")
    assert len(shipped) >= 900
    groups = {name.group for name in shipped}
    assert {"government", "companies", "regions", "cities", "international", "titles", "terms"} <= groups
    for language in (Language.RU, Language.KK, Language.EN):
        assert sum(bool(name.forms[language]) for name in shipped) / len(shipped) > 0.98, language


def test_no_name_stands_in_the_shipped_file_twice() -> None:
    """Two names may share an abbreviation; two lines with all the same forms in a language are one name."""
    for language in (Language.RU, Language.KK):
        seen: dict[tuple[str, frozenset[str]], int] = {}
        for name in load(SEEDS / "names.toml"):
            forms = frozenset(fold(form.text) for form in name.forms[language])
            if len(forms) > 1:
                seen[name.group, forms] = seen.get((name.group, forms), 0) + 1
        assert [forms for forms, times in seen.items() if times > 1] == []
