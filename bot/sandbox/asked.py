"""What the sandbox's own addresses take: the bodies of ``POST /sandbox/…`` as checked values."""

from typing import Any, TypeVar

from aiogram.types import InlineKeyboardMarkup, MessageEntity
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.sandbox.refusals import bad_request

MOST_ID = 2**52
"""No identifier of a chat or user has more bits (Bot API reference, Chat); a browser couldn't hold them exactly."""

_Model = TypeVar("_Model", bound=BaseModel)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GivenPerson(BaseModel):
    """A Bot API User of which anything may be left out; what was given is in ``model_fields_set`` and the extras."""

    model_config = ConfigDict(extra="allow", frozen=True)

    id: int | None = Field(None, ge=-MOST_ID, le=MOST_ID)
    first_name: str | None = None
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None


class SentDocument(_Body):
    """A document or photo that a person sends: ``content`` is its bytes in base64."""

    file_name: str = Field(min_length=1)
    content: str
    mime_type: str | None = None


class SentPlace(_Body):
    """A place that a person sends, in degrees."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class _Said(_Body):
    """What a message says beside its plain text: formatting that can't be found in it, and buttons under it."""

    text: str | None = None
    entities: list[MessageEntity] = []
    reply_markup: InlineKeyboardMarkup | None = None


class WrittenMessage(_Said):
    """``POST /sandbox/messages``; what is sent with one ``media_group_id`` is an album."""

    chat_id: int = Field(ge=-MOST_ID, le=MOST_ID)
    user: GivenPerson | None = None
    thread_id: int | None = None
    reply_to: int | None = None
    forward: dict[str, Any] | None = None
    document: SentDocument | None = None
    photo: SentDocument | None = None
    media_group_id: str | None = Field(None, min_length=1)
    location: SentPlace | None = None


class EditedMessage(_Said):
    """``POST /sandbox/edits``: another text, or caption."""

    chat_id: int = Field(ge=-MOST_ID, le=MOST_ID)
    message_id: int


class Press(_Body):
    """``POST /sandbox/presses``."""

    chat_id: int = Field(ge=-MOST_ID, le=MOST_ID)
    message_id: int
    data: str
    user_id: int | None = None


class InlineQuery(_Body):
    """``POST /sandbox/inline``; ``user`` is somebody who hasn't written yet, or has changed."""

    user_id: int = Field(gt=0, le=MOST_ID)
    user: GivenPerson | None = None
    query: str = Field(max_length=256)
    offset: str = ""


class GivenMember(_Body):
    """A person in a chat, with a status of the Bot API's ChatMember."""

    user: GivenPerson
    status: str = Field("member", pattern="^(creator|administrator|member|restricted|left|kicked)$")


class GivenTopic(_Body):
    """A topic of a forum."""

    message_thread_id: int = Field(gt=0)
    name: str = "Topic"


class GivenChat(_Body):
    """``POST /sandbox/chats``; members are people with a status, plain members, or just their identifiers."""

    id: int = Field(ge=-MOST_ID, le=MOST_ID)
    type: str | None = Field(None, pattern="^(private|group|supergroup|channel)$")
    title: str | None = None
    username: str | None = None
    is_forum: bool | None = None
    members: list[GivenMember | GivenPerson | int] | None = None
    topics: list[GivenTopic] | None = None
    blocked: bool | None = None
    migrate_to_chat_id: int | None = Field(None, ge=-MOST_ID, le=MOST_ID)


class AskedFault(_Body):
    """``POST /sandbox/faults``: ``status`` left out or 200 means that the call is carried out."""

    method: str = Field(min_length=1)
    times: int = Field(1, ge=0)
    status: int | None = Field(None, ge=200, le=599)
    description: str | None = None
    retry_after: int | None = Field(None, ge=0)
    delay_s: float = Field(0.0, ge=0, le=3600)
    drop: bool = False


def checked(model: type[_Model], value: object) -> _Model:
    """``value`` as ``model``; raises RefusedCallError that names what does not fit."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise bad_request(f"{'.'.join(map(str, first['loc'])) or 'body'}: {first['msg']}") from None
