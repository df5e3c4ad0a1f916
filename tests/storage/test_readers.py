"""What a reader chose is kept; what they didn't touch stays as it was."""

from storage import readers
from storage.engine import Connection, Database
from storage.records import AnswerLength, Reader
from tests.storage.conftest import NOON


async def meet(connection: Connection, chat_id: int = 7) -> Reader:
    """A reader of a private chat."""
    place = {"chat_id": chat_id, "thread_id": 0, "kind": "private", "language": "ru", "timezone": "Asia/Almaty"}
    return await readers.meet(connection, **place, now=NOON)  # type: ignore[arg-type]


async def test_a_new_reader_sees_answers_of_usual_length_in_all_languages_as_plain_messages(database: Database) -> None:
    async with database.write() as connection:
        reader = await meet(connection)
    assert (reader.answer_length, reader.answer_languages, reader.rich) == (AnswerLength.NORMAL, frozenset(), False)


async def test_each_choice_about_answers_is_kept_by_itself(database: Database) -> None:
    async with database.write() as connection:
        reader, other = await meet(connection), await meet(connection, chat_id=8)
        await readers.choose_answers(connection, reader.id, length=AnswerLength.SHORT)
        await readers.choose_answers(connection, reader.id, languages={"kk", "en"})
        await readers.choose_answers(connection, reader.id, rich=True)
        await readers.choose_answers(connection, reader.id)
        kept, untouched = await meet(connection), await meet(connection, chat_id=8)
    assert (kept.answer_length, kept.answer_languages, kept.rich) == (AnswerLength.SHORT, frozenset({"en", "kk"}), True)
    assert untouched == other
