"""A broadcast on its way: what is sent, whom it would reach, the question, the progress, the end."""

import json
import math
from collections.abc import Sequence
from datetime import timedelta

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity
from aiogram.utils.formatting import Bold, Text

from bot.delivery.budget import Cost
from bot.telegram.admin_buttons import BroadcastButton, BroadcastStep
from bot.telegram.buttons import button
from bot.telegram.paging import units
from bot.telegram.render import Page
from bot.telegram.texts import Texts
from storage.broadcasts import Audience, Broadcast, BroadcastState, Tally

_MINUTE_S, _HOUR_S = 60, 3600


def message_of(
    text: str,
    entities: Sequence[MessageEntity],
    link_preview: LinkPreviewOptions | None = None,
    *,
    start: int = 0,
) -> str:
    """What was written from a character on, as the JSON of sendMessage's parameters: its formatting stays as it is.

    Entities are kept as far as they stand behind ``start``; their offsets are UTF-16 units (Bot API, MessageEntity).
    """
    before = units(text[:start])
    kept = []
    for entity in entities:
        begins, ends = max(entity.offset, before), entity.offset + entity.length
        if begins < ends:
            moved = entity.model_copy(update={"offset": begins - before, "length": ends - begins})
            kept.append(moved.model_dump(mode="json", exclude_none=True))
    said: dict[str, object] = {"text": text[start:], "entities": kept}
    if link_preview is not None:
        said["link_preview_options"] = link_preview.model_dump(mode="json", exclude_unset=True)
    return json.dumps(said, ensure_ascii=False)


def offer_page(broadcast_id: int, audience: Audience, free: Cost, paid: tuple[int, Cost] | None, texts: Texts) -> Page:
    """Whom it would reach, how long that takes, and what to do about it.

    ``paid`` is the paid rate (messages a second) and what it comes to, ``None`` where that is off.
    """
    if not audience.total:
        return Page(Text(texts("broadcast-nobody")))
    kinds = texts("broadcast-kinds", private=audience.private, groups=audience.groups, channels=audience.channels)
    lines = [
        f"{texts('broadcast-readers', count=audience.total)} {kinds}",
        texts("broadcast-takes", time=lasting(free.takes, texts)),
    ]
    if paid is not None and paid[1].stars:
        rate, cost = paid
        time, stars = lasting(cost.takes, texts), math.ceil(cost.stars)
        lines.append(texts("broadcast-takes-paid", rate=rate, time=time, stars=stars))
    lines.append(texts("broadcast-quiet"))
    rows = [
        [step(texts("broadcast-test"), broadcast_id, BroadcastStep.TEST)],
        [step(texts("broadcast-send"), broadcast_id, BroadcastStep.ASK)],
        [step(texts("broadcast-cancel"), broadcast_id, BroadcastStep.DISCARD)],
    ]
    return Page(Text("\n\n".join(lines)), InlineKeyboardMarkup(inline_keyboard=rows))


def question_page(broadcast_id: int, audience: Audience, texts: Texts) -> Page:
    """Asks once more, naming the number."""
    asked = Text(texts("broadcast-ask", count=audience.total), "\n\n", texts("broadcast-quiet"))
    rows = [
        [step(texts("broadcast-send-surely", count=audience.total), broadcast_id, BroadcastStep.SEND)],
        [step(texts("broadcast-cancel"), broadcast_id, BroadcastStep.DISCARD)],
    ]
    return Page(asked, InlineKeyboardMarkup(inline_keyboard=rows))


def progress_page(broadcast: Broadcast, tally: Tally, texts: Texts) -> Page:
    """How far it has come, or how it ended; «stop» while there is something to be stopped."""
    sending = broadcast.state is BroadcastState.SENDING
    titles = {
        BroadcastState.SENDING: texts("broadcast-sending"),
        BroadcastState.DONE: texts("broadcast-done"),
        BroadcastState.CALLED_OFF: texts("broadcast-called-off"),
    }
    called_off = broadcast.state is BroadcastState.CALLED_OFF
    counts = [
        texts("broadcast-sent", count=tally.sent, total=tally.total),
        texts("broadcast-waiting", count=tally.waiting) if tally.waiting else "",
        texts("broadcast-on-the-way", count=tally.on_the_way) if tally.on_the_way else "",
        texts("broadcast-unsent", count=tally.dropped) if tally.dropped and called_off else "",
        texts("broadcast-dropped", count=tally.dropped) if tally.dropped and not called_off else "",
        texts("broadcast-failed", count=tally.failed) if tally.failed else "",
        texts("broadcast-unknown", count=tally.unknown) if tally.unknown else "",
    ]
    content = Text(
        Bold(titles.get(broadcast.state, titles[BroadcastState.DONE])), "\n", "\n".join(filter(None, counts))
    )
    if not sending:
        return Page(content)
    stop = step(texts("broadcast-stop"), broadcast.id, BroadcastStep.STOP)
    return Page(content, InlineKeyboardMarkup(inline_keyboard=[[stop]]))


def summary(broadcast: Broadcast, tally: Tally, texts: Texts) -> str:
    """How it ended, as a message of its own: the JSON of sendMessage's parameters."""
    shown = progress_page(broadcast, tally, texts).content.as_kwargs()
    entities = [entity.model_dump(mode="json", exclude_none=True) for entity in shown["entities"]]
    return json.dumps({"text": shown["text"], "entities": entities}, ensure_ascii=False)


def lasting(length: timedelta, texts: Texts) -> str:
    """A length of time, rounded up to what still matters: seconds, minutes, or hours and minutes."""
    seconds = max(1, math.ceil(length.total_seconds()))
    if seconds < _MINUTE_S:
        return texts("broadcast-seconds", seconds=seconds)
    if seconds < _HOUR_S:
        return texts("broadcast-minutes", minutes=math.ceil(seconds / _MINUTE_S))
    hours, minutes = divmod(math.ceil(seconds / _MINUTE_S), 60)
    return texts("broadcast-hours", hours=hours, minutes=minutes)


def step(label: str, broadcast_id: int, to: BroadcastStep) -> InlineKeyboardButton:
    """A button that leads on."""
    return button(label, BroadcastButton(broadcast_id=broadcast_id, step=to))
