"""The unit of systemd: what is promised of it stands in it, and systemd takes it where it is."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import svodka
from bot.settings import EXAMPLES
from tests.conftest import ROOT

UNIT = ROOT / "deploy" / "svodka.service"
EXPOSED_AT_MOST = 2.0
"""Of ten; what `systemd-analyze security` calls OK ends at 4."""

HAS_SYSTEMD = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze")


def service() -> dict[str, list[str]]:
    """What the section of the service says."""
    return said_in(UNIT.read_text().split("[Service]\n")[1].split("[Install]")[0])


def said_in(section: str) -> dict[str, list[str]]:
    """What a section says, by key."""
    said: dict[str, list[str]] = {}
    for key, value in re.findall(r"^(\w+)=(.*)$", section, re.MULTILINE):
        said.setdefault(key, []).append(value)
    return said


def test_it_waits_until_the_bot_is_ready_and_watches_it() -> None:
    said = service()
    assert said["Type"] == ["notify"]
    assert said["NotifyAccess"] == ["main"]
    assert int(said["WatchdogSec"][0]) >= 30
    assert int(said["TimeoutStopSec"][0]) > 10
    assert said["RestartPreventExitStatus"] == ["2"]


def test_an_outage_of_whatever_length_leaves_no_unit_that_has_given_up() -> None:
    # A start without its database or the Bot API fails within seconds: systemd would count those, and stop.
    assert said_in(UNIT.read_text().split("[Service]\n")[0])["StartLimitIntervalSec"] == ["0"]
    said = service()
    assert said["Restart"] == ["on-failure"]
    assert 15 <= int(said["RestartSec"][0]) <= 30


def test_it_starts_what_there_is() -> None:
    said = service()
    path, command = said["ExecStart"][0].split()
    assert Path(path).name == "svodka"
    assert command in svodka.commands
    ours = {name for name in re.findall(r"(\w+)=", said["Environment"][0]) if name not in {"MPLCONFIGDIR"}}
    assert {name for name in ours if not name.startswith("PYTHON")} <= set(EXAMPLES)
    assert said["LoadCredential"][0].partition(":")[0].upper() in EXAMPLES


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("DynamicUser", "yes"),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("PrivateTmp", "yes"),
        ("CapabilityBoundingSet", ""),
        ("MemoryDenyWriteExecute", "yes"),
        ("StateDirectory", "svodka"),
        ("StateDirectoryMode", "0700"),
    ],
)
def test_it_is_shut_in(key: str, value: str) -> None:
    assert service()[key] == [value]


@pytest.fixture
def placed(tmp_path: Path) -> Path:
    """The unit with a command that is there on this machine."""
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/opt/svodka/.venv/bin/svodka", sys.executable))
    return unit


@HAS_SYSTEMD
def test_systemd_takes_it(placed: Path) -> None:
    done = subprocess.run(["systemd-analyze", "verify", str(placed)], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if UNIT.name in line]  # other units of the machine are not ours
    assert ours == []


@HAS_SYSTEMD
def test_systemd_finds_little_exposed(placed: Path) -> None:
    asked = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(placed)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if "Unknown" in done.stderr or "unrecognized" in done.stderr:
        pytest.skip("this systemd can't look at a file")
    exposed = re.search(r"Overall exposure level for svodka.service: ([\d.]+)", done.stdout)
    assert exposed is not None, done.stderr
    assert float(exposed[1]) <= EXPOSED_AT_MOST
