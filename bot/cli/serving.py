"""Commands that keep running: the bot, the bot with its sandbox, the sandbox alone."""

import asyncio
import contextlib
import re
import signal

import click

from bot.cli.start import interrupts_later, settings, wait_for
from bot.errors import UsageError


@click.command()
def run() -> None:
    """The bot itself; needs BOT_TOKEN.

    \b
    Example:
      BOT_TOKEN=123456789:AA... svodka run
    """
    read = settings()
    with interrupts_later():
        from bot.app import serving

    wait_for(serving.run(read))


@click.command("try")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port of the chat page (0: any).  [default: HTTP_PORT, 8080]"
)
@click.option("--open", "open_page", is_flag=True, help="Open the chat page in the browser when it is ready.")
@click.option(
    "--world", "with_world", is_flag=True, help="With invented outlets that publish news, in a database of their own."
)
def try_out(port: int | None, *, open_page: bool, with_world: bool) -> None:
    """Sandbox, bot and seeds on this machine, without a token.

    \b
    Example:
      svodka try --port 8080 --open
      svodka try --world
    """
    read = settings()
    with interrupts_later():  # from the first line on: who reads it may answer with Ctrl+C at once
        click.echo("Svodka is starting; the first time it reads the sample articles ...", err=True)
        from bot.app import serving

    async def ready(address: str, world: str | None) -> None:
        click.echo(f"Svodka is ready. Chat with it at {address}/ (Ctrl+C ends it)")
        if world is not None:
            click.echo(f"It watches ten invented outlets, and their news arrive within a minute: see {world}/")
        if open_page:
            await asyncio.to_thread(click.launch, f"{address}/")

    chosen = read.http_port if port is None else port
    wait_for(serving.try_out(read, port=chosen, ready=ready, with_world=with_world))


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8081, show_default=True, help="Port to listen on (0: any)."
)
@click.option("--token", default="42:SANDBOX", show_default=True, help="The one token it accepts.")
@click.option("--limits", is_flag=True, help="Keep to Telegram's rates: 30 messages/s, 1/s a chat, 20/min a group.")
def sandbox(port: int, token: str, limits: bool) -> None:
    """Only the stand-in Bot API server.

    For a bot of your own, or for scripts.

    \b
    Example:
      svodka sandbox --port 8081 --limits
      TELEGRAM_API=http://127.0.0.1:8081 BOT_TOKEN=42:SANDBOX svodka run
    """
    read = settings()
    from bot.settings import WELL_FORMED

    if not re.fullmatch(WELL_FORMED, token):
        raise UsageError(f"--token: {token} does not look like a token (for example 42:SANDBOX)")
    with interrupts_later():
        from bot.sandbox.server import start

    async def serve() -> None:
        running = await start(read.http_host, port, token=token, limits=limits)
        click.echo(f"Sandbox at {running.address}/ for the token {token} (Ctrl+C ends it)")
        try:
            await _told_to_stop()
        finally:
            await running.close()

    wait_for(serve())


async def _told_to_stop() -> None:
    """Wait for SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows has no handlers here; Ctrl+C raises there
            loop.add_signal_handler(name, stop.set)
    await stop.wait()
