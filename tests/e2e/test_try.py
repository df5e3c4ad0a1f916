"""A newcomer's first minutes: `svodka try` as a process, talked to over HTTP as a person would."""

import asyncio
import signal
from pathlib import Path

from aiohttp import ClientSession

from tests.conftest import GIVEN
from tests.e2e.conftest import ON_EACH_ENGINE, STARTED_WITHIN_S, Visitor, address_of, running, svodka
from tests.person import buttons, entities

PARAGRAPHS = [line for line in GIVEN.read_text().splitlines() if line]


@ON_EACH_ENGINE
async def test_from_start_to_the_full_article_and_a_clean_end(tmp_path: Path, http: ClientSession) -> None:
    async with running(tmp_path, "try", "--port", "0") as process:
        address = await address_of(process)
        async with http.get(f"{address}/") as page:
            assert page.status == 200
            assert "text/html" in page.content_type
        person = Visitor(http, address)
        greeting = await person.ask("/start")
        assert len([data for data in buttons(greeting).values() if data.startswith("s:")]) == 15
        energy = await person.ask("/energy")
        assert PARAGRAPHS[2] in entities(energy, "blockquote")
        assert "BAQ.KZ · 12 ноября 2025" in energy["text"]
        transport = await person.ask("/transport")
        assert PARAGRAPHS[1] in entities(transport, "blockquote")
        sources = await person.ask("/sources")  # whoever tries the bot out is its admin
        assert "📚 Готовый список источников" in buttons(sources)
        full = next(data for label, data in buttons(transport).items() if "Главы Казахстана" in label)
        article = await person.tap(transport, full)
        assert PARAGRAPHS[1] in article["text"]
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 15) == 0
        assert process.stderr is not None
        told = (await process.stderr.read()).decode()
        assert "Traceback" not in told, told


async def test_ctrl_c_while_it_is_still_starting_is_no_error(tmp_path: Path) -> None:
    async with running(tmp_path, "try", "--port", "0") as process:
        assert process.stderr is not None
        await asyncio.wait_for(process.stderr.readline(), STARTED_WITHIN_S)  # now aiogram is being imported
        process.send_signal(signal.SIGINT)
        _, err = await asyncio.wait_for(process.communicate(), STARTED_WITHIN_S)
    assert process.returncode == 130
    assert err.strip() == b""


@ON_EACH_ENGINE
async def test_a_second_start_keeps_what_was_stored(tmp_path: Path, http: ClientSession) -> None:
    numbers = []
    for _ in range(2):
        async with running(tmp_path, "try", "--port", "0") as process:
            person = Visitor(http, await address_of(process), language="en")
            numbers.append((await person.ask("/culture"))["text"])
            process.send_signal(signal.SIGINT)
            await asyncio.wait_for(process.wait(), 15)
    assert numbers[0] == numbers[1]


async def test_a_first_start_that_was_cut_short_is_made_up_for(tmp_path: Path, http: ClientSession) -> None:
    given = str(GIVEN.parent / "ru-2025-11-10-borba.md")
    assert (await svodka(tmp_path, "ingest", given))[0] == 0  # as if it had been killed after one article
    async with running(tmp_path, "try", "--port", "0") as process:
        person = Visitor(http, await address_of(process))
        assert PARAGRAPHS[2] in (await person.ask("/energy"))["text"]


async def test_a_taken_port_is_one_line_and_exit_code_1(tmp_path: Path, http: ClientSession) -> None:
    async with running(tmp_path, "sandbox", "--port", "0") as first:
        port = (await address_of(first)).rsplit(":", 1)[1]
        async with running(tmp_path, "try", "--port", port) as second:
            _, err = await second.communicate()
            assert second.returncode == 1
            assert err.decode().splitlines()[-1].startswith(f"svodka: the sandbox can't listen on 127.0.0.1:{port}")
            assert b"Traceback" not in err


@ON_EACH_ENGINE
async def test_the_real_command_runs_against_any_bot_api_server(tmp_path: Path, http: ClientSession) -> None:
    async with running(tmp_path, "sandbox", "--port", "0") as server:
        address = await address_of(server)
        person = Visitor(http, address, language="kk")
        async with running(tmp_path, "run", TELEGRAM_API=address, BOT_TOKEN="42:SANDBOX") as bot:
            greeting = await person.ask("/start")
            assert greeting["text"].startswith("Сәлеметсіз бе")
            bot.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(bot.wait(), 15) == 0
