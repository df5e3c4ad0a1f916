"""The benchmarks are run by hand, so that they start at all is held here."""

import importlib
import pkgutil
import subprocess
import sys

from tests import bench
from tests.conftest import ROOT

SHARED = {"__main__", "collectors", "corpus", "crowd", "million", "outlets"}


def test_every_benchmark_can_be_run_and_what_they_share_is_passed_over() -> None:
    names = {module.name for module in pkgutil.iter_modules(bench.__path__)}
    assert names >= SHARED | {"intake", "reading", "startup", "summaries"}
    for name in names - SHARED:
        assert callable(importlib.import_module(f"tests.bench.{name}").run)
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "corpus"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
