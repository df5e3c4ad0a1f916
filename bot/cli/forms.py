"""Answers and articles as JSON (INTERFACES: ``svodka ask --json``) and as plain lines for a terminal."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.newsroom.answers import Answer, AnswerStory
    from bot.newsroom.searching import Findings
    from storage.records import Article


def instant(moment: datetime) -> str:
    """A time as ``2025-11-12T00:00:00Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def answer_json(answer: "Answer") -> dict[str, object]:
    """An answer with every excerpt's place: ``text == article.text[start:end]``."""
    return {
        "sector": answer.question.sector,
        "from": instant(answer.since),
        "to": instant(answer.until),
        "widened": answer.widened,
        "stories": [_story_json(story) for story in answer.stories],
    }


def _story_json(story: "AnswerStory") -> dict[str, object]:
    return {
        "story": story.story_id,
        "title": story.title,
        "published_at": instant(story.published_at),
        "sources": [{"article": one.article_id, "name": one.source, "url": one.url} for one in story.sightings],
        "passages": [
            {
                "article": one.article_id,
                "position": one.position,
                "start": one.start,
                "end": one.end,
                "text": one.text,
                "score": round(one.score, 4),
            }
            for one in story.excerpts
        ],
    }


def answer_lines(answer: "Answer") -> Iterator[str]:
    """An answer for a terminal."""
    yield f"{answer.question.sector}: {answer.since:%Y-%m-%d} to {answer.until:%Y-%m-%d}" + (
        " (nothing in the asked time, so a longer one)" if answer.widened else ""
    )
    if not answer.stories:
        yield "nothing is stored about it"
    yield from _story_lines(answer.stories)


def findings_json(findings: "Findings", typed: str) -> dict[str, object]:
    """What a search found, with every excerpt's place: ``text == article.text[start:end]``."""
    return {"query": typed, "partly": findings.partly, "stories": [_story_json(story) for story in findings.stories]}


def findings_lines(findings: "Findings") -> Iterator[str]:
    """What a search found, for a terminal."""
    if not findings.stories:
        yield "nothing that is stored has these words"
    elif findings.partly:
        yield "nothing has all these words; these have some"
    yield from _story_lines(findings.stories)


def _story_lines(stories: "Sequence[AnswerStory]") -> Iterator[str]:
    for number, story in enumerate(stories, 1):
        names = ", ".join(dict.fromkeys(one.source for one in story.sightings))
        yield ""
        yield f"{number}. {story.title}"
        yield f"   {names} · {story.published_at:%Y-%m-%d} · svodka article {story.article_id}"
        for one in story.excerpts:
            yield f"   | {' '.join(one.text.split())}"


def article_json(article: "Article") -> dict[str, object]:
    """A stored article, whole."""
    return {
        "article": article.id,
        "story": article.story_id,
        "title": article.title,
        "published_at": instant(article.published_at),
        "language": article.language,
        "author": article.author,
        "sources": [{"name": seen.source, "url": seen.url} for seen in article.appearances],
        "text": article.text,
        "links": list(article.links),
        "picture": article.picture,
    }


def article_lines(article: "Article") -> Iterator[str]:
    """A stored article for a terminal."""
    yield article.title
    for seen in article.appearances:
        yield " ".join(filter(None, (seen.source, seen.url)))
    yield " · ".join(filter(None, (f"{article.published_at:%Y-%m-%d}", article.author)))
    yield ""
    yield article.text
    if article.links:
        yield ""
        yield from article.links
