"""Chats: how they are found, who shares their message numbers, what a status of a member brings along."""

import pytest
from aiogram.types import ChatMemberUnion
from pydantic import TypeAdapter

from bot.sandbox.chats import Chats, as_member, type_of
from bot.sandbox.refusals import RefusedCallError

BOT = {"id": 42, "is_bot": True, "first_name": "Svodka"}
ANN = {"id": 7, "is_bot": False, "first_name": "Ann"}
MEMBER: TypeAdapter[object] = TypeAdapter(ChatMemberUnion)


@pytest.mark.parametrize(
    ("chat_id", "kind"),
    [(1, "private"), (-1, "group"), (-1_000_000_000_000, "group"), (-1_000_000_000_001, "supergroup")],
)
def test_an_identifier_tells_the_kind_of_chat(chat_id: int, kind: str) -> None:
    assert type_of(chat_id) == kind


@pytest.mark.parametrize("status", ["creator", "administrator", "member", "restricted", "left", "kicked"])
def test_a_member_has_what_its_status_requires(status: str) -> None:
    member = as_member(ANN, status)
    # A union of models: aiogram reads the one whose status it is, or nothing.
    assert MEMBER.dump_python(MEMBER.validate_python(member), include={"status"}) == {"status": status}


def test_a_chat_is_found_by_number_and_by_name_in_any_case() -> None:
    chats = Chats(BOT)
    news = chats.add({"id": -1_000_000_000_001, "type": "channel", "title": "News", "username": "News_kz"})
    nameless = chats.add({"id": -5, "type": "group", "title": "x"})
    assert chats.find("@news_KZ") is chats.find(news.id) is news
    assert chats.find(-5) is nameless
    for unknown in ("news_kz", "@", "", "@other", 99, None):
        with pytest.raises(RefusedCallError):
            chats.find(unknown)


def test_private_chats_and_groups_share_their_numbers_and_supergroups_have_their_own() -> None:
    chats = Chats(BOT)
    private, group = chats.private(ANN), chats.add({"id": -5, "type": "group"})
    forum = chats.add({"id": -1_000_000_000_001, "type": "supergroup"})
    assert [next(chat.numbers) for chat in (private, group, private, forum, forum)] == [1, 2, 3, 1, 2]


def test_a_private_chat_follows_the_names_of_its_person() -> None:
    chats = Chats(BOT)
    chat = chats.private(ANN)
    chat.keep({"message_id": 1})
    again = chats.private({**ANN, "first_name": "Anna", "username": "anna"})
    assert again is chat
    assert chat.about == {"id": 7, "type": "private", "first_name": "Anna", "username": "anna"}
    assert (chat.last_message, chats.find("@anna")) == ({"message_id": 1}, chat)
