"""``make sbom``: what an installation consists of, as a CycloneDX 1.6 document made of the lock file.

Names and versions are those of requirements/run.txt with the digests it holds each package to, licences those that the
installed packages state. Nothing is asked of anybody, and the same lock gives the same document.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements" / "run.txt"

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)")
_DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Package:
    """A locked package with the digests (SHA-256) of the files that may be installed for it."""

    name: str
    version: str
    digests: list[str] = field(default_factory=list)

    @property
    def licence(self) -> str | None:
        """What it states of its licence, on one line; ``None`` where it isn't installed or states nothing."""
        try:
            told = metadata(self.name)
        except PackageNotFoundError:
            return None
        classified = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier", []) if "License ::" in line]
        stated = told.get("License-Expression") or ", ".join(classified) or told.get("License") or ""
        return stated.splitlines()[0] if stated else None


def packages(lock: str) -> Iterator[Package]:
    """What a lock file pins, in its order."""
    found: Package | None = None
    for line in lock.splitlines():
        if pinned := _PINNED.match(line):
            if found is not None:
                yield found
            found = Package(pinned[1].lower().replace("_", "-"), pinned[2])
        if found is not None:
            found.digests.extend(_DIGEST.findall(line))
    if found is not None:
        yield found


def document(lock: str) -> dict[str, object]:
    """The bill of materials (cyclonedx.org/docs/1.6/json)."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "svodka", "bom-ref": "svodka"}},
        "components": [_component(one) for one in packages(lock)],
    }


def _component(package: Package) -> dict[str, object]:
    purl = f"pkg:pypi/{package.name}@{package.version}"
    described: dict[str, object] = {
        "type": "library",
        "name": package.name,
        "version": package.version,
        "purl": purl,
        "bom-ref": purl,
        "properties": [{"name": "svodka:sha256", "value": digest} for digest in package.digests],
    }
    if package.licence:
        described["licenses"] = [{"license": {"name": package.licence}}]
    return described


if __name__ == "__main__":
    json.dump(document(LOCK.read_text("utf-8")), sys.stdout, indent=1)
    sys.stdout.write("\n")
