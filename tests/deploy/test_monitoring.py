"""The dashboard and the alert rules ask for what the bot tells, by the names and labels that it tells it by."""

import json
import re
import shutil
import subprocess
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from bot.counting import Counts
from bot.web.health import Health
from bot.web.metrics import COUNTERS, GAUGES, Metrics
from storage.engine import Database
from tests.conftest import ROOT
from tests.deploy.yaml_lines import load

DEPLOY = ROOT / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
CASES = Path(__file__).parent / "alerts.test.yml"
"""For promtool."""

DASHBOARD = DEPLOY / "grafana" / "dashboards" / "svodka.json"

METRIC = re.compile(r"\b((?:svodka|process)_[a-z_]+|up)\b(?:\{([^}]*)\})?")
ALERT = re.compile(r"^ +expr: (.*)$", re.MULTILINE)
SELECTED = re.compile(r"(\w+)\s*=~?\s*\"([^\"]*)\"")
OF_THE_SCRAPE = {"job", "instance"}
"""Labels that Prometheus adds itself."""


def panels() -> list[dict[str, object]]:
    """What the dashboard shows."""
    shown: list[dict[str, object]] = json.loads(DASHBOARD.read_text())["panels"]
    return shown


def expressions() -> list[str]:
    """All that is asked for."""
    asked = ALERT.findall(ALERTS.read_text())
    for panel in panels():
        asked += [target["expr"] for target in panel["targets"]]  # type: ignore[attr-defined]
    return asked


@pytest.fixture
async def told(database: Database) -> dict[str, set[str]]:
    """The names that a bot tells, to which all has happened, with their labels."""
    counts = Counts()
    counts.stored("new", [["energy"]])
    names: dict[str, set[str]] = {"up": set()}
    for sample in await scraped(database, counts):
        names.setdefault(sample.name, set()).update(sample.labels)
    return names


async def scraped(database: Database, counts: Counts) -> list[Sample]:
    """What a bot with these counts tells."""
    health = Health(database, lambda: datetime.now(UTC))
    await health.look()
    text = generate_latest(Metrics(counts, health, lambda: dict.fromkeys([*GAUGES, *COUNTERS], 0.0)).registry).decode()
    return [sample for family in text_string_to_metric_families(text) for sample in family.samples]


async def test_what_is_asked_for_is_told(told: dict[str, set[str]]) -> None:
    asked = expressions()
    assert len(asked) > 25
    for expression in asked:
        found = METRIC.findall(expression)
        assert found, expression
        for name, selector in found:
            assert name in told, expression
            labels = set(re.findall(r"(\w+)\s*=", selector)) - OF_THE_SCRAPE
            assert labels <= told[name], expression
        grouped = {label.strip() for one in re.findall(r"by \(([^)]*)\)", expression) for label in one.split(",")}
        assert grouped - OF_THE_SCRAPE <= set().union(*(told[name] for name, _ in found)), expression


async def test_what_alerts_ask_for_is_there_before_anything_has_happened(database: Database) -> None:
    # A counter that appears with its first burst hasn't risen, and the sum of nothing is never zero.
    told = await scraped(database, Counts())
    asked = [found for expression in ALERT.findall(ALERTS.read_text()) for found in METRIC.findall(expression)]
    assert len(asked) > 15
    for name, selector in asked:
        wanted = {key: value.split("|") for key, value in SELECTED.findall(selector) if key not in OF_THE_SCRAPE}
        samples = [sample.labels for sample in told if sample.name == name]
        assert samples or name == "up", name
        for key, values in wanted.items():
            assert {labels[key] for labels in samples} >= set(values), (name, key)


async def test_all_that_is_told_of_the_bot_is_shown(told: dict[str, set[str]]) -> None:
    asked = " ".join(expressions())
    own = {name for name in told if name.startswith("svodka_") and not name.endswith(("_created", "_count", "_sum"))}
    assert {name for name in own if name not in asked} == {"svodka_limiter_paid_left"}


@pytest.mark.skipif(shutil.which("promtool") is None, reason="there is no promtool")
def test_alerts_fire_when_they_should_and_only_then() -> None:
    done = subprocess.run(["promtool", "test", "rules", CASES], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_panel_has_a_place_and_a_title_of_its_own() -> None:
    taken: Counter[tuple[int, int]] = Counter()
    for panel in panels():
        place: dict[str, int] = panel["gridPos"]  # type: ignore[assignment]
        taken.update((place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"]))
    assert set(taken.values()) == {1}
    assert max(x for x, _ in taken) < 24  # as wide as a dashboard is
    assert len({panel["title"] for panel in panels()}) == len({panel["id"] for panel in panels()}) == len(panels())
    assert all(panel["datasource"] == {"type": "prometheus", "uid": "prometheus"} for panel in panels())


def test_every_alert_says_when_how_grave_and_what_and_is_explained() -> None:
    rules = re.split(r"^ +- alert: ", ALERTS.read_text(), flags=re.MULTILINE)[1:]
    explained = (ROOT / "docs" / "operating.md").read_text()
    for rule in rules:
        name = rule.splitlines()[0]
        assert re.search(r"for: \d+[mh]\n +labels: \{severity: (page|warn)\}\n +annotations:\n +summary: \w", rule), (
            name
        )
        assert f"`{name}`" in explained


def test_alerts_are_told_to_somebody_by_what_is_there() -> None:
    composed = load((DEPLOY / "compose.postgres.yaml").read_text())
    teller = composed["services"]["alertmanager"]
    assert "- targets: [alertmanager:9093]" in (ALERTS.parent / "prometheus.yml").read_text()
    assert set(composed["services"]["prometheus"]["networks"]) & set(teller["networks"])
    assert "outside" in teller["networks"]
    told_by = (ALERTS.parent / "alertmanager.example.yml").read_text()
    (token,) = re.findall(r"bot_token_file: /run/secrets/(\w+)$", told_by, re.MULTILINE)
    assert set(teller["secrets"]) == {"alertmanager", token}
    place = composed["secrets"]["alertmanager"]["file"].replace("./", "deploy/")
    assert f"deploy/prometheus/alertmanager.example.yml > {place}" in (ROOT / "docs" / "deploy.md").read_text()
    # Who forgets their number is told by a program that doesn't start: nobody has the number 0.
    assert "chat_id: 0\n" in told_by
    assert set(re.findall(r"severity = (\w+)", told_by)) <= set(re.findall(r"severity: (\w+)", ALERTS.read_text()))
