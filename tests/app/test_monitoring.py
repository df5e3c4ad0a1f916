"""What is told of the machine around the bot: how old its backups are, and what its disk has room for."""

import shutil
from datetime import timedelta
from math import inf
from pathlib import Path

from bot.app.keeping import Keeping
from bot.app.monitoring import backup_numbers, disk_numbers, replica_numbers
from bot.web.metrics import GAUGES
from storage.engine import Database
from storage.replica import Replica
from tests.conftest import EVENING


def test_the_newest_backup_has_an_age_and_one_that_was_never_made_is_older_than_any(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path / "backups", timedelta(hours=24), 7)
    never = {"backup_age_seconds": inf, "backup_interval_seconds": 86_400}
    assert backup_numbers(None, EVENING) == {}
    assert backup_numbers(keeping, EVENING) == never
    keeping.folder.mkdir()
    for hours in (50, 26):
        (keeping.folder / (EVENING - timedelta(hours=hours)).strftime("svodka-%Y%m%dT%H%M%SZ.db")).touch()
    (keeping.folder / "before-the-move.db").touch()
    assert backup_numbers(keeping, EVENING) == {**never, "backup_age_seconds": 26 * 3600}
    shutil.rmtree(keeping.folder)
    keeping.folder.touch()  # no folder any more
    assert backup_numbers(keeping, EVENING) == never


async def test_a_file_has_a_disk(database: Database) -> None:
    told = disk_numbers(database)
    assert 0 < told["disk_free_bytes"] <= shutil.disk_usage(database.path.parent).total
    assert set(told) <= set(GAUGES)


async def test_a_replica_that_is_not_asked_is_told_apart_from_one_that_is_even(database: Database) -> None:
    replica = Replica(database, database)
    assert replica_numbers(replica) == {"replica_lag_seconds": -1}
    replica.lag_s = 0.0
    assert replica_numbers(replica) == {"replica_lag_seconds": 0}
    assert replica_numbers(None) == {}
