"""Articles as a store gets them, without passages: to measure stories in."""

from datetime import timedelta

from bot.newsroom.intake import text_hash
from bot.text import tellings
from bot.text.language import Language
from bot.text.similarity import shingles, sketch
from storage.records import Draft, NewArticle, SourceKind
from tests.conftest import EVENING


def article(title: str, text: str, language: Language, number: int) -> NewArticle:
    """An article, the ``number``th minute after the evening's."""
    told = tellings.read(title, text, language)
    return NewArticle(
        draft=Draft(f"file:///{number}", "Агентство", SourceKind.FILE, title=title, text=text),
        language=language,
        published_at=EVENING + timedelta(minutes=number),
        text_hash=text_hash(text),
        passages=(),
        shingles=sketch(shingles(text)),
        telling=tellings.write(told),
        terms=tellings.terms(told),
    )
