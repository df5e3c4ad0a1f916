"""What the buttons of the settings carry (as in ``buttons``)."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from storage.records import AnswerLength


class SettingsStep(StrEnum):
    """Where a press on the page of settings leads."""

    ALL = "all"
    LANGUAGE = "language"
    ZONE = "zone"
    ZONE_BY_NAME = "name"
    ZONE_BY_PLACE = "place"
    LENGTH = "length"
    LANGUAGES = "languages"
    RICH = "rich"
    QUIET = "quiet"
    MY_DATA = "mydata"
    FORGET = "forget"
    FORGET_SURELY = "forget_surely"


class SettingsButton(CallbackData, prefix="e"):
    """A step of the settings of the chat that the button is in."""

    step: SettingsStep


class LanguageSetting(CallbackData, prefix="el"):
    """Chooses the language of the interface on the page of settings."""

    language: str


class ZoneSetting(CallbackData, prefix="ez"):
    """Chooses the chat's zone (IANA) there."""

    zone: str


class LengthSetting(CallbackData, prefix="en"):
    """Chooses how much of each story an answer tells."""

    length: AnswerLength


class AnswerLanguageSetting(CallbackData, prefix="eo"):
    """Takes a language into answers or out of them; an empty one stands for all."""

    language: str
    chosen: bool


class RichSetting(CallbackData, prefix="er"):
    """Chooses whether full articles come as rich messages."""

    rich: bool


class QuietSetting(CallbackData, prefix="eq"):
    """Chooses the hours without alerts, as minutes of the day."""

    quiet_from: int
    quiet_until: int
