"""The dashboard and the alert rules ask for what the bot tells, by the names and labels that it tells it by."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from bot.counting import Counts
from bot.web.health import Health
from bot.web.metrics import GAUGES, Metrics
from storage.engine import Database

DEPLOY = Path(__file__).parents[2] / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
DASHBOARD = DEPLOY / "grafana" / "dashboards" / "svodka.json"

METRIC = re.compile(r"\b((?:svodka|process)_[a-z_]+|up)\b(?:\{([^}]*)\})?")
OF_THE_SCRAPE = {"job", "instance"}
"""Labels that Prometheus adds itself."""


def panels() -> list[dict[str, object]]:
    """What the dashboard shows."""
    shown: list[dict[str, object]] = json.loads(DASHBOARD.read_text())["panels"]
    return shown


def expressions() -> list[str]:
    """All that is asked for."""
    asked = re.findall(r"^ +expr: (.*)$", ALERTS.read_text(), re.MULTILINE)
    for panel in panels():
        asked += [target["expr"] for target in panel["targets"]]  # type: ignore[attr-defined]
    return asked


@pytest.fixture
async def told(database: Database) -> dict[str, set[str]]:
    """The names that a bot tells, to which all has happened, with their labels."""
    counts = Counts()
    counts.updates["message", "handled"] += 1
    counts.answered("message", 0.1)
    counts.calls["sendMessage", "held back"] += 1
    counts.stored("new", [["energy"]])
    counts.looks["read"] += 1
    counts.deliveries["sent"] += 1
    counts.logged["error"] += 1
    health = Health(database, lambda: datetime.now(UTC))
    await health.look()
    text = generate_latest(Metrics(counts, health, lambda: dict.fromkeys(GAUGES, 0.0)).registry).decode()
    names: dict[str, set[str]] = {"up": set()}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            names.setdefault(sample.name, set()).update(sample.labels)
    return names


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


async def test_all_that_is_told_of_the_bot_is_shown(told: dict[str, set[str]]) -> None:
    asked = " ".join(expressions())
    own = {name for name in told if name.startswith("svodka_") and not name.endswith(("_created", "_count", "_sum"))}
    assert {name for name in own if name not in asked} == {"svodka_limiter_paid_left"}


def test_every_panel_has_a_place_and_a_title_of_its_own() -> None:
    places = [tuple(panel["gridPos"].items()) for panel in panels()]  # type: ignore[attr-defined]
    assert len(set(places)) == len(places) == len({panel["title"] for panel in panels()})
    assert all(panel["datasource"] == {"type": "prometheus", "uid": "prometheus"} for panel in panels())


def test_every_alert_says_when_how_grave_and_what_and_is_explained() -> None:
    rules = re.split(r"^ +- alert: ", ALERTS.read_text(), flags=re.MULTILINE)[1:]
    explained = (DEPLOY.parent / "docs" / "operating.md").read_text()
    for rule in rules:
        name = rule.splitlines()[0]
        assert re.search(r"for: \d+[mh]\n +labels: \{severity: (page|warn)\}\n +annotations:\n +summary: \w", rule), (
            name
        )
        assert f"`{name}`" in explained
