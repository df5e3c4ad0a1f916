"""What a person writes: which sectors and words it means; and what the bot has asked for, written down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram import interests
from bot.telegram.awaiting import Awaited, Wanted, parse
from bot.telegram.buttons import Topic
from bot.text import names
from bot.text.gazetteer import Gazetteer
from bot.text.taxonomy import Taxonomy, load
from storage.records import Interest
from tests.conftest import SEEDS

SECTORS = load(SEEDS / "sectors.toml")


@pytest.mark.parametrize(
    ("given", "interest"),
    [
        ("energy transport", Interest(sectors=("energy", "transport"))),
        ("ENERGY", Interest(sectors=("energy",))),
        ("энергетика и транспорт", Interest(sectors=("energy", "transport"))),
        ("на энергетику, культуру", Interest(sectors=("energy", "culture"))),
        ("Ауыл шаруашылығы, көлік", Interest(sectors=("transport", "agriculture"))),
        ("сельское хозяйство транспорт", Interest(sectors=("transport", "agriculture"))),
        ("атомная станция", Interest(words=("атомная станция",))),
        ("атомная  станция; нефть\nгаз", Interest(words=("атомная станция", "нефть", "газ"))),
        ("energy, атомная станция", Interest(sectors=("energy",), words=("атомная станция",))),
        ("energy energy", Interest(sectors=("energy",))),
        ("нефть, нефть, и, в, !!!", Interest(words=("нефть",))),
        ("и", Interest()),
        ("…", Interest()),
    ],
)
def test_what_follows_the_command_is_sectors_where_it_names_them_and_else_words(
    taxonomy: Taxonomy, given: str, interest: Interest
) -> None:
    assert interests.parse(given, taxonomy) == interest


def test_a_name_tells_even_where_it_is_a_word_of_nearly_every_text(taxonomy: Taxonomy) -> None:
    known = Gazetteer(names.load(SEEDS / "names.toml"))
    assert interests.parse("WHO, who", taxonomy) == Interest()
    assert interests.parse("WHO, who", taxonomy, known) == Interest(words=("WHO",))


def test_words_are_bounded(taxonomy: Taxonomy) -> None:
    found = interests.parse(",".join(f"слово{number} " + "я" * 500 for number in range(100)), taxonomy).words
    assert len(found) == interests.MOST_QUERIES
    assert max(map(len, found)) <= interests.QUERY_UNITS


@given(st.text(max_size=300))
def test_whatever_is_written_means_what_can_be_served(text: str) -> None:
    found = interests.parse(text, SECTORS)
    assert set(found.sectors) <= set(SECTORS.keys())
    assert len(found.words) <= interests.MOST_QUERIES
    assert all(query.strip() == query and 0 < len(query) <= interests.QUERY_UNITS for query in found.words)


@given(st.lists(st.tuples(st.sampled_from(SECTORS.keys()), st.booleans())))
def test_choosing_twice_is_as_choosing_once(choices: list[tuple[str, bool]]) -> None:
    interest = Interest()
    for key, chosen in choices:
        interest = interests.with_choice(interest, Topic.SECTOR, key, SECTORS, chosen=chosen)
        assert interests.with_choice(interest, Topic.SECTOR, key, SECTORS, chosen=chosen) == interest
        assert (key in interest.sectors) is chosen
    last = dict(choices)
    assert set(interest.sectors) == {key for key, chosen in last.items() if chosen}


def test_words_are_taken_out_by_their_fingerprint() -> None:
    interest = Interest(words=("нефть", "газ"))
    out = interests.fingerprint("газ")
    assert len(out.encode()) <= 10
    assert interests.with_choice(interest, Topic.WORDS, out, SECTORS, chosen=False).words == ("нефть",)
    assert interests.with_choice(interest, Topic.WORDS, out, SECTORS, chosen=True) == interest


@given(st.builds(Awaited, st.sampled_from(Wanted), st.integers(), st.integers(), st.integers()), st.text())
def test_what_is_awaited_is_written_down_and_read_again(awaited: Awaited, other: str) -> None:
    assert parse(str(awaited)) == awaited
    assert parse(other) is None
    assert parse(f"{awaited}:1") is None
