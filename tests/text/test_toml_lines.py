"""Where tables and keys of a TOML file begin, and what its mistakes are called."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import toml_lines

FILE = '''\
top = 1

[first] # a comment
plain = "a"
dotted.key = "[not a table]"
block = """
[not a table either]
inside = 2
"""
one_line = """closed at once"""
after = 3

[first.second]
"quoted" = 4
'''


def test_tables_and_keys_have_their_lines() -> None:
    assert toml_lines.key_lines(FILE) == {
        ("top",): 1,
        ("first",): 3,
        ("first", "plain"): 4,
        ("first", "dotted", "key"): 5,
        ("first", "block"): 6,
        ("first", "one_line"): 10,
        ("first", "after"): 11,
        ("first", "second"): 13,
        ("first", "second", "quoted"): 14,
    }


def test_what_is_listed_is_what_the_parser_sees() -> None:
    document = tomllib.loads(FILE)
    for path in toml_lines.key_lines(FILE):
        value: object = document
        for key in path:
            assert isinstance(value, dict)
            value = value[key]


def test_a_text_begins_on_its_line_or_on_the_next() -> None:
    document = toml_lines.read(FILE.encode())
    places = {key: document.first_line("first", key) for key in ("plain", "block", "one_line")}
    for key, place in places.items():
        table = document.tables["first"]
        assert isinstance(table, dict)
        assert table[key].split("\n")[0] in document.lines[place - 1]
    assert places == {"plain": 4, "block": 7, "one_line": 10}
    assert document.line("first", "plain", "deeper") == 4
    assert document.line("nowhere") == 1


@pytest.mark.parametrize(
    ("raw", "line", "words"),
    [
        (b"# one\n\na = '\xff'\n", 3, "is not UTF-8"),
        (b"a = 1\na = 2\n", 2, "stands in the file twice"),
        (b"a = " + b"[" * 100_000, 1, "nested too deeply|not valid"),
    ],
)
def test_what_is_no_toml_is_told_of_with_its_line(raw: bytes, line: int, words: str) -> None:
    with pytest.raises(toml_lines.MistakeError, match=words) as caught:
        toml_lines.read(raw)
    assert caught.value.line == line


def test_marks_and_line_ends_of_windows_are_no_part_of_a_file() -> None:
    assert toml_lines.read(b"\xef\xbb\xbfa = 1\r\n\r\nb = 2") == toml_lines.read(b"a = 1\n\nb = 2")


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("a = 1\nb = \n", 2, "not valid TOML"),
        ("a = 1\n\na = 2\n", 3, "twice"),
        ("[a]\n[b]\n[a]\n", 3, "twice"),
        ("a = 1\nb = '''\ntext\n\n", 2, "not closed before the end"),
        ('a = """x"""\nb = "open', 2, "not valid TOML"),
        ("no end of line, no key", 1, "not valid TOML"),
    ],
)
def test_a_mistake_has_a_line_and_words(source: str, line: int, words: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(source)
    found, problem = toml_lines.mistake(caught.value, source)
    assert found == line
    assert words in problem
    assert "(at " not in problem


@given(st.text(max_size=200))
def test_any_text_has_lines_within_it(source: str) -> None:
    assert all(1 <= line <= source.count("\n") + 1 for line in toml_lines.key_lines(source).values())
