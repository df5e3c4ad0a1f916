"""Walking through the screens of subscriptions: what a press leads to, what stands in the database afterwards."""

from bot.telegram.desk import Desk
from storage import readers, subscriptions
from storage.records import Reader, Subscription
from tests.person import Message, buttons
from tests.telegram.conftest import Conversation


async def press(chat: Conversation, message: Message, label: str) -> Message:
    """Press the button that begins so; the screen that is shown then, in place or as the newest message."""
    new = await chat.tap(await chat.now_shown(message), label)
    return new[-1] if new else await chat.now_shown(message)


async def walk(chat: Conversation, message: Message, *path: str) -> Message:
    """Press one button after another; the last screen."""
    for label in path:
        message = await press(chat, message, label)
    return message


async def forge(chat: Conversation, message: Message, data: str) -> str:
    """Press a button that carries ``data``, as a changed client can; the toast. Nothing may come of it."""
    await chat.answers()  # what came before isn't asked about
    before = await chat.messages()
    await chat.press(message, data)
    assert await chat.answers() == []
    assert await chat.messages() == before
    return (await chat.toasts())[-1]


def rows(message: Message) -> list[list[str]]:
    """What stands on the buttons, row by row."""
    return [[one["text"] for one in row] for row in message.get("reply_markup", {}).get("inline_keyboard", [])]


def carried(message: Message, label: str) -> str:
    """What the button carries that begins so."""
    (data,) = [data for text, data in buttons(message).items() if text.startswith(label)]
    return data


async def reader_of(desk: Desk, chat_id: int = 7, thread_id: int = 0) -> Reader:
    """The reader of a chat."""
    async with desk.database.read() as connection:
        met = await readers.find(connection, chat_id=chat_id, thread_id=thread_id)
    assert met is not None
    return met[0]


async def kept(desk: Desk, chat_id: int = 7, thread_id: int = 0) -> list[Subscription]:
    """What a chat has subscribed to."""
    reader = await reader_of(desk, chat_id, thread_id)
    async with desk.database.read() as connection:
        return await subscriptions.of_reader(connection, reader.id)


async def the_one(desk: Desk, chat_id: int = 7, thread_id: int = 0) -> Subscription:
    """The only subscription of a chat."""
    (one,) = await kept(desk, chat_id, thread_id)
    return one
