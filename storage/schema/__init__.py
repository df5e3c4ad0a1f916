"""The tables, as SQLAlchemy Core sees them; migrations/ makes them, a test holds the two against each other."""

from storage.schema.collecting import album_parts, entries, watches
from storage.schema.columns import Instant, metadata
from storage.schema.news import (
    PASSAGE_NUMBER_BITS,
    appearances,
    article_shingles,
    article_terms,
    articles,
    first_passage_id,
    minute_of,
    minutes,
    passage_sectors,
    passages,
    sources,
    stories,
)
from storage.schema.outgoing import broadcasts, deliveries, digest_excerpts, digests, paid_messages
from storage.schema.reading import interests, marks, readers, subscriptions
from storage.schema.receiving import updates
from storage.schema.replicas import host_turns, leases, replicas
from storage.schema.tallies import tallies

__all__ = [
    "PASSAGE_NUMBER_BITS",
    "Instant",
    "album_parts",
    "appearances",
    "article_shingles",
    "article_terms",
    "articles",
    "broadcasts",
    "deliveries",
    "digest_excerpts",
    "digests",
    "entries",
    "first_passage_id",
    "host_turns",
    "interests",
    "leases",
    "marks",
    "metadata",
    "minute_of",
    "minutes",
    "paid_messages",
    "passage_sectors",
    "passages",
    "readers",
    "replicas",
    "sources",
    "stories",
    "subscriptions",
    "tallies",
    "updates",
    "watches",
]
