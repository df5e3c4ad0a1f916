"""docs/sandbox.md speaks of every address that there is, and of none that there is not."""

import re
from pathlib import Path

from bot.sandbox.control import Control
from bot.sandbox.faults import Faults
from bot.sandbox.journal import Journal
from bot.sandbox.server import Sandbox

DOCS = Path(__file__).parents[2] / "docs" / "sandbox.md"


def test_the_addresses_of_the_documentation_are_those_of_the_server(sandbox: Sandbox) -> None:
    routes = Control(sandbox.world, Journal(sandbox.token), Faults()).routes()
    written = re.findall(r"`(GET|POST) (/sandbox/[a-z/{}_]+)", DOCS.read_text())
    assert set(written) == {(route.method, route.path) for route in routes}
