"""The file of sectors: what it may look like, and that every mistake in it is told with its line, in plain words."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import TaxonomyError
from bot.text.taxonomy import Taxonomy, Term, load

GUIDE = {
    *("energy", "transport", "economy", "industry", "agriculture", "technology", "environment", "health"),
    *("education", "culture", "sport", "diplomacy", "security", "government", "society"),
}

GOOD = """\
# Two sectors, as their owner writes them.
[energy]
emoji = "⚡"
name.ru = "Энергетика"
name.kk = "Энергетика"
name.en = "Energy"
description.ru = "Нефть, газ"
description.kk = "Мұнай, газ"
description.en = "Oil, gas"

terms.ru = '''
# Power
3: АЭС, атомн* станци*  # plants
-1: слезоточив* газ
'''

terms.kk = '''
2: мұнай*
'''

[sport]
emoji = "⚽"
name = { ru = "Спорт", kk = "Спорт", en = "Sport" }
description.ru = "Футбол"
description.kk = "Футбол"
description.en = "Football"
terms.en = '3: football*, world cup'
"""

MISTAKES = {
    # what is wrong: (what stands in the good file, what stands there now, the line, words of the message)
    "an open quote": ('emoji = "⚡"', 'emoji = "⚡', 3, "not valid TOML"),
    "no end of a block": (
        "terms.en = '3: football*, world cup'",
        "terms.en = '''\n3: football",
        27,
        "not closed before the end",
    ),
    "a sector twice": ("[sport]", "[energy]", 21, "twice"),
    "a key twice": ('name.kk = "Энергетика"', 'name.ru = "Энергия"', 5, "twice"),
    "an unknown key": ('emoji = "⚡"', 'emoji = "⚡"\ncolour = "red"', 4, "unknown key 'colour'"),
    "an unknown language": ("terms.kk", "terms.de", 17, "unknown language 'de' in terms"),
    "a missing name": ('name.kk = "Энергетика"\n', "", 2, "energy has no name.kk"),
    "an empty name": ('name.kk = "Энергетика"', 'name.kk = " "', 5, "energy has no name.kk"),
    "a missing name in a table": (', kk = "Спорт"', "", 23, "sport has no name.kk"),
    "a missing description": ('description.en = "Oil, gas"\n', "", 2, "energy has no description.en"),
    "a name of two lines": ('name.en = "Energy"', 'name.en = "En\\nergy"', 6, "one line"),
    "a name too long": ('name.en = "Energy"', f'name.en = "{"E" * 49}"', 6, "49 characters, at most 48"),
    "a description too long": ('"Oil, gas"', f'"{"o" * 257}"', 9, "257 characters, at most 256"),
    "no languages": ('name = { ru = "Спорт", kk = "Спорт", en = "Sport" }', 'name = "Спорт"', 23, "by language"),
    "the same name": ('name.en = "Energy"', 'name.en = "SPORT"', 23, "energy and sport have the same name"),
    "a bad key": ("[sport]", "[Sport-News]", 21, "bad key 'Sport-News'"),
    "a key too long": ("[sport]", f"[{'s' * 33}]", 21, "bad key"),
    "a key outside": ("[energy]", 'version = "1"\n[energy]', 2, "version stands outside of a sector"),
    "no emoji": ('emoji = "⚡"\n', "", 2, "energy has no emoji"),
    "a word for an emoji": ('emoji = "⚡"', 'emoji = "bolt"', 3, "energy has no emoji"),
    "text beside the emoji": ('emoji = "⚡"', 'emoji = "⚡ ток"', 3, "energy has no emoji"),
    "a list for terms": (
        "terms.en = '3: football*, world cup'",
        'terms.en = ["football"]',
        27,
        "must be lines between",
    ),
    "no terms": ("terms.en = '3: football*, world cup'\n", "", 21, "sport has no terms"),
    "only empty terms": (
        "terms.en = '3: football*, world cup'",
        "terms.en = '''\n# soon\n'''",
        21,
        "sport has no terms",
    ),
    "no weight": ("2: мұнай*", "мұнай*", 18, "a weight, a colon and terms"),
    "a weight in words": ("2: мұнай*", "two: мұнай*", 18, "'two' is not a number"),
    "a weight of zero": ("2: мұнай*", "0: мұнай*", 18, "weight 0 is out of range"),
    "a weight too great": ("2: мұнай*", "5.5: мұнай*", 18, "weight 5.5 is out of range"),
    "no finite weight": ("2: мұнай*", "nan: мұнай*", 18, "weight nan is out of range"),
    "a comma too many": ("2: мұнай*", "2: мұнай*,", 18, "empty term"),
    "nothing after the colon": ("2: мұнай*", "2:", 18, "empty term"),
    "a term twice": ("-1: слезоточив* газ", "-1: аэс", 14, "«аэс» stands here twice, before on line 13"),
    "a term twice, in other letters": ("АЭС, атомн* станци*", "Ёлка, елка", 13, "«елка» stands here twice"),
    "a star alone": ("2: мұнай*", "2: *", 18, "only at the end"),
    "a star in the middle": ("2: мұнай*", "2: мұн*ай", 18, "only at the end"),
    "two stars": ("2: мұнай*", "2: мұнай**", 18, "only at the end"),
    "a short beginning": ("2: мұнай*", "2: мұ*", 18, "at least 3 letters"),
    "a short beginning in a phrase": ("2: мұнай*", "2: қара м*", 18, "at least 2 letters"),
    "a phrase too long": ("2: мұнай*", "2: бір екі үш төрт бес", 18, "longer than 4 words"),
    "a sign in a term": ("2: мұнай*", "2: мұнай/газ", 18, "letters, digits and single hyphens"),
    "a Latin letter in a Cyrillic word": ("2: мұнай*", "2: мұнaй*", 18, "mixes Latin and Cyrillic letters"),
    "a semicolon for a comma": ("2: мұнай*", "2: мұнай; газ", 18, "letters, digits and single hyphens"),
}


def write(folder: Path, text: str) -> Path:
    """Put the text into a file of sectors."""
    path = folder / "sectors.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_file_has_the_sectors_of_the_guide_in_three_languages(taxonomy: Taxonomy) -> None:
    assert set(taxonomy.keys()) == GUIDE
    for sector in taxonomy:
        assert set(sector.names) == set(sector.descriptions) == {"ru", "kk", "en"}
        assert all(len(terms) > 50 for terms in sector.terms.values()), sector.key


def test_reads_what_a_person_wrote(tmp_path: Path) -> None:
    taxonomy = load(write(tmp_path, GOOD))
    energy, sport = taxonomy
    assert (energy.key, energy.emoji, energy.names["kk"], energy.descriptions["en"]) == (
        "energy",
        "⚡",
        "Энергетика",
        "Oil, gas",
    )
    assert energy.terms["ru"] == (
        Term(("аэс",), 3.0),
        Term(("атомн*", "станци*"), 3.0),
        Term(("слезоточив*", "газ"), -1.0),
    )
    assert energy.terms["en"] == ()
    assert sport.terms["en"] == (Term(("football*",), 3.0), Term(("world", "cup"), 3.0))
    assert str(sport.terms["en"][1]) == "world cup"


def test_sectors_are_found_by_their_key(tmp_path: Path) -> None:
    taxonomy = load(write(tmp_path, GOOD))
    assert taxonomy["sport"].names["en"] == "Sport"
    assert "sport" in taxonomy
    assert "weather" not in taxonomy
    assert len(taxonomy) == 2
    with pytest.raises(KeyError):
        taxonomy["weather"]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_line(mistake: str, tmp_path: Path) -> None:
    there, instead, line, words = MISTAKES[mistake]
    assert GOOD.count(there) == 1
    path = write(tmp_path, GOOD.replace(there, instead))
    with pytest.raises(TaxonomyError) as caught:
        load(path)
    assert caught.value.line == line
    assert words in caught.value.problem
    assert str(caught.value).startswith(f"{path}:{line}: ")


def test_an_empty_file_has_no_sector(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="has no sector"):
        load(write(tmp_path, "# nothing yet\n"))


def test_more_sectors_than_telegram_takes_commands(tmp_path: Path) -> None:
    sector = GOOD[GOOD.index("[sport]") :]
    many = "\n".join(sector.replace("[sport]", f"[sport{number}]") for number in range(81))
    with pytest.raises(TaxonomyError, match="more than 80 sectors"):
        load(write(tmp_path, many))


def test_a_file_that_is_not_there_and_one_that_is_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.toml", tmp_path):
        with pytest.raises(TaxonomyError, match="can't be read") as caught:
            load(path)
        assert caught.value.line == 1


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "sectors.toml"
    path.write_bytes(b"# first line\n" + GOOD.encode("cp1251", "replace"))
    with pytest.raises(TaxonomyError, match="is not UTF-8") as caught:
        load(path)
    assert caught.value.line == 5


def test_a_mark_and_line_ends_of_windows_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "sectors.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load(path) == load(write(tmp_path, GOOD))


def test_brackets_without_end_are_no_crash(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError):
        load(write(tmp_path, "a = " + "[" * 100_000))


@given(at=st.integers(0, len(GOOD)), length=st.integers(0, 12), instead=st.text(max_size=12))
def test_whatever_a_person_types_over_it_loads_or_is_told(
    at: int, length: int, instead: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = GOOD[:at] + instead + GOOD[at + length :]
    path = tmp_path_factory.getbasetemp() / "typed.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert _line_of_the_mistake(path) in range(text.count("\n") + 2)


def _line_of_the_mistake(path: Path) -> int:
    try:
        load(path)
    except TaxonomyError as error:
        return error.line
    return 0
