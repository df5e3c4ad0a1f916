"""What a search found, as messages: the words asked for stand in the first line, so that buttons needn't hold them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Italic, Text

from bot.newsroom.searching import Findings, marked
from bot.telegram.answer_pages import STORIES_PER_PAGE, Told, choose_languages, language_names, stories_page
from bot.telegram.buttons import SearchInAll, SearchInstead, SearchPage, SectorButton, TryWords, button
from bot.telegram.paging import clip
from bot.telegram.render import Page, label, sector_keyboard
from bot.telegram.texts import Texts
from bot.text.queries import visible
from bot.text.spelling import corrected
from bot.text.taxonomy import Sector, Taxonomy
from storage.search import Wanted

HEADING_LINES = 6
"""Lines of a page of ours in which there is no word of a source."""

QUERY_UNITS = 200
"""Of a search that is read and shown: who writes more isn't searching."""

MOST_CARRIED = 60
"""Bytes of a search that a button can carry: its kind takes the rest of 64."""

GLASS = "🔎 "

BULB = "💡 "
"""Begins the line with what may have been meant."""


def found_page(
    findings: Findings, typed: str, near: Sequence[Sector], texts: Texts, *, number: int, in_all: bool = False
) -> Page:
    """A page of what was found, and the sectors that the search speaks of; the nearest there is to ``number``.

    ``in_all``: its buttons lead to pages in all languages, whatever the reader chose.
    """
    question = findings.question
    heading = Text(GLASS, Bold(typed), "\n", texts("answer-stories", count=len(findings.stories)))
    if findings.partly:
        heading = Text(heading, "\n", Italic(texts("search-partly")))
    heading = Text(heading, _meant(findings, typed, texts))

    def turn(page: int) -> CallbackData:
        kind = SearchInAll if in_all else SearchPage
        return kind(asked=int(question.asked_at.timestamp()), page=page)

    marks = partial(with_marks, wanted=findings.wanted)
    most = STORIES_PER_PAGE[question.length]
    told = Told(findings.stories, heading, question.zone, marks, most=most, sector=question.sector or "")
    below = [*_instead(findings, texts), *_near(near, texts)]
    return stories_page(told, turn, below, texts, number=number)


def in_place_of_words(page: Page, typed: str, texts: Texts) -> Page:
    """A sector's answer to words that stand nowhere together: says so, and how to have what has some of them."""
    typed = typed.rstrip(" ?!.…")  # the mark of a question is none of its words
    note = Italic(texts("sector-in-place-of-words", words=typed))
    rows = page.keyboard.inline_keyboard if page.keyboard is not None else []
    if len(typed.encode()) <= MOST_CARRIED and TryWords.__separator__ not in typed:
        rows = [[button(texts("button-try-words", words=typed), TryWords(words=typed))], *rows]
    return replace(page, content=Text(note, "\n\n", page.content), keyboard=InlineKeyboardMarkup(inline_keyboard=rows))


def elsewhere_page(everywhere: Findings, languages: Collection[str], typed: str, texts: Texts) -> Page:
    """Nothing in the languages that the reader chose; what there is ``everywhere`` can be shown this once."""
    told = texts("elsewhere-search", languages=language_names(languages, texts), count=len(everywhere.stories))
    rows = [[button(texts("elsewhere-show"), SearchInAll(asked=0, page=1))], [choose_languages(texts)]]
    return Page(Text(GLASS, Bold(typed), "\n\n", told), InlineKeyboardMarkup(inline_keyboard=rows))


def nothing_page(findings: Findings, typed: str, near: Sequence[Sector], taxonomy: Taxonomy, texts: Texts) -> Page:
    """What was searched for in vain, what may have been meant, and the nearest sectors; all where none is near."""
    rows = [
        *_instead(findings, texts),
        *(_near(near, texts) or sector_keyboard(taxonomy, texts.language).inline_keyboard),
    ]
    told = Text(GLASS, Bold(typed), _meant(findings, typed, texts), "\n\n", texts("search-nothing"))
    return Page(Text(told, " ", texts("start-choose")), InlineKeyboardMarkup(inline_keyboard=rows))


def instead_of(text: str) -> str | None:
    """What a message of ours says may have been meant; it stands among its first lines."""
    lines = text.split("\n", HEADING_LINES)[:HEADING_LINES]
    return next((line.removeprefix(BULB) for line in lines if line.startswith(BULB)), None)


def _meant(findings: Findings, typed: str, texts: Texts) -> Text:
    """The lines that offer a correction; none where every word is known."""
    if not findings.instead:
        return Text()
    return Text("\n", texts("search-instead"), "\n", BULB, Bold(corrected(typed, findings.instead)))


def _instead(findings: Findings, texts: Texts) -> list[list[InlineKeyboardButton]]:
    return [[button(texts("search-instead-button"), SearchInstead())]] if findings.instead else []


def with_marks(text: str, wanted: Wanted) -> Text:
    """A text with the words that were asked for in bold; not a letter of it is changed."""
    parts: list[Text | str] = []
    end = 0
    for span in marked(text, wanted):
        parts += [text[end : span.start], Bold(span.cut(text))]
        end = span.end
    return Text(*parts, text[end:])


def typed_of(text: str) -> str | None:
    """The search that a message of ours shows, ``None`` where it shows none."""
    first = text.split("\n", 1)[0]
    return first.removeprefix(GLASS) if first.startswith(GLASS) else None


def one_search(text: str) -> str:
    """What somebody searches for, on a line, no longer than is read, without what can't be seen."""
    return clip(" ".join(visible(text).split()), QUERY_UNITS)


def _near(near: Sequence[Sector], texts: Texts) -> list[list[InlineKeyboardButton]]:
    return [[button(label(sector, texts.language), SectorButton(sector=sector.key))] for sector in near]
