"""Words of the news that mean the same in three languages, so that a text is known again in another one."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from bot.text.language import Language
from bot.text.words import stems

__all__ = ["TABLE", "meanings"]

TABLE = Path(__file__).with_name("translations.txt")

_COLUMNS = (Language.RU, Language.KK, Language.EN)


def meanings(found: Iterable[str], language: Language) -> dict[str, int]:
    """Return those of the stems of ``language`` that the table knows, each with the number of its meaning."""
    known = _known()[language]
    return {stem: known[stem] for stem in found if stem in known}


@lru_cache(maxsize=1)
def _known() -> dict[Language, dict[str, int]]:
    """For each language the number of a meaning by the stems that have it; of several meanings the first."""
    known: dict[Language, dict[str, int]] = {language: {} for language in Language}
    lines = (line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#"))
    for number, line in enumerate(lines):
        for language, forms in zip(_COLUMNS, line.split("|"), strict=True):
            for stem in stems(forms, language):
                known[language].setdefault(stem, number)
    return known
