"""What tells whether passages were given their sectors as they would be given them now."""

from hashlib import blake2b

from bot.text.taxonomy import Taxonomy

TAGGER = 3
"""Raise it when the same terms give other sectors than before: ``svodka retag`` then tags anew what is stored."""


def fingerprint(taxonomy: Taxonomy) -> str:
    """Return 16 hexadecimal digits that change with the sectors, their terms and the tagger.

    Names, emoji and the order of sectors may change without anything having to be tagged anew.
    """
    digest = blake2b(str(TAGGER).encode(), digest_size=8)
    for sector in sorted(taxonomy, key=lambda one: one.key):
        digest.update(repr((sector.key, sorted(sector.terms.items()))).encode())
    return digest.hexdigest()
