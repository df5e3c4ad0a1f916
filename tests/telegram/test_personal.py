"""``/mydata`` shows everything that is kept about a chat, ``/forget`` leaves nothing of it in any table."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.telegram.desk import Desk
from storage import broadcasts, interests, outbox, personal, readers, watches
from storage.records import Delivery, Interest
from storage.schema import album_parts, deliveries, digests, metadata, subscriptions
from storage.watches import NewWatch, WatchKind
from tests.conftest import oil
from tests.person import Message
from tests.telegram.conftest import Conversation, Town, take
from tests.telegram.walks import forge, press, reader_of, rows, walk

ME, OTHER = 7_000_007, 8_000_008
"""Numbers that stand for nothing else: they are looked for in all tables."""

GROUP, CHANNEL = -1_009_009_009, -1_005_005_005

NAMES_SOMEBODY = {"chat_id", "user_id", "reader_id", "made_by", "added_by", "member_id", "author_id", "from_id"}


def test_every_column_that_names_a_chat_or_a_person_is_covered() -> None:
    """A new table that keeps something about people fails here until /mydata and /forget know it."""
    naming = {
        column
        for table in metadata.tables.values()
        for column in table.columns
        if column.name in NAMES_SOMEBODY
        or column.name.endswith("_by")
        or any(key.column.table.name == "readers" for key in column.foreign_keys)
    }
    assert naming == personal.NAMING


@pytest.fixture
def me(town: Town) -> Conversation:
    """Somebody with a number of their own."""
    return town.person(ME)


async def with_everything(desk: Desk, me: Conversation) -> None:
    """Let a person have something in every table that can name them."""
    article_id = await take(desk, oil(1), title="Нефть дорожает", source="Вестник")
    (when,) = await me.say("/subscribe energy")
    await walk(me, when, "Каждый день", "•09:00")
    reader = await reader_of(desk, ME)
    interest = Interest(words=("тайные слова",), stories=(1,), sources=(1,))
    now = desk.now()
    async with desk.database.write() as connection:
        assert article_id
        channel = await readers.meet(
            connection, chat_id=CHANNEL, thread_id=0, kind="channel", language="ru", timezone="UTC", now=now
        )
        row = (await connection.execute(select(subscriptions))).mappings().one()
        mine = {**row, "interest_id": await interests.note(connection, interest)}
        mine.pop("id")
        await connection.execute(insert(subscriptions).values(mine))
        await connection.execute(insert(subscriptions).values(mine | {"reader_id": channel.id}))
        said = json.dumps([json.dumps({"text": "Нефть подорожала."})])
        await connection.execute(
            insert(digests).values(
                key="k", interest_id=mine["interest_id"], language="ru", timezone="UTC", length=5, upto=1,
                since=now, until=now, planned_at=now, messages=said,
            )
        )  # fmt: skip
        draft = await broadcasts.draft(connection, ME, ['{"text": "Черновик"}'], now=now)
        await broadcasts.begin(connection, draft, chat_id=ME, message_id=3, now=now)
        await broadcasts.draft(connection, ME, ['{"text": "Второй черновик"}'], now=now)
        rows_ = [
            outbox.row("d1", reader_id=reader.id, priority=2, now=now, subscription_id=1, digest_id=1),
            outbox.row("d2", reader_id=reader.id, priority=3, now=now, broadcast_id=draft),
            outbox.row("d3", reader_id=reader.id, priority=1, now=now, messages='["{\\"text\\": \\"Заметка\\"}"]'),
        ]
        await outbox.enqueue(connection, rows_)
        feed = NewWatch(WatchKind.FEED, "https://kz.example/feed", "Вестник", None, added_by=ME)
        await watches.add(connection, feed, now=now, due_at=now, interval_s=600)
        await connection.execute(
            insert(album_parts).values(chat_id=ME, album_id="a", message_id=9, content="{}", seen_at=now)
        )


async def naming(desk: Desk, number: int) -> list[str]:
    """The tables and columns in which a number stands, as such or within a text."""
    found = []
    async with desk.database.read() as connection:
        for table in metadata.tables.values():
            for row in (await connection.execute(select(table))).mappings():
                found += [f"{table.name}.{name}" for name, value in row.items() if str(number) in str(value)]
    return sorted(set(found))


async def file_of(chat: Conversation, message: Message) -> dict[str, Any]:
    """What stands in a file that was sent."""
    body = await chat.file(message["document"]["file_id"])
    assert body.decode().startswith("{\n  ")
    data: dict[str, Any] = json.loads(body)
    return data


async def test_the_file_has_everything(town: Town, me: Conversation, desk: Desk) -> None:
    await with_everything(desk, me)
    (sent,) = await me.say("/mydata")
    assert sent["caption"] == "Это всё, что я о вас храню. Удалить: /forget"
    data = await file_of(me, sent)
    assert (data["chat_id"], data["told_at"]) == (ME, desk.now().isoformat())
    (reader,) = data["readers"]
    assert (reader["chat_id"], reader["timezone"], reader["created_at"]) == (ME, "Asia/Almaty", desk.now().isoformat())
    assert {table.name for table in (one.table for one in personal.NAMING)} <= data.keys()
    energy, words, to_channel = data["subscriptions"]
    assert energy["interest"]["sectors"] == ["energy"]
    assert words["interest"] == {
        "sectors": [],
        "words": ["тайные слова"],
        "stories": [{"id": 1, "title": "Нефть дорожает"}],
        "sources": [{"id": 1, "name": "Вестник"}],
    }
    assert (to_channel["chat_id"], to_channel["made_by"]) == (CHANNEL, ME)
    assert [one["texts"] for one in data["deliveries"]] == [["Нефть подорожала."], ["Черновик"], ["Заметка"]]
    assert [one["state"] for one in data["deliveries"]] == ["pending"] * 3
    assert len(data["broadcasts"]) == 2
    assert [one["added_by"] for one in data["watches"]] == [ME]
    assert [one["album_id"] for one in data["album_parts"]] == ["a"]


async def test_all_columns_of_a_row_are_told(me: Conversation, desk: Desk) -> None:
    await with_everything(desk, me)
    async with desk.database.read() as connection:
        kept = await personal.kept(connection, ME)
    for table in {column.table for column in personal.NAMING}:
        names = {column.name for column in metadata.tables[table.name].columns}
        assert kept[table.name], table.name
        assert all(names <= row.keys() for row in kept[table.name]), table.name


async def test_nothing_of_a_stranger_is_told(town: Town, me: Conversation, desk: Desk) -> None:
    await with_everything(desk, me)
    other = town.person(OTHER)
    (sent,) = await other.say("/mydata")
    data = await file_of(other, sent)
    assert str(ME) not in json.dumps(data)
    assert [len(data[name]) for name in ("readers", "subscriptions", "deliveries")] == [1, 0, 0]


async def test_forgetting_leaves_no_row_that_names_them(me: Conversation, desk: Desk) -> None:
    await with_everything(desk, me)
    assert await naming(desk, ME) == sorted(
        {"album_parts.chat_id", "broadcasts.chat_id", "broadcasts.made_by", "readers.chat_id", "subscriptions.made_by"}
        | {"watches.added_by"}
    )
    (asked,) = await me.say("/forget")
    assert await naming(desk, ME) != []
    gone = await press(me, asked, "🗑 Да")
    assert gone["text"].startswith("Готово, о вас ничего не осталось.")
    assert rows(gone) == []
    assert await naming(desk, ME) == []
    async with desk.database.read() as connection:
        assert (await connection.execute(select(deliveries))).all() == []
        assert (await connection.execute(select(subscriptions))).all() == []
        assert "тайные" not in str((await connection.execute(select(metadata.tables["interests"]))).all())
        sent = await broadcasts.current(connection)  # what is being said to the others goes on
        assert sent is not None
        assert (sent.made_by, sent.chat_id) == (personal.NOBODY, None)
        assert len(await watches.every(connection)) == 1
    assert [call["method"] for call in (await me.get("calls"))["calls"] if call["method"].startswith("delete")] == [
        "deleteMyCommands"
    ]


async def test_the_next_message_is_a_strangers(me: Conversation, desk: Desk) -> None:
    (page,) = await me.say("/settings")
    page = await walk(me, page, "🗣", "English")
    asked = await press(me, page, "🗑")
    assert asked["text"].startswith("Delete everything I keep about you?")
    await press(me, asked, "🗑 Yes")
    (start,) = await me.say("/start")
    assert start["text"].startswith("Здравствуйте!")
    assert not (await reader_of(desk, ME)).language_chosen


async def test_whoever_keeps_everything_is_back_at_the_settings(me: Conversation, desk: Desk) -> None:
    (asked,) = await me.say("/forget")
    page = await press(me, asked, "‹ Оставить")
    assert page["text"].startswith("⚙️ Настройки")
    assert (await reader_of(desk, ME)).chat_id == ME


@pytest.mark.parametrize(
    ("language", "asked", "done"),
    [
        ("ru", "Удалить всё, что я о вас храню?", "Всего доброго!"),
        ("kk", "Сіз туралы сақтағанымның бәрін жояйын ба?", "Сау болыңыз!"),
        ("en", "Delete everything I keep about you?", "Goodbye!"),
    ],
)
async def test_it_is_asked_first_in_every_language(me: Conversation, language: str, asked: str, done: str) -> None:
    me.user["language_code"] = language
    (question,) = await me.say("/forget")
    assert question["text"].startswith(asked)
    assert (await press(me, question, "🗑"))["text"].endswith(done)


async def test_pressed_twice_at_once_it_is_done_once(town: Town, me: Conversation, desk: Desk) -> None:
    await with_everything(desk, me)
    (asked,) = await me.say("/forget")
    await me.press(asked, "e:forget_surely")
    await me.press(asked, "e:forget_surely")
    updates = await town.bot.get_updates()
    await asyncio.gather(*(town.work.feed_update(town.bot, one) for one in updates))
    assert await naming(desk, ME) == []
    assert (await me.now_shown(asked))["text"].startswith("Готово")


async def test_words_that_were_asked_for_are_asked_for_no_longer(me: Conversation, desk: Desk) -> None:
    (page,) = await me.say("/settings")
    await walk(me, page, "🌍", "✍️")
    (asked,) = await me.say("/forget")
    await press(me, asked, "🗑 Да")
    await me.say("Лондон")
    assert (await reader_of(desk, ME)).timezone == "Asia/Almaty"


async def test_others_who_follow_the_same_keep_it(town: Town, me: Conversation, desk: Desk) -> None:
    other = town.person(OTHER)
    for one in (me, other):
        (when,) = await one.say("/subscribe energy")
        await walk(one, when, "Каждый день", "•09:00")
    (asked,) = await me.say("/forget")
    await press(me, asked, "🗑 Да")
    (listed,) = await other.say("/subscriptions")
    assert "Энергетика" in listed["text"]


async def claimed(desk: Desk, reader_id: int) -> Delivery:
    """A delivery of theirs that a courier holds."""
    now: datetime = desk.now()
    async with desk.database.write() as connection:
        await outbox.enqueue(connection, [outbox.row("x", reader_id=reader_id, priority=1, now=now, messages='["{}"]')])
        (taken,) = await outbox.claim(connection, "t", priority=1, now=now, lease=timedelta(minutes=2), limit=1)
    return taken


async def test_what_a_courier_has_in_hand_is_not_sent_any_more(me: Conversation, desk: Desk) -> None:
    await me.say("/start")
    taken = await claimed(desk, (await reader_of(desk, ME)).id)
    (asked,) = await me.say("/forget")
    await press(me, asked, "🗑 Да")
    lease = timedelta(minutes=2)
    async with desk.database.write() as connection:
        assert await outbox.begin_sending(connection, [taken], now=desk.now(), lease=lease) == set()


async def test_members_neither_see_nor_delete_what_is_kept_of_a_group(town: Town, desk: Desk) -> None:
    topics = [{"message_thread_id": 5, "name": "Энергетика"}]
    people = {ME: "administrator", OTHER: "member"}
    await town.group(GROUP, people, type="supergroup", title="Редакция", is_forum=True, topics=topics)
    admin, member = town.member(GROUP, ME), town.member(GROUP, OTHER)
    (asked,) = await admin.say("/forget", thread_id=5)
    await admin.say("/start")
    for command in ("/mydata", "/forget"):
        (*_, said) = await member.say(command)
        assert said["text"] == "Данные группы получают и удаляют её администраторы."
    for data in ("e:forget_surely", "e:forget", "e:mydata"):
        assert "администраторы" in await forge(member, asked, data)
    assert len(await town_readers(desk)) == 2
    await admin.answers()  # what the member was told
    gone = await press(admin, asked, "🗑 Да")
    assert gone["text"] == "Готово, об этом чате ничего не осталось. Всего доброго!"
    assert await naming(desk, GROUP) == []


async def town_readers(desk: Desk) -> list[int]:
    """The ids of a group's readers: itself and its topics."""
    async with desk.database.read() as connection:
        return [one.id for one in await readers.in_chat(connection, GROUP)]


async def test_a_groups_data_comes_to_the_administrator_in_private(town: Town, desk: Desk) -> None:
    await town.group(GROUP, {ME: "administrator"}, type="supergroup", title="Редакция")
    admin = town.member(GROUP, ME)
    (said,) = await admin.say("/mydata")
    assert said["text"].startswith("Такое я присылаю только лично.")
    private = town.person(ME)
    await private.say("/start")
    (*_, said) = await admin.say("/mydata")
    assert said["text"] == "Отправил вам в личные сообщения."
    (sent,) = [one for one in await private.messages() if "document" in one]
    assert sent["caption"] == "Это всё, что я храню о чате «Редакция»."
    data = await file_of(private, sent)
    assert [one["chat_id"] for one in data["readers"]] == [GROUP]


async def test_a_groups_subscription_outlives_who_made_it(town: Town, me: Conversation, desk: Desk) -> None:
    """The group's other administrators manage it from now on."""
    await town.group(GROUP, {ME: "administrator", OTHER: "administrator"}, type="supergroup", title="Редакция")
    admin = town.member(GROUP, ME)
    (when,) = await admin.say("/subscribe energy")
    await walk(admin, when, "Каждый день", "•09:00")
    (asked,) = await me.say("/forget")
    await press(me, asked, "🗑 Да")
    assert await naming(desk, ME) == []
    (*_, listed) = await town.member(GROUP, OTHER).say("/subscriptions")
    assert "Энергетика" in listed["text"]


async def test_what_others_were_told_of_a_lost_group_goes_with_it(town: Town, desk: Desk) -> None:
    await town.group(GROUP, {ME: "administrator"}, type="supergroup", title="Редакция")
    await town.person(OTHER).say("/start")
    (asked,) = await town.member(GROUP, ME).say("/forget")
    manager = await reader_of(desk, OTHER)
    row = outbox.row(f"g{GROUP}:{manager.id}:2025-11-12", reader_id=manager.id, priority=1, now=desk.now())
    async with desk.database.write() as connection:
        await outbox.enqueue(connection, [row, row | {"dedupe": "another"}])
    await press(town.member(GROUP, ME), asked, "🗑 Да")
    assert await naming(desk, GROUP) == []
    async with desk.database.read() as connection:
        assert [one.dedupe for one in await connection.execute(select(deliveries))] == ["another"]
