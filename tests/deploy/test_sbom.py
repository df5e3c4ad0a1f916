"""What an installation consists of: all of it, each held to its digests, and nothing under a licence we don't take."""

import json
import re
import subprocess
import sys

from tests.conftest import ROOT

NOT_TAKEN = re.compile(r"\b(A?GPL|GNU (Affero )?General Public)", re.IGNORECASE)
LOCK = ROOT / "requirements" / "run.txt"


def made() -> dict[str, list[dict[str, object]]]:
    """The document, as the command writes it."""
    script = str(ROOT / "deploy" / "sbom.py")
    document: dict[str, list[dict[str, object]]] = json.loads(subprocess.check_output([sys.executable, script]))
    return document


def test_every_locked_package_is_named_with_its_digests() -> None:
    components = made()["components"]
    pinned = {line.split("==")[0] for line in LOCK.read_text("utf-8").splitlines() if re.match(r"\w[^ ]*==", line)}
    assert {one["name"] for one in components} == pinned
    assert len(pinned) > 40
    for one in components:
        assert one["properties"], one["name"]
        assert one["purl"] == one["bom-ref"] == f"pkg:pypi/{one['name']}@{one['version']}"


def test_no_package_is_under_a_licence_that_is_not_taken() -> None:
    stated = {one["name"]: one["licenses"][0]["license"]["name"] for one in made()["components"] if "licenses" in one}  # type: ignore[index]
    assert len(stated) > 40
    assert not {
        name: licence for name, licence in stated.items() if NOT_TAKEN.search(licence) and "LGPL" not in licence
    }


def test_it_is_the_same_each_time() -> None:
    assert made() == made()
