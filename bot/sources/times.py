"""Times as outlets write them: RFC 822 and ISO 8601 with their usual mistakes, and dates in words (ru, kk, en)."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from types import MappingProxyType
from zoneinfo import ZoneInfo

ALMATY = ZoneInfo("Asia/Almaty")
"""The zone of Kazakhstan, since 1 March 2024 the whole country's: what a time without a zone is meant in."""

EARLIEST_YEAR = 1995
"""No outlet's pages are older; a date before it is a zero that some program wrote."""
_LATEST_YEAR = 2100
_AHEAD = timedelta(days=1)
# A day's name, a date, a time and a zone, each at its longest, are 80.
_LONGEST = 120

_MONTHS_RU = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"
_OF_MONTHS_RU = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
_SHORT_RU = "янв фев мар апр май июн июл авг сен окт ноя дек"
_MONTHS_KK = "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан"
_SHORT_KK = "қаң ақп нау сәу мам мау шіл там қыр қаз қар жел"
_MONTHS_EN = "january february march april may june july august september october november december"
_SHORT_EN = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS: Mapping[str, int] = MappingProxyType(
    {
        name: number
        for names in (_MONTHS_RU, _OF_MONTHS_RU, _SHORT_RU, _MONTHS_KK, _SHORT_KK, _MONTHS_EN, _SHORT_EN)
        for number, name in enumerate(names.split(), 1)
    }
    | {"февр": 2, "сент": 9, "нояб": 11, "sept": 9}
)
# «қарашада», «қарашаның»: a case ending after the full name.
_LONGEST_ENDING = 3

# RFC 822 §5.1, and what Kazakhstan's and Russia's servers write. ALMT and its kin have been +05 since March 2024,
# and +06 before: that is Almaty's zone.
_ZONES: Mapping[str, tzinfo] = MappingProxyType(
    dict.fromkeys(("z", "ut", "utc", "gmt"), UTC)
    | dict.fromkeys(("almt", "qyzt", "алматы", "астана", "almaty", "astana"), ALMATY)
    | {"msk": timezone(timedelta(hours=3)), "мск": timezone(timedelta(hours=3))}
    | {f"{letter}st": timezone(timedelta(hours=hours)) for letter, hours in zip("ecmp", (-5, -6, -7, -8), strict=True)}
    | {f"{letter}dt": timezone(timedelta(hours=hours)) for letter, hours in zip("ecmp", (-4, -5, -6, -7), strict=True)}
)
_FURTHEST_ZONE_H = 14
_MINUTES = 60
_MONTHS_A_YEAR = 12
_SHORT_YEAR, _FIRST_OF_LAST_CENTURY = 2, 69

_WORD = "[a-zа-яёәғқңөұүһі]"
_EPOCH = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d{1,9})?")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|(\d\d)(\d\d))(?!\d)")
_DAY_FIRST = re.compile(r"(?<![\d.])(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d\d)(?![\d:])")
_DAY_MONTH = re.compile(
    rf"(?<![\d:])(\d{{1,2}})(?:st|nd|rd|th)?[\s.,-]{{0,3}}({_WORD}{{3,13}})[\s.,-]{{0,3}}(\d{{4}}|\d\d)?(?![:\d])"
)
_MONTH_DAY = re.compile(
    rf"(?<!{_WORD})({_WORD}{{3,13}})[\s.]{{1,2}}(\d{{1,2}})(?:st|nd|rd|th)?(?![:\d])(?:,?\s(\d{{4}})(?!\d))?"
)
_LONE_YEAR = re.compile(r"(?<![\d:+-])([12]\d{3})(?![\d:])")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(?!\d)(?:\s?([ap])\.?m\b)?")
_COMPACT_CLOCK = re.compile(r"t(\d\d)(\d\d)(\d\d)?(?!\d)")
_ZONE = re.compile(rf"\s{{0,2}}\(?({_WORD}{{1,6}})?\)?\s?(?:([+\u2212-])(\d{{1,2}}):?(\d\d)?(?!\d))?")
_AGO = re.compile(rf"(\d{{1,3}}|час|сағат|hour|an hour)\s?({_WORD}{{0,7}})\s(?:назад|бұрын|ago)")
_DAYS_AGO: Mapping[str, int] = MappingProxyType(
    {"сегодня": 0, "вчера": 1, "позавчера": 2, "бүгін": 0, "кеше": 1, "today": 0, "yesterday": 1}
)
_RELATIVE = re.compile(rf"(?<!{_WORD})({'|'.join(_DAYS_AGO)})(?!{_WORD})")
_UNITS: Mapping[str, timedelta] = MappingProxyType(
    {"мин": timedelta(minutes=1), "min": timedelta(minutes=1)}
    | {name: timedelta(hours=1) for name in ("час", "саға", "hour")}
    | {name: timedelta(days=1) for name in ("день", "дня", "дней", "күн", "day")}
)


def parse_written(written: str, *, zone: tzinfo = ALMATY, now: datetime | None = None) -> datetime | None:
    """The moment that an outlet means, aware and UTC; ``None`` where it is no date, or none that news are from.

    ``zone`` is where a time without a zone was written; a date alone is its midnight there. Dates without a year and
    words like «вчера» are understood only where ``now`` is given, and what is more than a day after it is a mistake.
    """
    text = " ".join(written.split()).lower()
    if not text or len(text) > _LONGEST:
        return None
    try:
        told = _epoch(text) or _relative(text, zone, now) or _dated(text, zone, now)
        moment = told.astimezone(UTC) if told else None
    except (ValueError, OverflowError):  # a 31 February, an hour 25: no date after all
        return None
    if moment is None or not EARLIEST_YEAR <= moment.year <= _LATEST_YEAR:
        return None
    return None if now is not None and moment > now + _AHEAD else moment


def _epoch(text: str) -> datetime | None:
    found = _EPOCH.fullmatch(text)
    return datetime.fromtimestamp(int(found[1]), UTC) if found else None


def _dated(text: str, zone: tzinfo, now: datetime | None) -> datetime | None:
    found = next(_days(text, zone, now), None)
    if found is None:
        return None
    day, rest = found
    clock = _CLOCK.search(rest) or _COMPACT_CLOCK.search(rest)
    if clock is None:
        return datetime.combine(day, time(), zone)
    at = time(_hour(clock), int(clock[2]), min(int(clock[3] or 0), 59))  # 60: a leap second
    return datetime.combine(day, at, _zone(rest, clock.end()) or zone)


def _hour(clock: re.Match[str]) -> int:
    hour = int(clock[1])
    half = clock[4] if clock.re is _CLOCK else None
    return hour if half is None else hour % 12 + (12 if half == "p" else 0)


def _zone(text: str, position: int) -> tzinfo | None:
    found = _ZONE.match(text, position)
    if found is None:
        return None
    if found[2]:
        hours, minutes = int(found[3]), int(found[4] or 0)
        if hours <= _FURTHEST_ZONE_H and minutes < _MINUTES:
            shift = timedelta(hours=hours, minutes=minutes)
            return timezone(shift if found[2] == "+" else -shift)
    return _ZONES.get(found[1] or "")


def _days(text: str, zone: tzinfo, now: datetime | None) -> Iterator[tuple[date, str]]:
    """The days that the text may name, the surest reading first, each with what is left of the text without it."""
    if found := _YEAR_FIRST.search(text):
        month, day = (found[2], found[3]) if found[2] else (found[4], found[5])
        yield date(int(found[1]), int(month), int(day)), _without(text, found)
    if found := _DAY_FIRST.search(text):
        first, second = int(found[1]), int(found[3])
        # With a slash, an American may have put the month first.
        day, month = (second, first) if found[2] == "/" and second > _MONTHS_A_YEAR >= first else (first, second)
        yield date(_full_year(found[4]), month, day), _without(text, found)
    for pattern, day_at, month_at in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        for found in pattern.finditer(text):
            month_named = _month(found[month_at])
            rest = _without(text, found)
            year = found[3] or _lone_year(rest)
            if month_named and year:
                yield date(_full_year(year), month_named, int(found[day_at])), rest
            elif month_named and now is not None:
                yield _latest(month_named, int(found[day_at]), now.astimezone(zone)), rest


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _month(word: str) -> int | None:
    if word in _MONTHS:
        return _MONTHS[word]
    names = (word[:-length] for length in range(1, _LONGEST_ENDING + 1))
    return next((_MONTHS[name] for name in names if name in _MONTHS_KK.split()), None)


def _full_year(written: str) -> int:
    """POSIX ``strptime``: of two digits, those from 69 on are of the last century."""
    year = int(written)
    return year if len(written) > _SHORT_YEAR else year + (1900 if year >= _FIRST_OF_LAST_CENTURY else 2000)


def _lone_year(text: str) -> str | None:
    found = _LONE_YEAR.search(text)
    return found[1] if found else None


def _latest(month: int, day: int, now: datetime) -> date:
    this_year = date(now.year, month, day)
    return this_year if this_year <= (now + _AHEAD).date() else this_year.replace(year=now.year - 1)


def _relative(text: str, zone: tzinfo, now: datetime | None) -> datetime | None:
    if now is None:
        return None
    if ago := _AGO.search(text):
        count = int(ago[1]) if ago[1].isdecimal() else 1
        unit = ago[2] if ago[1].isdecimal() else "час"
        length = next((length for name, length in _UNITS.items() if unit.startswith(name)), None)
        return now - count * length if length else None
    found = _RELATIVE.search(text)
    if not found:
        return None
    day = (now.astimezone(zone) - timedelta(days=_DAYS_AGO[found[1]])).date()
    clock = _CLOCK.search(text)
    return datetime.combine(day, time(_hour(clock), int(clock[2])) if clock else time(), zone)
