"""Tallies: numbers by the hour add up over processes, and make the days of any zone."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.newsroom.trends import local_days
from storage import tallies
from storage.engine import Database
from tests.storage.conftest import NOON

HOUR = timedelta(hours=1)
TWO_DAYS = local_days(NOON.date(), 2, ZoneInfo("UTC"))


async def add(database: Database, numbers: dict[str, int], *, after: timedelta = 0 * HOUR) -> None:
    async with database.write() as connection:
        await tallies.add(connection, numbers, now=NOON + after)


async def test_numbers_of_an_hour_add_up(database: Database) -> None:
    await add(database, {"asked": 3, "sent": 1, "failed": 0})
    await add(database, {"asked": 2})
    await add(database, {"asked": 10}, after=2 * HOUR)
    await add(database, {"asked": 7}, after=-24 * HOUR)
    await add(database, {"asked": 1000}, after=24 * HOUR)  # tomorrow
    await add(database, {})
    async with database.read() as connection:
        assert await tallies.by_day(connection, TWO_DAYS) == {"asked": [7, 15], "sent": [0, 1]}


async def test_an_hour_belongs_to_the_day_of_the_zone_that_it_begins_in(database: Database) -> None:
    for hours in range(-36, 12):  # each hour of two days of UTC
        await add(database, {"asked": 1}, after=hours * HOUR)
    for zone, counted in (("Asia/Almaty", [24, 5]), ("Asia/Kathmandu", [24, 5]), ("Pacific/Honolulu", [24, 14])):
        days = local_days((NOON + 11 * HOUR).astimezone(ZoneInfo(zone)).date(), 2, ZoneInfo(zone))
        async with database.read() as connection:
            assert (await tallies.by_day(connection, days))["asked"] == counted, zone


async def test_what_is_long_ago_is_forgotten(database: Database) -> None:
    await add(database, {"asked": 1}, after=-50 * HOUR)
    await add(database, {"asked": 2})
    async with database.write() as connection:
        await tallies.forget(connection, before=NOON)
    days = local_days(date.fromordinal(NOON.date().toordinal() + 1), 9, ZoneInfo("UTC"))
    async with database.read() as connection:
        assert sum((await tallies.by_day(connection, days))["asked"]) == 2
