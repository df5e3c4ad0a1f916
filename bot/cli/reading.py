"""Commands about articles: bring them in, ask for their passages, read them."""

import sys
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.start import settings, wait_for
from bot.cli.terminal import as_line, progress
from bot.errors import SvodkaError, UsageError

if TYPE_CHECKING:
    from bot.settings import Settings


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="A JSON line for each article.")
def ingest(paths: tuple[str, ...], as_json: bool) -> None:
    """Store the articles of files and folders (.txt, .md, .html).

    Prints what became of each: new, known, changed, or refused and why. What is printed is stored.

    \b
    Example:
      svodka ingest seeds/articles/ letter.txt
    """
    read = settings()
    for path in paths:
        if "://" in path:
            raise UsageError(f"{path}: addresses can't be read yet, only files and folders")
    if wait_for(_ingest(read, [Path(path) for path in paths], as_json=as_json)):  # some were refused
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

    question = answers.Question(sector, None if everything else days, clock(), UTC, limit=limit, language=language)

    async def answered() -> answers.Answer:
        async with opened(read) as database:
            return await answers.answer(database, question)

    answer = wait_for(answered())
    click.echo(as_line(answer_json(answer)) if as_json else "\n".join(answer_lines(answer)))


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


async def _ingest(read: "Settings", paths: list[Path], *, as_json: bool) -> int:
    """Take in everything under the paths; returns how many were refused."""
    from bot.app.opening import clock, load_taxonomy, opened
    from bot.newsroom.intake import Intake
    from bot.sources import files
    from bot.text.fingerprint import fingerprint
    from bot.text.tagging import Tagger
    from storage.records import Draft

    taxonomy = load_taxonomy(read)
    tagger = Tagger(taxonomy)
    outcomes: Counter[str] = Counter()
    async with opened(read) as database:
        intake = Intake(database, tagger, clock, fingerprint(taxonomy))
        with progress(lambda: sum(map(files.count, paths)), "articles") as advance:
            for found in chain.from_iterable(files.read(path) for path in paths):
                if isinstance(found, Draft):
                    saved = await intake.take(found)
                    fields = {"outcome": str(saved.outcome), "article": saved.article_id, "title": found.title}
                    line = f"{saved.outcome}\t{saved.article_id}\t{found.title}"
                else:
                    fields = {"outcome": "refused", "name": found.name, "reason": found.reason}
                    line = f"refused\t{found.name}\t{found.reason}"
                outcomes[str(fields["outcome"])] += 1
                click.echo(as_line(fields) if as_json else line)
                advance()
    if not as_json:
        told = ("new", "changed", "known", "refused")
        click.echo(", ".join(f"{outcomes[one]} {one}" for one in told), err=True)
    return outcomes["refused"]
