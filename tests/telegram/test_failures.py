"""What a person hears when a handler fails: an apology in the language they chose, as far as it is known."""

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
