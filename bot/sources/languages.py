"""The language that a document declares, as the lower-case primary subtag that BCP 47 wants."""

import re
from types import MappingProxyType

_SUBTAG = re.compile(r"\s*([A-Za-z]{2,8})(?:[-_.\s,;]|$)")
# ISO 639-2 codes, names of the languages, and the country's code, which outlets take for the language's.
_MEANT = MappingProxyType(
    {"kz": "kk", "kaz": "kk", "kazakh": "kk", "rus": "ru", "russian": "ru", "eng": "en", "english": "en"}
)
_LONGEST = 3


def primary_language(written: str) -> str | None:
    """«ru» for «ru-RU», «ru_RU» and «rus»; «kk» for «kz» too; ``None`` for what is no language's tag."""
    found = _SUBTAG.match(written)
    if not found:
        return None
    subtag = found[1].lower()
    meant = _MEANT.get(subtag, subtag)
    return meant if len(meant) <= _LONGEST else None
