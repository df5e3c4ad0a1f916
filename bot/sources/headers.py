"""What the headers of an answer say; each is written by a stranger."""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

LONGEST_RETRY_AFTER_S = 24 * 3600.0
_LONGEST_KEPT = 1_000
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=\"?(\d{1,9})\b", re.IGNORECASE)
_NEVER_FRESH = re.compile(r"(?:^|[\s,])no-(?:cache|store)\b", re.IGNORECASE)


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """For how many seconds the server asks to be left alone (RFC 9110 §10.2.3), a day at most; ``None``: not told.

    A date is compared with the answer's own, so that neither clock need be right.
    """
    written = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}", written, re.ASCII):
        wait_s = float(written)
    else:
        try:
            wait_s = (parsedate_to_datetime(written) - parsedate_to_datetime(headers["Date"])).total_seconds()
        except (KeyError, ValueError, TypeError, OverflowError):  # TypeError: one of them has no zone
            return None
    return min(max(wait_s, 0.0), LONGEST_RETRY_AFTER_S)


def fresh_for_s(headers: Mapping[str, str]) -> float | None:
    """For how many seconds an answer holds (RFC 9111 §4.2.1), less those it has lain in a cache; ``None``: not told."""
    control = headers.get("Cache-Control", "")
    told = _MAX_AGE.search(control)
    if not told or _NEVER_FRESH.search(control):
        return None
    age = headers.get("Age", "").strip()
    return max(float(told[1]) - (float(age) if re.fullmatch(r"\d{1,9}", age, re.ASCII) else 0.0), 0.0)


def kept(headers: Mapping[str, str], name: str) -> str | None:
    """A header that is stored and sent back; ``None`` if it is none, or could not be: too long, or no plain ASCII."""
    written = headers.get(name, "").strip()
    if not written or len(written) > _LONGEST_KEPT or not (written.isascii() and written.isprintable()):
        return None
    return written
