"""What the bot says, in the reader's language: Fluent texts from locales/, dates from Babel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache, lru_cache
from pathlib import Path

from babel.dates import format_date
from fluent.runtime import FluentBundle, FluentResource

LOCALES = Path(__file__).parent.parent / "locales"

LANGUAGES = ("ru", "kk", "en")
"""The languages of the interface; the first is what a reader gets whose own is none of them but near to it."""

NEAR_RUSSIAN = frozenset({"be", "uk", "ky", "uz", "tg", "tk", "tt", "ba", "az", "hy", "ka", "mn"})
"""Telegram languages of neighbours whose readers more often read Russian than English."""

DATES = {"ru": "d MMMM y", "kk": "y 'ж'. d MMMM", "en": "d MMMM y"}
"""How a day is written (CLDR patterns); Russian without «г.», which only makes a line longer."""

WITHIN_A_MONTH = {"ru": ("d", "d MMMM y"), "kk": ("y 'ж'. d", "d MMMM"), "en": ("d", "d MMMM y")}
WITHIN_A_YEAR = {"ru": ("d MMMM", "d MMMM y"), "kk": ("y 'ж'. d MMMM", "d MMMM"), "en": ("d MMMM", "d MMMM y")}
"""How the first and the last day of a period are written, so that nothing is said twice."""


def language_for(language_code: str | None) -> str:
    """The interface language for a Telegram client's IETF tag, such as ``en-US``; Russian when it tells none."""
    primary = (language_code or "ru").replace("_", "-").split("-")[0].lower()
    if primary in LANGUAGES:
        return primary
    return "ru" if primary in NEAR_RUSSIAN else "en"


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language; call it with a key and the values the text names."""

    language: str
    _bundle: FluentBundle

    def __call__(self, key: str, **values: str | int) -> str:
        """The text of a key.

        Raises:
            KeyError: there is no such text, or it names a value that was not given: a mistake of ours.
        """
        return _said(self._bundle, key, tuple(values.items()))

    def date(self, moment: datetime, zone: tzinfo) -> str:
        """A day as the language writes it, such as ``12 ноября 2025``, in a zone."""
        return _date(moment.astimezone(zone).date(), DATES[self.language], self.language)

    def period(self, since: datetime, until: datetime, zone: tzinfo) -> str:
        """The days from one to another, such as ``8–12 ноября 2025``, in a zone; one day alone where they are one."""
        first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
        if first == last:
            return self.date(until, zone)
        patterns, dash = (DATES[self.language], DATES[self.language]), " – "
        if (first.year, first.month) == (last.year, last.month):
            patterns, dash = WITHIN_A_MONTH[self.language], "–"
        elif first.year == last.year:
            patterns = WITHIN_A_YEAR[self.language]
        return dash.join(
            _date(day, pattern, self.language) for day, pattern in zip((first, last), patterns, strict=True)
        )


@lru_cache(maxsize=4_000, typed=True)  # a page says some thirty things, the same ones on most pages
def _said(bundle: FluentBundle, key: str, values: tuple[tuple[str, str | int], ...]) -> str:
    pattern = bundle.get_message(key).value
    if pattern is None:
        raise KeyError(key)
    text, errors = bundle.format_pattern(pattern, dict(values))
    if errors:
        raise KeyError(f"{key} ({bundle.locales[0]}): {errors}")
    return str(text)


@lru_cache(maxsize=1000)
def _date(day: date, pattern: str, language: str) -> str:
    return format_date(day, format=pattern, locale=language)


def load() -> Mapping[str, Texts]:
    """The texts of every language."""
    return {language: _load(language) for language in LANGUAGES}


@cache  # reading them takes a tenth of a second, and nothing changes them
def _load(language: str) -> Texts:
    # No isolation marks: they would stand inside commands and offsets.
    bundle = FluentBundle([language], use_isolating=False)
    for path in sorted((LOCALES / language).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return Texts(language, bundle)
