"""Commands about articles: bring them in, ask for their passages, read them."""

import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.start import settings, wait_for
from bot.cli.terminal import as_line, progress
from bot.errors import RefusedError, SvodkaError, UsageError

if TYPE_CHECKING:
    from bot.app.collecting import Collecting
    from bot.newsroom.intake import Intake
    from bot.settings import Settings
    from storage.records import Draft


@click.command()
@click.argument("named", metavar="PATH|URL...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="A JSON line for each article.")
def ingest(named: tuple[str, ...], as_json: bool) -> None:
    """Store the articles of files, folders (.txt, .md, .html) and pages of the web.

    Prints what became of each: new, known, changed, or refused and why; exit code 1 when some were refused. What is
    printed is stored. Pages are fetched as the bot fetches them: robots.txt is kept, a host is asked once a second.

    \b
    Example:
      svodka ingest seeds/articles/ letter.txt
      svodka ingest https://example.kz/news/1
    """
    read = settings()
    if wait_for(_ingest(read, named, as_json=as_json)):  # some were refused
        sys.exit(1)


@click.command()
@click.argument("sector")
@click.option("--days", type=click.IntRange(1, 36_500), default=1, show_default=True, help="How far back to look.")
@click.option("--all", "everything", is_flag=True, help="Everything that is stored, however old.")
@click.option("--language", type=click.Choice(["ru", "kk", "en"]), help="Only passages of this language.")
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="Stories at most.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def ask(sector: str, *, days: int, everything: bool, language: str | None, limit: int, as_json: bool) -> None:
    """What /SECTOR would answer; its days are those of UTC.

    \b
    Example:
      svodka ask energy --days 7 --json
    """
    read = settings()
    from datetime import UTC

    from bot.app.opening import clock, load_taxonomy, opened
    from bot.cli.forms import answer_json, answer_lines
    from bot.newsroom import answers

    known = load_taxonomy(read).keys()
    if sector not in known:
        raise UsageError(f"there is no sector {sector!r}; there are {', '.join(known)}")

    only = frozenset(filter(None, [language]))
    question = answers.Question(sector, None if everything else days, clock(), UTC, limit=limit, languages=only)

    async def answered() -> answers.Answer:
        async with opened(read) as database:
            return await answers.answer(database, question)

    answer = wait_for(answered())
    click.echo(as_line(answer_json(answer)) if as_json else "\n".join(answer_lines(answer)))


@click.command(context_settings={"ignore_unknown_options": True})  # -word is a word to be left out
@click.argument("query", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--days", type=click.IntRange(1, 36_500), help="How far back to look; else everything.")
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="Stories at most.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def search(query: tuple[str, ...], *, days: int | None, limit: int, as_json: bool) -> None:
    """What /search would answer: passages that have the words, in any form.

    "..." exactly as written, -word without it, source:NAME, sector:KEY, after:2025-11-01.

    \b
    Example:
      svodka search цена газа sector:energy --days 30
    """
    read = settings()
    from dataclasses import replace
    from datetime import UTC, timedelta

    from bot.app.opening import clock, load_names, load_taxonomy, opened
    from bot.cli.forms import findings_json, findings_lines
    from bot.newsroom import searching
    from bot.text import queries

    # The shell has taken the quotes off: what it kept together is a phrase.
    typed = " ".join(f'"{part}"' if " " in part and len(query) > 1 else part for part in query)
    asked = queries.parse(typed)
    if not asked.asks:
        raise UsageError(f"{typed}: there is no word in it to look for")
    for said in filter(None, (asked.sector, *asked.not_sectors)):
        if said not in load_taxonomy(read):
            raise UsageError(f"there is no sector {said!r}; there are {', '.join(load_taxonomy(read).keys())}")
    now = clock()
    if days is not None:
        since = (now - timedelta(days=days)).date()
        asked = replace(asked, after=max(since, asked.after or since))
    here, elsewhere = asked.sector or None, asked.not_sectors
    question = searching.Question(asked, now, UTC, sector=here, not_sectors=elsewhere, limit=limit)

    async def found() -> searching.Findings:
        async with opened(read) as database:
            return await searching.search(database, load_names(read), question)

    findings = wait_for(found())
    click.echo(as_line(findings_json(findings, typed)) if as_json else "\n".join(findings_lines(findings)))


@click.command()
@click.argument("article_id", metavar="ID", type=click.IntRange(1, 2**63 - 1))
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def article(article_id: int, as_json: bool) -> None:
    """A stored article, whole.

    \b
    Example:
      svodka article 1
    """
    read = settings()
    from bot.app.opening import opened
    from bot.cli.forms import article_json, article_lines
    from storage import articles
    from storage.records import Article

    async def found() -> Article | None:
        async with opened(read) as database, database.read() as connection:
            return await articles.get(connection, article_id)

    stored = wait_for(found())
    if stored is None:
        raise SvodkaError(f"there is no article {article_id}")
    click.echo(as_line(article_json(stored)) if as_json else "\n".join(article_lines(stored)))


async def _ingest(read: "Settings", named: Sequence[str], *, as_json: bool) -> int:
    """Take in everything that is named; returns how many were refused."""
    from bot.app.collecting import collecting
    from bot.app.opening import clock, load_taxonomy, opened
    from bot.newsroom.intake import Intake
    from bot.text.fingerprint import fingerprint
    from bot.text.tagging import Tagger

    taxonomy = load_taxonomy(read)
    outcomes: Counter[str] = Counter()
    async with opened(read) as database:
        intake = Intake(database, Tagger(taxonomy), clock, fingerprint(taxonomy))
        async with collecting(read, database, intake) as parts:
            with progress(lambda: sum(map(_count, named)), "articles") as advance:
                async for some in _found(named, parts):
                    for fields in await _taken(intake, some):
                        outcomes[str(fields["outcome"])] += 1
                        click.echo(as_line(fields) if as_json else "\t".join(map(str, fields.values())))
                        advance()
    if not as_json:
        told = ("new", "changed", "known", "refused")
        click.echo(", ".join(f"{outcomes[one]} {one}" for one in told), err=True)
    return outcomes["refused"]


async def _taken(intake: "Intake", some: "Sequence[Draft | RefusedError]") -> list[dict[str, object]]:
    """What became of each, once they are stored."""
    saved = iter(await intake.take_all([one for one in some if not isinstance(one, RefusedError)]))
    told: list[dict[str, object]] = []
    for one in some:
        if isinstance(one, RefusedError):
            told.append({"outcome": "refused", "name": one.name, "reason": one.reason})
        else:
            stored = next(saved)
            told.append({"outcome": str(stored.outcome), "article": stored.article_id, "title": one.title})
    return told


async def _found(named: Sequence[str], parts: "Collecting") -> "AsyncIterator[list[Draft | RefusedError]]":
    """The articles of files, folders and addresses in the order of their names, as many together as go in at once."""
    from bot.newsroom.intake import TOGETHER
    from bot.sources import files, web

    for one in named:
        some: list[Draft | RefusedError] = []
        if _is_address(one):
            some.append(await web.read(one, parts.fetcher, parts.parsing))
        else:
            async for found in files.read_guarded(Path(one), partial(parts.parsing.page, url="")):
                some.append(found)
                if len(some) == TOGETHER:
                    yield some
                    some = []
        if some:
            yield some


def _count(named: str) -> int:
    from bot.sources import files

    return 1 if _is_address(named) else files.count(Path(named))


def _is_address(named: str) -> bool:
    return "://" in named
