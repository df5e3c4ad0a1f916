"""Time zones as people name them: by a city in their language, by the IANA name, by the distance from UTC.

Cities' names are CLDR's (through Babel) for every zone that has one; those of big cities without a zone of their own
stand here.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale

from bot.delivery.schedule import zone_of
from bot.telegram.texts import LANGUAGES

USUAL = (
    "Asia/Almaty",
    "Asia/Aqtau",
    "Asia/Tashkent",
    "Asia/Bishkek",
    "Europe/Moscow",
    "Europe/Istanbul",
    "Asia/Dubai",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "Asia/Shanghai",
    "Asia/Seoul",
)
"""Where readers of news about Kazakhstan live more often than elsewhere; Aqtau where its clocks differ."""

SAME_TODAY = {"Asia/Aqtau": "Asia/Almaty"}
"""Zones that aren't offered while their clocks show what another's show: Kazakhstan has one time since 1 March 2024."""

CITIES = {
    "Asia/Almaty": "Алма-Ата Alma-Ata "
    "Астана Astana Нур-Султан Шымкент Shymkent Тараз Taraz Өскемен Оскемен Усть-Каменогорск "
    "Павлодар Pavlodar Семей Semey Караганда Қарағанды Karaganda Көкшетау Кокшетау Kokshetau Петропавл Петропавловск "
    "Талдықорған Талдыкорган Taldykorgan Түркістан Туркестан Turkistan Байконур Байқоңыр Baikonur Казахстан Қазақстан",
    "Asia/Shanghai": "Пекин Бейжің Beijing Гуанчжоу Guangzhou Шэньчжэнь Shenzhen",
    "Europe/Moscow": "Мск СПб Мәскеу Санкт-Петербург Петербург Petersburg Казань Kazan",
    "Europe/Istanbul": "Анкара Ankara Анталья Antalya Ыстанбұл Istanbul",
    "America/New_York": "Вашингтон Washington Бостон Boston Майами Miami",
    "America/Los_Angeles": "Сан-Франциско San-Francisco Сиэтл Seattle",
    "Asia/Dubai": "Абу-Даби Abu-Dhabi",
    "Asia/Kolkata": "Дели Delhi Мумбаи Mumbai",
    "Europe/Zurich": "Женева Geneva",
    "Europe/Berlin": "Франкфурт Frankfurt Мюнхен Munich Гамбург Hamburg",
    "Europe/Rome": "Милан Milan",
}
"""Big cities without a zone of their own; in a name of several words a hyphen stands for the space."""

MOST_SIMILAR = 6

LONGEST = 60
"""Characters of a name that are looked at: no city's has more."""

SHORTEST_BEGINNING = 3
"""Letters from which on the beginning of a name is taken for it."""

_DISTANCE = re.compile(r"(?:utc|gmt)?\s*([+\-−–])\s*(\d{1,2})(?::(\d\d))?", re.IGNORECASE)
_FURTHEST = {"+": 14, "-": 12}
"""Hours that zones lie east and west of UTC at most (tz database, ``etcetera``)."""

_BETWEEN = {
    ("+", 3, 30): "Asia/Tehran",
    ("+", 4, 30): "Asia/Kabul",
    ("+", 5, 30): "Asia/Kolkata",
    ("+", 5, 45): "Asia/Kathmandu",
    ("+", 6, 30): "Asia/Yangon",
    ("+", 9, 30): "Australia/Darwin",
}
"""Distances that aren't whole hours have no zone of their own: a country's without summer time stands for each."""


def usual(now: datetime) -> list[str]:
    """The zones that are offered, without those that show the same time as another of them just now."""
    return [zone for zone in USUAL if zone not in SAME_TODAY or _differs(zone, SAME_TODAY[zone], now)]


def is_zone(name: str) -> bool:
    """Whether this machine's time zone data have a zone."""
    return name in _zones()


def find(text: str) -> str | None:
    """The zone that a person names, ``None`` where nothing is called so."""
    said = text.strip()[:LONGEST]
    if distance := _DISTANCE.fullmatch(said):
        return _of_distance("+" if distance[1] == "+" else "-", int(distance[2]), int(distance[3] or 0))
    return _names().get(_folded(said))


def similar(text: str) -> list[str]:
    """The zones whose names begin so or nearly read so, likeliest first."""
    if _DISTANCE.fullmatch(text.strip()[:LONGEST]):  # the nearest names would be of distances, counted the other way
        return []
    said = _folded(text[:LONGEST])
    names = _names()
    found = [name for name in names if name.startswith(said)] if len(said) >= SHORTEST_BEGINNING else []
    found = found or get_close_matches(said, names, n=MOST_SIMILAR, cutoff=0.75)
    return list(dict.fromkeys(names[name] for name in found))[:MOST_SIMILAR]


def city(zone: str, language: str) -> str:
    """What a zone's city is called in a language; of a zone without a city its name."""
    if zone.startswith("Etc/") or "/" not in zone:
        return ""
    there = Locale.parse(language).time_zones.get(zone, {})
    return str(there.get("city") or zone.rsplit("/", 1)[-1].replace("_", " "))


def offset(zone: str, now: datetime) -> str:
    """How far a zone's clocks are from UTC just now: ``UTC+5``, ``UTC−3:30``."""
    away = now.astimezone(zone_of(zone)).utcoffset() or timedelta()
    hours, minutes = divmod(abs(away) // timedelta(minutes=1), 60)
    if not hours and not minutes:
        return "UTC"
    return f"UTC{'−' if away < timedelta() else '+'}{hours}" + (f":{minutes:02}" if minutes else "")


def told(zone: str, language: str, now: datetime) -> str:
    """``Алматы, UTC+5``."""
    return ", ".join(filter(None, (city(zone, language), offset(zone, now))))


def _differs(zone: str, other: str, now: datetime) -> bool:
    return now.astimezone(zone_of(zone)).utcoffset() != now.astimezone(zone_of(other)).utcoffset()


def _of_distance(sign: str, hours: int, minutes: int) -> str | None:
    """The zone of a distance; the tz database writes them the other way round (POSIX)."""
    if minutes:
        return _BETWEEN.get((sign, hours, minutes))
    if hours == 0:
        return "Etc/UTC"
    if hours > _FURTHEST[sign]:
        return None
    return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}"


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("ё", "е").replace("-", " ").replace("_", " ").split())


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Every name that is understood, folded, with its zone: the surer ones go before the others."""
    names: dict[str, str] = {}
    for name, zone in _every_name():
        if zone in _zones():
            names.setdefault(_folded(name), zone)
    return names


def _every_name() -> Iterator[tuple[str, str]]:
    yield from ((zone, zone) for zone in sorted(_zones()))
    yield from ((name, zone) for zone, names in CITIES.items() for name in names.split())
    for language in LANGUAGES:
        for zone, names in sorted(Locale.parse(language).time_zones.items()):
            if "city" in names:
                yield names["city"], zone
    yield from ((zone.rsplit("/", 1)[-1], zone) for zone in sorted(_zones()) if "/" in zone)
