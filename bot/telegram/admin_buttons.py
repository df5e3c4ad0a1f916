"""What the buttons of the bot's admins say when they are pressed (callback data): broadcasts, sources, statistics."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData


class StatsButton(CallbackData, prefix="st"):
    """Draws what the bot has done over some days, light or dark; for admins."""

    days: int
    dark: bool


class BroadcastStep(StrEnum):
    """What a press does to a broadcast."""

    TEST = "test"
    ASK = "ask"
    SEND = "send"
    DISCARD = "discard"
    STOP = "stop"


class BroadcastButton(CallbackData, prefix="b"):
    """A step of a broadcast."""

    broadcast_id: int
    step: BroadcastStep


class WatchList(CallbackData, prefix="wp"):
    """Turns to a page (from 1) of the list of what is collected."""

    page: int


class WatchStep(StrEnum):
    """What a press does to a watch, or where it leads."""

    CARD = "card"
    POLL = "poll"
    PAUSE = "pause"
    RESUME = "resume"
    NAME = "name"
    PATTERN = "pattern"
    REMOVE = "remove"
    REMOVE_SURELY = "remove_surely"


class WatchButton(CallbackData, prefix="w"):
    """A step of a watch; ``page`` of the list is where one came from."""

    watch_id: int
    step: WatchStep
    page: int = 1


class WatchesStep(StrEnum):
    """What can be asked for below the list."""

    ADD = "add"
    EXPORT = "export"
    SEEDS = "seeds"


class WatchesButton(CallbackData, prefix="ws"):
    """Asks for something that concerns no watch in particular."""

    step: WatchesStep


class OfferStep(StrEnum):
    """What a press does about something that was found, or read from a list, and isn't kept yet."""

    SHOW = "show"
    PATTERN = "pattern"
    ADD = "add"
    CANCEL = "cancel"


class OfferButton(CallbackData, prefix="wo"):
    """A step of an offer, which is kept with the message that the button is under; ``place`` is which of the finds."""

    step: OfferStep
    place: int = 0


class ChannelButton(CallbackData, prefix="wc"):
    """Collects the posts of a channel from now on."""

    chat_id: int
