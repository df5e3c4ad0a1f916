"""How chats come to be and change from outside: groups and their members, topics, a person who blocks the bot."""

from aiogram.types import User

from bot.sandbox.asked import GivenChat, GivenMember, GivenPerson, checked
from bot.sandbox.chats import Chat, as_member, type_of
from bot.sandbox.refusals import bad_request
from bot.sandbox.values import JsonObject
from bot.sandbox.world import World

_TOPIC_COLOR = 0x6FB9F0


def arrange(world: World, given: GivenChat) -> Chat:
    """A chat as it is from now on; what is left out stays. The bot is told of its own coming and going."""
    known = world.chats.get(given.id)
    kind = given.type or (known.type if known is not None else type_of(given.id))
    if given.id == 0 or (kind == "private") != (given.id > 0):
        raise bad_request("private chats have positive identifiers, all others negative ones")
    if kind != "private":
        if given.blocked is not None:
            raise bad_request("only a person can block the bot")
        chat = _group(world, known, given, kind)
    else:
        person = GivenPerson(first_name=given.title, username=given.username)
        chat = world.chats.private(made_user(world, given.id, known.user if known is not None else None, person))
        if given.blocked is not None:
            set_blocked(world, chat, blocked=given.blocked)
    chat.active_at = chat.active_at or world.clock()
    world.events.publish({"type": "chat", "chat_id": chat.id})
    return chat


def set_blocked(world: World, chat: Chat, *, blocked: bool) -> None:
    """A person blocks the bot or lets it write again; the bot is told."""
    if chat.blocked == blocked or chat.user is None:
        return
    old, new = ("member", "kicked") if blocked else ("kicked", "member")
    chat.blocked = blocked
    _tell_status(world, chat, chat.user, old, new)


def made_user(world: World, user_id: int, known: JsonObject | None, given: GivenPerson | None) -> JsonObject:
    """A User object: what is given, else what is known, the rest made from the identifier."""
    if user_id == world.bot["id"]:
        raise bad_request("the bot can't be the person who writes")
    said = given.model_dump(exclude_none=True, exclude={"id"}) if given is not None else {}
    user = {"id": user_id, "is_bot": False, "first_name": f"Person {user_id}", **(known or {}), **said}
    return checked(User, user).model_dump(exclude_none=True)


def _tell_status(world: World, chat: Chat, user: JsonObject, old: str, new: str) -> None:
    change = {"old_chat_member": as_member(world.bot, old), "new_chat_member": as_member(world.bot, new)}
    world.updates.push("my_chat_member", {"chat": chat.about, "from": user, "date": world.now(), **change})
    world.events.publish({"type": "chat", "chat_id": chat.id})


def _group(world: World, chat: Chat | None, given: GivenChat, kind: str) -> Chat:
    about = {"id": given.id, "type": kind, "title": given.title, "username": given.username, "is_forum": given.is_forum}
    about = {key: value for key, value in about.items() if value is not None}
    members = [_as_given(member) for member in given.members or []]
    if chat is None:
        chat = world.chats.add({"title": f"Chat {-given.id}", **about})
        status = "administrator" if kind == "channel" else "member"
        if not any(member.user.id == world.bot["id"] for member in members):
            members.append(GivenMember(user=GivenPerson(id=world.bot["id"]), status=status))
    chat.about = {**chat.about, **about}
    for member in members:
        _join(world, chat, member)
    for topic in given.topics or []:
        chat.topics[topic.message_thread_id] = {"icon_color": _TOPIC_COLOR, **topic.model_dump()}
    if given.migrate_to_chat_id is not None:
        chat.migrated_to = given.migrate_to_chat_id
    return chat


def _as_given(member: GivenMember | GivenPerson | int) -> GivenMember:
    if isinstance(member, int):
        member = GivenPerson(id=member)
    return member if isinstance(member, GivenMember) else GivenMember(user=member)


def _join(world: World, chat: Chat, member: GivenMember) -> None:
    user_id = member.user.id
    if user_id is None:
        raise bad_request("a member needs an id")
    old = chat.members.get(user_id, {"status": "left"})
    if user_id == world.bot["id"]:
        chat.members[user_id] = as_member(world.bot, member.status)
        if old["status"] != member.status:
            _tell_status(world, chat, _anyone(world, chat), old["status"], member.status)
    else:
        chat.members[user_id] = as_member(made_user(world, user_id, old.get("user"), member.user), member.status)


def _anyone(world: World, chat: Chat) -> JsonObject:
    """Who is said to have changed the bot's status: the first person there."""
    people = (member["user"] for member in chat.members.values() if not member["user"]["is_bot"])
    return next(people, None) or made_user(world, 1, None, None)
