"""The compose files: read as they stand, every service held to what is promised of it, every file they name there."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.settings import EXAMPLES
from tests.conftest import ROOT
from tests.deploy.yaml_lines import load

DEPLOY = ROOT / "deploy"
FILES = sorted(DEPLOY.glob("compose*.yaml"))
COMPOSED = {path.name: load(path.read_text("utf-8")) for path in FILES}
SERVICES = [(name, service) for name, file in COMPOSED.items() for service in file["services"]]


def of(file: str, service: str) -> dict[str, Any]:
    """What a file says of a service."""
    said: dict[str, Any] = COMPOSED[file]["services"][service]
    return said


def test_both_ways_are_there() -> None:
    assert set(COMPOSED) == {"compose.yaml", "compose.postgres.yaml"}
    assert set(COMPOSED["compose.yaml"]["services"]) == {"bot"}
    parts = {"bot", "postgres", "proxy", "prometheus", "alertmanager", "grafana"}
    assert set(COMPOSED["compose.postgres.yaml"]["services"]) == parts
    assert of("compose.postgres.yaml", "bot")["deploy"]["replicas"] == "2"


@pytest.mark.parametrize(("file", "service"), SERVICES)
def test_every_image_has_a_version_and_names_no_registry(file: str, service: str) -> None:
    image, _, tag = of(file, service)["image"].partition(":")
    assert re.match(r"v?\d", tag), image
    assert "." not in image.partition("/")[0]


@pytest.mark.parametrize(("file", "service"), SERVICES)
def test_every_service_comes_back_and_gains_no_rights(file: str, service: str) -> None:
    said = of(file, service)
    assert said["restart"] == "unless-stopped"
    assert said["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "pid", "ipc", "devices", "network_mode", "user"} & set(said)
    if service != "postgres":  # its image begins as root and changes to its own user
        assert said["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("file", COMPOSED)
def test_the_bot_writes_where_it_may_only_and_has_time_to_finish(file: str) -> None:
    said = of(file, "bot")
    assert said["read_only"] == "true"
    assert "/tmp" in said["tmpfs"]  # noqa: S108 - the container's
    assert said["build"] == {"context": "..", "dockerfile": "deploy/Dockerfile"}
    assert int(said["stop_grace_period"].removesuffix("s")) > 10
    assert "ports" not in said


@pytest.mark.parametrize("file", COMPOSED)
def test_what_the_bot_is_told_are_settings(file: str) -> None:
    said = of(file, "bot")
    assert set(said["environment"]) <= set(EXAMPLES)
    assert {name.upper() for name in said.get("secrets", ())} <= set(EXAMPLES)


@pytest.mark.parametrize(("file", "service"), SERVICES)
def test_secrets_are_files_and_none_of_them_is_in_the_repository(file: str, service: str) -> None:
    for name, value in (of(file, service).get("environment") or {}).items():
        if re.search("PASSWORD|TOKEN|SECRET|DATABASE_URL", name):
            assert name.endswith("_FILE") or not value, name
    declared = COMPOSED[file].get("secrets", {})
    assert set(of(file, service).get("secrets", ())) <= set(declared)
    assert all(one["file"].startswith("./secrets/") for one in declared.values())
    assert "/deploy/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


@pytest.mark.parametrize(("file", "service"), SERVICES)
def test_what_is_mounted_is_there(file: str, service: str) -> None:
    for mount in of(file, service).get("volumes", ()):
        source, _, rest = mount.partition(":")
        if not source.startswith("."):
            assert source in COMPOSED[file]["volumes"], mount
            continue
        assert rest.endswith(":ro"), mount
        assert (DEPLOY / source).exists(), mount


@pytest.mark.parametrize(("file", "service"), SERVICES)
def test_only_the_proxy_is_seen_by_the_world(file: str, service: str) -> None:
    for port in of(file, service).get("ports", ()):
        assert service == "proxy" or port.startswith("127.0.0.1:"), port
    if service in {"postgres", "prometheus"}:
        assert of(file, service)["networks"] == ["inside"]
        assert COMPOSED[file]["networks"]["inside"] == {"internal": "true"}


def test_the_proxy_hands_on_what_the_bot_awaits() -> None:
    caddy = (DEPLOY / "Caddyfile").read_text()
    bot = of("compose.postgres.yaml", "bot")
    path = re.search(r"\}(/\w+)$", bot["environment"]["WEBHOOK_URL"])
    assert path is not None
    assert f"handle {path[1]} {{" in caddy
    assert "name bot\n" in caddy
    assert re.search(r"port (\d+)", caddy)[1] == re.search(r"EXPOSE (\d+)", (DEPLOY / "Dockerfile").read_text())[1]  # type: ignore[index]


@pytest.mark.skipif(shutil.which("caddy") is None, reason="there is no caddy")
def test_caddy_takes_its_file(tmp_path: Path) -> None:
    done = subprocess.run(
        ["caddy", "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")],
        env={**os.environ, "DOMAIN": "bot.example.org", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _compose() -> list[str] | None:
    """The command that reads compose files; Docker's own is a plug-in, which may be missing beside ``docker``."""
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]):
            asked = subprocess.run([*command, "version"], capture_output=True, text=True, check=False)
            if asked.returncode == 0 and " v1." not in asked.stdout and " 1." not in asked.stdout:
                return command
    return None


@pytest.mark.skipif(_compose() is None, reason="there is no docker compose")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_docker_compose_takes_them(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "deploy"
    shutil.copytree(DEPLOY, copy)
    (tmp_path / ".env").write_text("BOT_TOKEN=42:TEST\n")
    done = subprocess.run(
        [*(_compose() or ()), "-f", str(copy / path.name), "config", "--quiet"],
        env={**os.environ, "DOMAIN": "bot.example.org"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
