"""The time zone of a place on the map, without asking anybody: that of the nearest place whose zone is known.

Known are the principal places of all zones (``zone.tab`` of the time zone data) and, since a zone's principal place may
be further away than a neighbour's, the cities of Kazakhstan and of the lands along its borders.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from math import asin, cos, hypot, radians, sin, sqrt
from typing import NamedTuple

from bot.delivery.schedule import zone_of
from bot.telegram import zones

EARTH_KM = 6_371.0

FAR_KM = 1_500.0
"""From here on no place is near: at sea the clocks follow the longitude."""

OFFERED = 3
"""Zones to choose between: the nearest, and two whose clocks differ."""

DEGREES_AN_HOUR = 15

CITIES = {
    "Asia/Almaty": "43.24 76.89, 45.02 78.37, 44.16 79.99, 43.35 77.46, 44.85 80.02, 42.90 71.37, 43.30 68.27, "
    "42.32 69.59, 42.42 68.80, 43.04 70.72, 43.60 73.76, 51.17 71.43, 53.28 69.39, 54.87 69.15, 51.88 68.37, "
    "51.72 75.32, 52.29 76.97, 49.81 73.09, 47.80 67.71, 46.84 74.98, 50.41 80.23, 49.95 82.61, 50.35 83.51, "
    "47.47 84.87, 47.96 80.43, 49.72 84.27, 52.93 70.19, 53.85 69.76, 51.67 71.01, 50.25 66.91, 42.18 69.89, "
    "43.67 77.08, 44.61 77.97, 48.05 83.55, 43.04 74.71, 42.87 73.18, 41.46 69.17",
    "Asia/Qostanay": "53.21 63.62, 52.96 63.13, 52.18 61.20, 50.25 66.90, 53.85 62.10",
    "Asia/Qyzylorda": "44.85 65.51, 45.63 63.32, 46.80 61.67, 44.17 66.74",
    "Asia/Aqtobe": "50.28 57.21, 49.90 57.33, 50.26 58.42, 47.83 59.62, 50.67 54.70",
    "Asia/Atyrau": "47.11 51.92, 46.95 53.98, 47.66 49.20",
    "Asia/Aqtau": "43.65 51.17, 43.34 52.86, 44.50 50.26, 45.32 55.19",
    "Asia/Oral": "51.23 51.37, 51.17 53.00, 48.80 49.60",
    "Asia/Omsk": "54.99 73.37, 54.91 71.26, 55.57 71.34, 54.21 74.55, 55.04 74.58",
    "Asia/Yekaterinburg": "55.16 61.40, 55.44 65.34, 57.15 65.53, 51.77 55.10, 51.23 58.47, 53.41 58.98, 54.08 61.56, "
    "56.11 69.49, 51.48 57.36, 54.74 55.97, 55.06 68.36, 55.68 67.42",
    "Asia/Novosibirsk": "55.03 82.92, 53.73 78.03, 55.36 78.35, 54.20 77.30",
    "Asia/Barnaul": "53.35 83.77, 51.51 81.21, 52.99 78.65, 51.96 85.96, 52.54 85.21, 51.00 81.30, 50.20 87.90",
    "Europe/Samara": "53.20 50.15, 52.03 50.80",
    "Europe/Saratov": "51.53 46.03, 51.27 48.60, 50.05 46.88",
    "Europe/Volgograd": "48.71 44.51, 49.10 46.80",
    "Europe/Astrakhan": "46.35 48.04, 48.30 46.17, 46.10 49.00",
    "Asia/Tashkent": "41.30 69.24, 40.99 71.67, 40.38 71.78, 40.78 72.34, 40.12 67.84, 41.02 70.14",
    "Asia/Samarkand": "39.65 66.96, 42.46 59.61, 41.55 60.63, 39.77 64.42, 43.77 59.03, 40.10 65.37",
    "Asia/Bishkek": "42.87 74.59, 42.52 72.24, 42.49 78.39, 40.51 72.81, 41.43 76.00, 42.65 77.08, 42.84 75.30, "
    "42.89 73.85, 40.93 73.00, 42.72 78.20",
    "Asia/Ashgabat": "37.96 58.33, 40.02 52.97, 41.84 59.96, 39.08 63.58",
    "Asia/Baku": "40.41 49.87",
    # All of China has Beijing's time by law; in its west many live by their own, so both are offered there.
    "Asia/Shanghai": "43.82 87.62, 43.92 81.32, 46.75 82.98, 47.85 88.14, 39.47 75.99, 45.60 84.89, 44.89 82.07, "
    "44.21 80.41, 39.90 116.40, 23.13 113.26, 29.56 106.55, 34.34 108.94, 30.57 104.07",
    "Asia/Urumqi": "43.92 81.33, 46.75 82.99, 47.85 88.15, 39.47 76.00, 45.60 84.90, 44.89 82.08, 44.21 80.42",
    "Asia/Hovd": "48.97 89.96, 48.01 91.64",
    # Further away: big cities that lie nearer to the principal place of another zone.
    "Asia/Kolkata": "28.61 77.21, 19.08 72.88, 13.08 80.27, 12.97 77.59, 26.85 80.95",
    "Europe/Moscow": "59.94 30.31, 55.79 49.12, 43.59 39.72, 47.23 39.72",
    "Europe/Istanbul": "39.93 32.86, 36.90 30.71, 38.42 27.14",
    "America/New_York": "38.90 -77.04, 42.36 -71.06, 25.76 -80.19, 33.75 -84.39",
    "America/Chicago": "29.76 -95.37, 32.78 -96.80, 29.95 -90.07",
    "America/Los_Angeles": "37.77 -122.42, 47.61 -122.33, 32.72 -117.16",
}
"""Latitude and longitude, in degrees, of cities by their zone."""


class Place(NamedTuple):
    """A place whose zone is known, in radians."""

    zone: str
    latitude: float
    longitude: float


def near(latitude: float, longitude: float, now: datetime) -> list[str]:
    """The zones to choose between at a place (in degrees): that of the nearest known one, then others nearby.

    Of zones whose clocks show the same just now only the nearest is offered: it is the time that people choose.
    """
    here = Place("", radians(latitude), radians(longitude))
    found: dict[timedelta | None, str] = {}
    by_distance = sorted((_km(here, place), place.zone) for place in _known())
    if by_distance[0][0] > FAR_KM:
        at_sea = zones.find(f"UTC{round(longitude / DEGREES_AN_HOUR):+d}")
        if at_sea is not None:
            found[now.astimezone(zone_of(at_sea)).utcoffset()] = at_sea
    for _, zone in by_distance:
        if len(found) == OFFERED:
            break
        found.setdefault(now.astimezone(zone_of(zone)).utcoffset(), zone)
    return list(found.values())


def _km(one: Place, other: Place) -> float:
    """Along a great circle (haversine)."""
    away = hypot(
        sin((other.latitude - one.latitude) / 2),
        sqrt(cos(one.latitude) * cos(other.latitude)) * sin((other.longitude - one.longitude) / 2),
    )
    return 2 * EARTH_KM * asin(min(1.0, away))


@lru_cache(maxsize=1)
def _known() -> tuple[Place, ...]:
    return tuple(
        Place(zone, radians(latitude), radians(longitude))
        for zone, latitude, longitude in (*_cities(), *_principal_places())
        if zones.is_zone(zone)
    )


def _cities() -> Iterator[tuple[str, float, float]]:
    for zone, places in CITIES.items():
        for place in places.split(","):
            latitude, longitude = map(float, place.split())
            yield zone, latitude, longitude


def _principal_places() -> Iterator[tuple[str, float, float]]:
    """From ``zone.tab``: country, coordinates (ISO 6709, ±DDMM±DDDMM or with seconds), zone, comments."""
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            _, where, zone, *_ = line.split("\t")
            at = max(where.rfind("+"), where.rfind("-"))
            yield zone, _degrees(where[:at], 3), _degrees(where[at:], 4)


def _degrees(written: str, minutes_at: int) -> float:
    """Degrees of a sign, whole degrees, two digits of minutes and perhaps two of seconds."""
    minutes = int(written[minutes_at : minutes_at + 2]) + int(written[minutes_at + 2 :] or 0) / 60
    whole = int(written[1:minutes_at]) + minutes / 60
    return -whole if written[0] == "-" else whole
