"""What a message holds besides its frame: made from a call that sends or edits."""

from typing import get_args

from aiogram.methods import SendMessage
from aiogram.types import Message

from bot.sandbox import files, replies, rich, texts
from bot.sandbox.calls import AnyCall, AnyMethod, given
from bot.sandbox.replies import Annotation
from bot.sandbox.requests import Upload
from bot.sandbox.values import JsonObject
from bot.sandbox.world import World

MEDIA = ("animation", "audio", "document", "live_photo", "photo", "sticker", "video", "video_note", "voice")
# What a video is said to measure: only images are looked into.
_UNMEASURED = (320, 320)
_MIME = {"audio": "audio/mpeg", "voice": "audio/ogg", "video": "video/mp4", "animation": "video/mp4"}


def text_content(call: AnyCall) -> JsonObject:
    """``text`` and ``entities`` of a call that has them."""
    text = texts.message_text(call.text, call.parse_mode, call.entities)
    return {"text": text.text} | ({"entities": text.entities} if text.entities else {})


def caption_content(call: AnyCall) -> JsonObject:
    """``caption`` and ``caption_entities`` of a call or a medium; nothing where there is no caption."""
    if not hasattr(call, "caption"):
        return {}
    caption = texts.caption_text(call.caption, call.parse_mode, call.caption_entities)
    content: JsonObject = {"caption": caption.text} if caption.text else {}
    if caption.entities:
        content["caption_entities"] = caption.entities
    if caption.text and given(getattr(call, "show_caption_above_media", None)):
        content["show_caption_above_media"] = True
    return content


def media_content(world: World, kind: str, source: object, said: JsonObject) -> JsonObject:
    """A medium of a kind from :data:`MEDIA` by upload or ``file_id``; ``said`` are the call's other fields."""
    stored = world.files.take(kind, source)
    if kind == "photo":
        width, height = files.checked_photo(stored)
        return {"photo": [{**stored.about(), "width": width, "height": height}]}
    width, height = files.image_size(stored.data) or _UNMEASURED
    about = {
        "width": width,
        "height": height,
        "length": said.get("length") or width,
        "duration": 0,
        **{key: value for key, value in said.items() if value is not None and not isinstance(value, Upload)},
        **stored.about(),
        "file_name": stored.name,
        "mime_type": files.image_type(stored.data) or _MIME.get(kind, files.mime_type(stored.name)),
    }
    about.pop("thumbnail", None)
    if kind == "sticker":
        about |= {"type": "regular", "is_animated": False, "is_video": False}
    content: JsonObject = {kind: replies.make(_type_of(kind), about)}
    if kind == "animation":
        content["document"] = replies.make(_type_of("document"), about)
    return content


def content_of(world: World, call: AnyMethod) -> JsonObject:
    """What the message of a ``send…`` call holds."""
    if isinstance(call, SendMessage):
        return text_content(call)
    kind = _kind_of(call)
    if kind in MEDIA:
        content = media_content(world, kind, getattr(call, kind), _said(call))
        return content | caption_content(call) | _spoiler(call)
    if kind == "rich_message":
        return rich_content(call)
    if kind == "dice":
        # No chance in a stand-in: the clock decides.
        return {"dice": {"emoji": getattr(call, "emoji", None) or "🎲", "value": world.now() % 6 + 1}}
    said = _said(call)
    if isinstance(nested := said.get(kind), dict):
        said = nested
    if kind == "venue":
        said["location"] = {key: said[key] for key in ("latitude", "longitude")}
    if kind == "poll":
        said |= _fresh_poll(world, said)
    return {kind: replies.make(_type_of(kind), said)} | caption_content(call)


def _fresh_poll(world: World, said: JsonObject) -> JsonObject:
    """What a poll has before anybody voted (Bot API reference, Poll and the defaults of sendPoll)."""
    nobody = {"voter_count": 0}
    return {
        "id": world.queries.new_id(world.clock()),
        "options": [{**option, **nobody, "persistent_id": str(n)} for n, option in enumerate(said.get("options", []))],
        "total_voter_count": 0,
        "is_closed": bool(said.get("is_closed")),
        "is_anonymous": said.get("is_anonymous") is not False,
        "allows_multiple_answers": bool(said.get("allows_multiple_answers")),
        "type": said.get("type") or "regular",
    }


def rich_content(call: AnyCall) -> JsonObject:
    """``rich_message`` of a call that has one."""
    rtl = {"is_rtl": True} if call.rich_message.is_rtl else {}
    return {"rich_message": {"blocks": rich.blocks(call.rich_message), **rtl}}


def _kind_of(call: AnyMethod) -> str:
    """The field of Message that a ``send…`` call fills: ``sendVideoNote`` → ``video_note``."""
    name = type(call).__api_method__.removeprefix("send")
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("_")


def _type_of(kind: str) -> Annotation:
    annotation = Message.model_fields[kind].annotation
    return next(member for member in get_args(annotation) if member is not type(None))


def _said(call: AnyMethod) -> JsonObject:
    return call.model_dump(exclude_none=True, exclude_defaults=True, warnings=False)


def _spoiler(call: AnyMethod) -> JsonObject:
    return {"has_media_spoiler": True} if getattr(call, "has_spoiler", None) else {}
