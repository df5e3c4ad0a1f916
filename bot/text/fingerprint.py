"""What tells whether an article is understood as it would be now: its passages' sectors, and the stems of its words."""

from hashlib import blake2b

from bot.text.taxonomy import Taxonomy

TAGGER = 4
"""Raise it when the same terms give other sectors than before: ``svodka retag`` then tags anew what is stored."""

STEMS = 1
"""Raise it when words have other stems than before: ``svodka retag`` then also indexes anew what is stored."""


def fingerprint(taxonomy: Taxonomy) -> str:
    """Return 16 hexadecimal digits that change with the sectors, their terms and the tagger, a dot and ``STEMS``.

    Names, emoji and the order of sectors may change without anything having to be tagged anew.
    """
    digest = blake2b(str(TAGGER).encode(), digest_size=8)
    for sector in sorted(taxonomy, key=lambda one: one.key):
        digest.update(repr((sector.key, sorted(sector.terms.items()))).encode())
    return f"{digest.hexdigest()}.{STEMS}"


def has_other_stems(stored: str | None, current: str) -> bool:
    """Was an article with the ``stored`` fingerprint indexed by other stems than one with the ``current`` one?

    One from before there were fingerprints (``None``), or before stems were part of them, counts as such.
    """
    return _stems(stored or "") != _stems(current)


def _stems(fingerprint: str) -> str:
    """The part of a fingerprint that names the stems; empty where it has none."""
    return fingerprint.partition(".")[2]
