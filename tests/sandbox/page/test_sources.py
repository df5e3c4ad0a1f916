"""What the page's files may not contain: addresses of others, ways to make markup, inline scripts and styles."""

import re
from pathlib import Path

import pytest

import bot.sandbox

PAGE = Path(bot.sandbox.__file__).parent / "page"
FILES = sorted(PAGE.iterdir())


# The name of SVG's own language is no address to ask, and a mention leads to Telegram's site when one clicks on it.
ALLOWED = {"http://www.w3.org", "https://t.me"}
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc"
    r"|\beval\b|new Function|\sstyle=|\son\w+="
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_asks_nobody_else_and_makes_no_markup_of_text(path: Path) -> None:
    text = path.read_text("utf-8")
    assert set(re.findall(r"https?://[\w.-]+\.\w+|url\(\S*", text)) <= ALLOWED
    assert not FORBIDDEN.search(text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_says_what_it_is_for_and_is_of_a_size_one_can_read(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= 300
    assert max(map(len, lines)) <= 120
    assert lines[0].startswith(("// ", "/* ", "<!doctype", "<svg"))


def test_a_module_imports_only_its_neighbours() -> None:
    for path in PAGE.glob("*.js"):
        for name in re.findall(r'from "(.*)"', path.read_text("utf-8")):
            assert (PAGE / name).is_file(), f"{path.name} imports {name}"
