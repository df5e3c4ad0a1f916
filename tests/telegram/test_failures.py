"""What a person hears when a handler fails: an apology in the language they chose, as far as it is known."""

import logging

import pytest

from bot.telegram.desk import Desk
from tests.conftest import oil
from tests.telegram.conftest import Conversation, take


async def test_the_apology_speaks_the_chosen_language(chat: Conversation, desk: Desk) -> None:
    await take(desk, oil(1))
    (question,) = await chat.say("/language")
    await chat.tap(question, "English")
    async with desk.database.write() as connection:
        await connection.exec_driver_sql("ALTER TABLE passage_sectors RENAME TO gone")
    (message,) = await chat.say("/energy")
    assert message["text"].startswith("Something went wrong")


async def test_the_apology_comes_though_nothing_can_be_read(chat: Conversation, desk: Desk) -> None:
    async with desk.database.write() as connection:
        await connection.exec_driver_sql("ALTER TABLE readers RENAME TO gone")
    (message,) = await chat.say("/start")
    assert message["text"].startswith("Что-то пошло не так")


async def test_a_long_429_is_one_log_line_and_no_apology(chat: Conversation, caplog: pytest.LogCaptureFixture) -> None:
    await chat.post("faults", {"method": "sendMessage", "times": 1, "status": 429, "retry_after": 43_838})
    with caplog.at_level(logging.WARNING):
        assert await chat.say("/start") == []
    (record,) = caplog.records
    assert record.exc_info is None
    assert "43838" in record.getMessage()
