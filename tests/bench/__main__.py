"""``make bench``: every benchmark of this folder, a JSON line for each figure.

A benchmark is a module with ``run() -> Iterator[dict[str, object]]``; each dictionary has a name, a figure with its
unit, the target where there is one and whether it is met, and the peer measured in the same run with the ratio.
``python -m tests.bench reading intake`` runs some of them.
"""

import importlib
import json
import pkgutil
import sys

from tests import bench


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all."""
    for module in pkgutil.iter_modules(bench.__path__):
        if module.name == "__main__" or (names and module.name not in names):
            continue
        run = getattr(importlib.import_module(f"tests.bench.{module.name}"), "run", None)
        for row in run() if run is not None else ():  # what several benchmarks share has nothing to run
            print(json.dumps(row, ensure_ascii=False), flush=True)


main(sys.argv[1:])
