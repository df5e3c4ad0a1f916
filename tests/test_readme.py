"""What the README shows is true: its commands run, its tables are what the program has."""

import re
import shlex
from pathlib import Path

import click
import pytest

from bot.cli import svodka as svodka_group
from bot.settings import EXAMPLES
from bot.telegram.names import RESERVED
from bot.text.taxonomy import Taxonomy
from tests.conftest import ROOT, SEEDS
from tests.e2e.conftest import svodka

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.split("#")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("svodka ")
]


async def test_the_commands_of_the_readme_run_in_their_order(tmp_path: Path) -> None:
    assert len(COMMANDS) >= 4
    (tmp_path / "seeds").symlink_to(SEEDS)
    (tmp_path / "letter.txt").write_text("Нефть подорожала, сообщили в министерстве.", encoding="utf-8")
    for command in COMMANDS:
        _, *arguments = shlex.split(command)
        code, out, err = await svodka(tmp_path, *arguments)
        assert code == 0, (command, err)
        assert out, command


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_the_commands_of_the_documents_are_there_with_their_options(path: Path) -> None:
    """They are not run: some fetch, some never end."""
    for block in re.findall(r"```sh\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
        for line in re.findall(r"^svodka .*", block, re.MULTILINE):
            command: click.Command = svodka_group
            words = shlex.split(line.split("#")[0])[1:]
            while isinstance(command, click.Group):
                command = command.commands[words.pop(0)]
            known = {option for parameter in command.params for option in parameter.opts}
            assert {word for word in words if word.startswith("--")} <= known, line


def test_every_make_target_and_file_that_is_named_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for path in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / path).exists(), path


def test_the_settings_of_the_readme_are_all_settings() -> None:
    table = README.split("## Settings")[1].split("##")[0]
    assert set(re.findall(r"`([A-Z_]{5,})`", table)) == set(EXAMPLES)


@pytest.mark.parametrize("command", sorted(RESERVED))
def test_the_bots_commands_are_in_the_readme(command: str) -> None:
    assert f"`/{command}" in README


def test_the_sectors_are_as_many_as_it_says(taxonomy: Taxonomy) -> None:
    assert "fifteen sectors" in README
    assert len(taxonomy) == 15
