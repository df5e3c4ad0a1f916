"""Periods that people ask for: a number of days, or words for one, in any of the three languages."""

import re

DEFAULT_DAYS = 1

MOST_DAYS = 36_500
"""A century of news: more is a slip of the finger."""

EVERYTHING = 0
"""As many days as there are."""

OFFERED = (1, 7, 30)
"""Days that the buttons under an answer offer."""

# A period's words by how many days it has. A form that is also a number's unit («3 дня») stands here once.
_UNITS = (
    (1, r"d|days?|today|день|дня|дней|дн|сут(?:ки|ок)|сегодня|күн|күнде|күнгі|күндік|бүгін|бүгінгі|тәулік"),
    (7, r"w|weeks?|недел(?:я|ю|и|ь)|апта|аптада|аптадағы|апталық"),
    (30, r"m|months?|месяц(?:а|ев)?|ай|айда|айдағы|айлық"),
    (365, r"y|years?|год(?:а|ы)?|лет|жыл|жылда|жылдағы|жылдық"),
)
_EVERYTHING = r"all|everything|вс[её]|за\sвс[её]\sвремя|барлығы|бәрі"
# «за последнюю неделю», "the last 3 days", «соңғы апта»
_BEFORE = r"(?:за|на|the|last|past|for|this|последн\w{2,3}|эт\w|прошл\w{2,3}|соңғы|осы|бір|одну|один|one|a)\s"
_PERIOD = re.compile(
    rf"(?:{_BEFORE}){{0,3}}(?:(?P<everything>{_EVERYTHING})|(?P<number>[0-9]{{1,5}})?\s?-?"
    rf"(?:{'|'.join(f'(?P<u{days}>{words})' for days, words in _UNITS)})?)",
    re.IGNORECASE,
)

_LEADS = re.compile(r"(?:за|(?:for )?(?:the )?(?:last|past)|соңғы) ", re.IGNORECASE)
_MOST_WORDS = 5  # "for the last 3 days"


def ending(said: str) -> tuple[str, int | None]:
    """What somebody said, and how many days they said it of: «газ за неделю», "gas for the last month".

    The days stand at the end or the beginning, after a word that makes them a period: «новый год» is none.
    """
    words = said.split()
    for count in range(min(_MOST_WORDS, len(words) - 1), 1, -1):
        for period, rest in ((words[-count:], words[:-count]), (words[:count], words[count:])):
            days = parse(" ".join(period)) if _LEADS.match(" ".join(period)) else None
            if days:
                return " ".join(rest), days
    return said, None


def parse(given: str | None) -> int | None:
    """How many days are meant: ``DEFAULT_DAYS`` where nothing is given, ``EVERYTHING``, ``None`` where it is no period.

    «7», "week", «за 3 дня», «2 апта», "the last month", «всё».
    """
    said = " ".join((given or "").split())
    if not said:
        return DEFAULT_DAYS
    found = _PERIOD.fullmatch(said)
    if found is None:
        return None
    if found["everything"]:
        return EVERYTHING
    unit = next((days for days, _ in _UNITS if found[f"u{days}"]), None)
    if found["number"] is None and unit is None:
        return None
    days = int(found["number"] or 1) * (unit or 1)
    return days if 1 <= days <= MOST_DAYS else None
