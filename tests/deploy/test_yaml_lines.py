"""The reader of compose files knows what they are written in, and refuses the rest."""

import pytest

from tests.deploy.yaml_lines import load


def test_mappings_lists_and_scalars() -> None:
    text = '# a\na:\n  b: 1\n\n  c:\n    - "x: y"\n    - plain:value\nd: ["e", "f"]\ng:\nh: https://x/y # z\n'
    assert load(text) == {
        "a": {"b": "1", "c": ["x: y", "plain:value"]},
        "d": ["e", "f"],
        "g": None,
        "h": "https://x/y # z",
    }


@pytest.mark.parametrize(
    "text", ["a: {b: c}", "a: &b c", "a: |\n  b", "a:\n\tb: c", "a: 1\na: 2", "a", "a:\n    b: 1\n  c: 2", "<<: *b"]
)
def test_what_it_does_not_know_is_a_mistake(text: str) -> None:
    with pytest.raises(ValueError, match=r"known here|no key|no order"):
        load(text)
