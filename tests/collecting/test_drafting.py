"""What becomes of an entry: an article, another attempt, or a refusal with its reason."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.collecting.deciding import Told
from bot.collecting.drafting import (
    CONTENT_WITH_ITSELF_FROM,
    ENOUGH_CHARACTERS,
    LONGEST_CHARACTERS,
    REFUSED_AT_MOST,
    TRIED_AT_MOST,
    Bounds,
    draft_of,
    page_failed,
    tried_again,
)
from bot.collecting.rhythm import LONGEST, Pace
from bot.errors import FetchError, RefusedError
from bot.sources.listing import ListedEntry
from bot.sources.parsed import ParsedArticle
from storage.entries import Entry, EntrySettled, EntryState
from storage.records import Draft, SourceKind

NOW = datetime(2025, 11, 12, 12, 0, tzinfo=UTC)
PAGE = "https://vestnik.example/news/1"
LONG = "Министр сообщил, что добыча нефти выросла на десятую часть, а цены остались прежними до конца года."
LONGER = f"{LONG}\n\nДобыча нефти выросла и в соседней области, где министр был накануне, сообщил его помощник."
BOUNDS = Bounds(NOW, Pace())
TOLD = Told(ListedEntry("g1", PAGE, "Добыча нефти выросла", LONG, published_at=NOW), PAGE)
SHORT = Told(replace(TOLD.entry, text="Подробности."), PAGE)


def entry(attempts: int = 1, kind: str = "feed") -> Entry:
    """A claimed entry."""
    return Entry(5, 7, b"\x01\x02", b"digest", "{}", "vestnik.example", NOW, attempts, kind, "Вестник")


def outcome(ended: Draft | EntrySettled) -> str:
    """In one line, how an attempt ended."""
    if isinstance(ended, Draft):
        return f"article of {len(ended.text)}"
    if ended.ready_at is not None:
        return f"again in {(ended.ready_at - NOW) / timedelta(minutes=1):g} min: {ended.reason}"
    return f"{ended.state}: {ended.reason}"


class TestAnArticle:
    """Whose it is, where it stands, and which text it has."""

    def test_of_a_feeds_own_text(self) -> None:
        draft = draft_of(entry(), TOLD, None, BOUNDS)
        assert draft == Draft(PAGE, "Вестник", SourceKind.FEED, "Добыча нефти выросла", LONG, PAGE, NOW)

    def test_of_its_page_where_that_has_more(self) -> None:
        page = ParsedArticle("Добыча нефти выросла", LONGER, author="А. Автор", picture="https://vestnik.example/1.jpg")
        draft = draft_of(entry(kind="site"), TOLD, page, BOUNDS)
        assert isinstance(draft, Draft)
        assert (draft.text, draft.source_kind, draft.author) == (LONGER, SourceKind.SITE, "А. Автор")
        assert draft.picture == "https://vestnik.example/1.jpg"

    def test_of_its_page_where_the_feed_says_hardly_anything_of_it(self) -> None:
        draft = draft_of(entry(), SHORT, ParsedArticle("Совсем другими словами", LONGER), BOUNDS)
        assert isinstance(draft, Draft)
        assert draft.text == LONGER

    def test_without_a_page_of_its_own_it_stands_under_its_key(self) -> None:
        draft = draft_of(entry(), replace(TOLD, page=None), None, BOUNDS)
        assert isinstance(draft, Draft)
        assert draft.address == "urn:svodka:entry:0102"

    def test_a_reader_is_shown_only_what_can_be_opened(self) -> None:
        nowhere = Told(replace(TOLD.entry, address="http://localhost/1"), "http://localhost/1")
        draft = draft_of(entry(), nowhere, None, BOUNDS)
        assert isinstance(draft, Draft)
        assert draft.url is None

    def test_hardly_any_text_is_none(self) -> None:
        just = replace(TOLD.entry, text="а" * ENOUGH_CHARACTERS)
        less = replace(TOLD.entry, text="а" * (ENOUGH_CHARACTERS - 1))
        assert outcome(draft_of(entry(), Told(just, PAGE), None, BOUNDS)) == f"article of {ENOUGH_CHARACTERS}"
        assert outcome(draft_of(entry(), Told(less, PAGE), None, BOUNDS)) == "refused: it has hardly any text"

    def test_a_text_that_would_take_minutes_to_understand_is_none(self) -> None:
        bomb = replace(TOLD.entry, text="нефть " * LONGEST_CHARACTERS)
        assert outcome(draft_of(entry(), Told(bomb, PAGE), None, BOUNDS)) == "refused: it is longer than any article"

    def test_what_is_older_than_articles_are_kept_does_not_come_in(self) -> None:
        kept = replace(BOUNDS, keep_since=NOW)
        assert outcome(draft_of(entry(), TOLD, None, kept)) == f"article of {len(LONG)}"
        kept = replace(BOUNDS, keep_since=NOW + timedelta(seconds=1))
        assert outcome(draft_of(entry(), TOLD, None, kept)) == "refused: it is older than articles are kept"


def down(**told: bool | float) -> FetchError:
    """An answer that is none."""
    return FetchError(PAGE, "the server answers 503", **({"status": 503} | told))  # type: ignore[arg-type]


def refusing(status: int) -> FetchError:
    """An answer that says the mistake is ours."""
    return FetchError(PAGE, f"the server answers {status}", status=status)


NO_ARTICLE = RefusedError(PAGE, "no article in it")
AT_LAST = CONTENT_WITH_ITSELF_FROM


@pytest.mark.parametrize(
    ("told", "error", "attempts", "expected"),
    [
        pytest.param(SHORT, down(), 1, "again in 5 min: the server answers 503", id="down"),
        pytest.param(SHORT, down(), 4, "again in 40 min: the server answers 503", id="still down"),
        pytest.param(
            SHORT, down(retry_after_s=3_600.0), 1, "again in 60 min: the server answers 503", id="asks for it"
        ),
        pytest.param(SHORT, down(), TRIED_AT_MOST, "refused: the server answers 503", id="down for days"),
        pytest.param(TOLD, down(), 1, "again in 5 min: the server answers 503", id="the page may be fuller"),
        pytest.param(TOLD, down(), AT_LAST, f"article of {len(LONG)}", id="the feed's text has to do"),
        pytest.param(TOLD, down(permanent=True), 1, f"article of {len(LONG)}", id="robots: the feed's text has to do"),
        pytest.param(SHORT, down(permanent=True), 1, "refused: the server answers 503", id="robots"),
        pytest.param(TOLD, down(gone=True), 1, "refused: the server answers 503", id="withdrawn"),
        pytest.param(SHORT, refusing(404), 1, "again in 5 min: the server answers 404", id="not published yet perhaps"),
        pytest.param(SHORT, refusing(404), REFUSED_AT_MOST, "refused: the server answers 404", id="not there"),
        pytest.param(SHORT, refusing(403), REFUSED_AT_MOST, "refused: the server answers 403", id="not for us"),
        pytest.param(TOLD, refusing(404), REFUSED_AT_MOST, f"article of {len(LONG)}", id="not there, but a text"),
        *(
            pytest.param(SHORT, refusing(n), 4, f"again in 40 min: the server answers {n}", id=f"{n}: in a moment")
            for n in (408, 425, 429, 500)
        ),
        pytest.param(SHORT, FetchError(PAGE, "no answer"), 4, "again in 40 min: no answer", id="nobody answers"),
        pytest.param(SHORT, NO_ARTICLE, 1, "again in 5 min: no article in it", id="an error page perhaps"),
        pytest.param(SHORT, NO_ARTICLE, AT_LAST, "refused: no article in it", id="no article"),
        pytest.param(TOLD, NO_ARTICLE, AT_LAST, f"article of {len(LONG)}", id="no article, but a text"),
    ],
)
def test_a_page_that_cannot_be_had(told: Told, error: FetchError, attempts: int, expected: str) -> None:
    before = replace(entry(attempts), reason=error.reason)
    assert outcome(page_failed(before, told, error, BOUNDS)) == expected


def test_one_refusal_after_other_failures_may_be_a_slip() -> None:
    before = replace(entry(REFUSED_AT_MOST), reason="no answer")
    assert outcome(page_failed(before, SHORT, refusing(404), BOUNDS)) == "again in 20 min: the server answers 404"


def test_attempts_are_further_and_further_apart_for_two_days_and_then_it_is_over() -> None:
    waits = []
    for attempts in range(1, TRIED_AT_MOST):
        ended = tried_again(entry(attempts), "no answer", BOUNDS)
        assert ended.ready_at is not None
        waits.append(ended.ready_at - NOW)
    assert waits == sorted(waits)
    assert max(waits) <= LONGEST
    assert timedelta(days=1) < sum(waits, timedelta()) < timedelta(days=3)
    assert tried_again(entry(TRIED_AT_MOST), "no answer", BOUNDS).state is EntryState.REFUSED


def test_a_long_reason_is_cut() -> None:
    assert len(tried_again(entry(), "x" * 5_000, BOUNDS).reason or "") == 300
