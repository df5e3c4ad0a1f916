"""The screens of settings: all of them at a glance, and the choices that each opens in the same message."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text

from bot.delivery.schedule import zone_of
from bot.telegram import zones
from bot.telegram.answer_pages import language_names
from bot.telegram.buttons import button
from bot.telegram.render import Page
from bot.telegram.settings_buttons import (
    AnswerLanguageSetting,
    LanguageSetting,
    LengthSetting,
    QuietSetting,
    RichSetting,
    SettingsButton,
    SettingsStep,
    ZoneSetting,
)
from bot.telegram.subscription_labels import clock, local_time
from bot.telegram.subscription_pages import CHOSEN, in_rows, keyboard
from bot.telegram.texts import LANGUAGES, Texts
from bot.telegram.zone_pages import QUIET
from storage.records import AnswerLength, Reader


def settings_page(reader: Reader, texts: Texts, now: datetime) -> Page:
    """Everything a chat has chosen, and the buttons that change it."""
    private = reader.kind == "private"
    zone = zones.told(reader.timezone, texts.language, now)
    first, last = clock(reader.quiet_from), clock(reader.quiet_until)
    chosen = language_names(reader.answer_languages, texts) or texts("settings-languages-all")
    lines = [
        texts("settings-language", language=texts("language-name")),
        texts("settings-zone", zone=zone, time=local_time(reader, now)),
        texts("settings-length", length=texts(f"settings-length-told-{reader.answer_length}")),
        texts("settings-languages", languages=chosen),
        texts("settings-rich", rich=texts("settings-on" if reader.rich else "settings-off")),
        texts("settings-quiet-none")
        if reader.quiet_from == reader.quiet_until
        else texts("settings-quiet", **{"from": first, "until": last}),
    ]
    steps = [
        (SettingsStep.LANGUAGE, "language"),
        (SettingsStep.ZONE, "zone"),
        (SettingsStep.LENGTH, "length"),
        (SettingsStep.LANGUAGES, "languages"),
        (SettingsStep.RICH, "rich"),
        (SettingsStep.QUIET, "quiet"),
        (SettingsStep.MY_DATA, "mydata" if private else "mydata-chat"),
        (SettingsStep.FORGET, "forget" if private else "forget-chat"),
    ]
    rows = in_rows([step(texts(f"settings-button-{name}"), one) for one, name in steps], 2)
    title = texts("settings-title" if private else "settings-title-chat")
    return Page(Text(Bold("⚙️ ", title), "\n\n", "\n".join(lines)), keyboard(rows))


def language_page(texts: Texts, spoken: Sequence[tuple[str, str]]) -> Page:
    """The languages of the interface, each (code, name) under its own name."""
    row = [
        button(_ticked(name, chosen=language == texts.language), LanguageSetting(language=language))
        for language, name in spoken
    ]
    return Page(Text("🗣 ", texts("language-choose")), keyboard([row, [_back(texts)]]))


def zone_page(reader: Reader, texts: Texts, now: datetime) -> Page:
    """The usual zones, a city by name, and (in a private chat, where Telegram lets people send it) the place."""
    told = zones.told(reader.timezone, texts.language, now)
    write = f" {texts('zone-ask-write')}" if reader.kind == "private" else ""
    rows = in_rows(_zone_buttons(zones.usual(now), reader, texts, now), 2)
    if reader.kind == "private":
        rows.append([step(texts("settings-zone-place"), SettingsStep.ZONE_BY_PLACE)])
    rows += [[step(texts("zone-other"), SettingsStep.ZONE_BY_NAME)], [_back(texts)]]
    return Page(
        Text("🌍 ", texts("zone-ask", time=local_time(reader, now), zone=told), write),
        keyboard(rows),
    )


def zone_name_page(texts: Texts) -> Page:
    """Asks for a city."""
    back = step(texts("button-earlier"), SettingsStep.ZONE)
    return Page(Text("🌍 ", texts("zone-name-ask")), keyboard([[back]]))


def zone_near_page(near: Sequence[str], reader: Reader, texts: Texts, now: datetime) -> Page:
    """The zone of a place, the nearest first, and those beside it: for the reader to confirm."""
    first = near[0]
    time = now.astimezone(zone_of(first)).strftime("%H:%M")
    asked = texts("settings-place-which", zone=zones.told(first, texts.language, now), time=time)
    rows = [[one] for one in _zone_buttons(near, reader, texts, now)]
    return Page(Text("📍 ", asked), keyboard([*rows, [_back(texts)]]))


def length_page(reader: Reader, texts: Texts) -> Page:
    """How much of each story an answer tells."""
    row = [
        button(
            _ticked(texts(f"settings-length-{length}"), chosen=length is reader.answer_length),
            LengthSetting(length=length),
        )
        for length in AnswerLength
    ]
    return Page(Text("📏 ", texts("settings-length-ask")), keyboard([row, [_back(texts)]]))


def languages_page(reader: Reader, texts: Texts) -> Page:
    """The languages of answers: all, or any of them ticked."""
    kept = reader.answer_languages
    row = [
        button(
            _ticked(texts(f"answers-in-{one}"), chosen=one in kept),
            AnswerLanguageSetting(language=one, chosen=one not in kept),
        )
        for one in LANGUAGES
    ]
    every = button(
        _ticked(texts("settings-languages-button-all"), chosen=not kept),
        AnswerLanguageSetting(language="", chosen=True),
    )
    return Page(Text("📚 ", texts("settings-languages-ask")), keyboard([[every], row, [_back(texts)]]))


def rich_page(reader: Reader, texts: Texts) -> Page:
    """Whether articles come as one rich message."""
    row = [
        button(_ticked(texts(f"settings-rich-{name}"), chosen=reader.rich is rich), RichSetting(rich=rich))
        for rich, name in ((False, "no"), (True, "yes"))
    ]
    return Page(Text("✨ ", texts("settings-rich-ask")), keyboard([row, [_back(texts)]]))


def quiet_page(reader: Reader, texts: Texts) -> Page:
    """The hours in which no alert comes."""
    kept = (reader.quiet_from, reader.quiet_until)
    rows = []
    for first, last in QUIET:
        none = first == last
        text = texts("subscriptions-quiet-none") if none else f"{clock(first)}–{clock(last)}"
        chosen = (first, last) == kept or (none and kept[0] == kept[1])
        rows.append([button(_ticked(text, chosen=chosen), QuietSetting(quiet_from=first, quiet_until=last))])
    return Page(Text("🌙 ", texts("subscriptions-quiet-ask")), keyboard([*rows, [_back(texts)]]))


def forget_page(reader: Reader, texts: Texts) -> Page:
    """What will be gone, and whether it shall be."""
    ask = texts("forget-ask" if reader.kind == "private" else "forget-ask-chat")
    surely = step(texts("forget-surely"), SettingsStep.FORGET_SURELY)
    return Page(Text(ask), keyboard([[surely], [step(texts("forget-keep"), SettingsStep.ALL)]]))


def step(text: str, where_to: SettingsStep) -> InlineKeyboardButton:
    """A button that leads to a step of the settings."""
    return button(text, SettingsButton(step=where_to))


def _zone_buttons(offered: Sequence[str], reader: Reader, texts: Texts, now: datetime) -> list[InlineKeyboardButton]:
    return [
        button(_ticked(zones.told(zone, texts.language, now), chosen=zone == reader.timezone), ZoneSetting(zone=zone))
        for zone in offered
    ]


def _back(texts: Texts) -> InlineKeyboardButton:
    return step(texts("settings-back"), SettingsStep.ALL)


def _ticked(text: str, *, chosen: bool) -> str:
    return f"{CHOSEN if chosen else ''}{text}"
