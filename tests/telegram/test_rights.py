"""Who counts as running a chat, and where the bot may write."""

import pytest
from aiogram.types import Chat, ChatMemberUnion
from pydantic import TypeAdapter

from bot.sandbox.chats import as_member
from bot.telegram.rights import may_post_as_administrator
from bot.telegram.routers.membership import can_write

ANN = {"id": 7, "is_bot": False, "first_name": "Ann"}
MEMBER: TypeAdapter[ChatMemberUnion] = TypeAdapter(ChatMemberUnion)


def member(status: str, **rights: bool) -> ChatMemberUnion:
    """A member with a status, and some rights otherwise than usual for it."""
    return MEMBER.validate_python(as_member(ANN, status) | rights)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (member("creator"), True),
        (member("administrator"), True),
        (member("administrator", can_post_messages=False), False),
        (member("member"), False),
        (member("restricted"), False),
        (member("left"), False),
        (member("kicked"), False),
    ],
    ids=lambda value: getattr(value, "status", None),
)
def test_who_may_subscribe_a_chat(who: ChatMemberUnion, *, may: bool) -> None:
    assert may_post_as_administrator(who) is may


def test_an_administrator_of_a_group_has_no_right_to_post_and_needs_none() -> None:
    without = {key: value for key, value in as_member(ANN, "administrator").items() if key != "can_post_messages"}
    assert may_post_as_administrator(MEMBER.validate_python(without))


@pytest.mark.parametrize(
    ("kind", "me", "can"),
    [
        ("private", member("member"), True),
        ("private", member("kicked"), False),
        ("supergroup", member("member"), True),
        ("supergroup", member("administrator"), True),
        ("supergroup", member("restricted"), False),
        ("supergroup", member("restricted", can_send_messages=True), True),
        ("supergroup", member("restricted", can_send_messages=True, is_member=False), False),
        ("supergroup", member("left"), False),
        ("channel", member("administrator"), True),
        ("channel", member("administrator", can_post_messages=False), False),
        ("channel", member("member"), False),
        ("channel", member("left"), False),
    ],
    ids=lambda value: getattr(value, "status", None),
)
def test_where_the_bot_can_write(kind: str, me: ChatMemberUnion, *, can: bool) -> None:
    assert can_write(Chat(id=-1, type=kind), me) is can
