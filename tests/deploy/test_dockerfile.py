"""The Dockerfile: pinned, by nobody's root, with all that it copies; hadolint where it is."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch

import pytest

from bot.settings import EXAMPLES
from tests.conftest import ROOT

PATH = ROOT / "deploy" / "Dockerfile"
IGNORED = ROOT / "deploy" / "Dockerfile.dockerignore"


def instructions() -> Iterator[tuple[str, str]]:
    """Each instruction with its arguments, its lines joined."""
    text = re.sub(r"^#.*\n", "", PATH.read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    for line in text.splitlines():
        if line.strip():
            name, _, arguments = line.partition(" ")
            yield name, " ".join(arguments.split())


def last(name: str) -> str:
    """The arguments of the last instruction of a name."""
    return [arguments for found, arguments in instructions() if found == name][-1]


def test_every_stage_begins_with_a_version_of_an_image_without_a_registry() -> None:
    images = [arguments.split()[0] for name, arguments in instructions() if name == "FROM"]
    assert len(images) == 2
    assert len(set(images)) == 1  # what is installed in the first runs in the second
    image, _, tag = images[0].partition(":")
    assert re.match(r"\d+\.\d+-slim-\w+$", tag)
    assert "/" not in image


def test_packages_are_held_to_their_hashes_and_nothing_else_is_installed() -> None:
    installs = [arguments for name, arguments in instructions() if name == "RUN" and "pip install" in arguments]
    assert "--require-hashes --no-deps -r requirements/run.txt" in installs[0]
    assert "--no-deps --no-build-isolation ." in installs[1]
    assert len(installs) == 2
    locked = (ROOT / "requirements" / "run.txt").read_text()
    assert re.search(r"^tzdata==", locked, re.MULTILINE)
    assert re.search(r"^asyncpg==", locked, re.MULTILINE)


def test_it_ends_as_nobody_and_listens_to_signals() -> None:
    names = [name for name, _ in instructions()]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", last("USER"))
    assert names.index("USER") > max(index for index, name in enumerate(names) if name in {"RUN", "COPY"})
    assert (last("ENTRYPOINT"), last("CMD")) == ('["svodka"]', '["run"]')
    assert last("HEALTHCHECK").endswith('CMD ["svodka", "health"]')
    assert last("STOPSIGNAL") == "SIGTERM"


def test_its_environment_are_settings() -> None:
    ours = {name for name in re.findall(r"(\w+)=", last("ENV")) if not name.startswith(("PYTHON", "PATH", "MPL"))}
    assert ours <= set(EXAMPLES)
    assert {"DATA_DIR", "SEEDS_DIR", "HTTP_HOST"} <= ours


def test_what_it_copies_is_there_and_not_ignored() -> None:
    allowed = [line[1:] for line in IGNORED.read_text().splitlines() if line.startswith("!")]
    copied = set()
    for name, arguments in instructions():
        if name == "COPY" and not arguments.startswith("--from"):
            copied |= set(arguments.split()[:-1])
    assert copied >= {"bot", "storage", "seeds", "requirements/run.txt"}
    for source in copied:
        assert (ROOT / source).exists(), source
        assert any(fnmatch(source, pattern) for pattern in allowed), source
    assert set(allowed) == copied
    assert IGNORED.read_text().splitlines()[1] == "*"


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="there is no hadolint")
def test_hadolint_finds_nothing() -> None:
    done = subprocess.run(["hadolint", str(PATH)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
