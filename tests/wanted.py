"""What tests look for in the full-text index."""

from storage.search import Wanted

EVER = {"first_id": 0, "last_id": 2**62, "limit": 1_000}
"""Of any time."""


def any_of(*stems: str) -> Wanted:
    """Passages that have any of some stems."""
    return Wanted(readings=tuple((((stem,),),) for stem in stems))
