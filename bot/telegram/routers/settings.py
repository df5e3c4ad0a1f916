"""``/settings``: what a chat has chosen, each choice made in the same message; the time zone also by a shared place."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import cast

from aiogram import F, Router
from aiogram.filters import Command, Filter
from aiogram.types import CallbackQuery, KeyboardButton, Message, ReplyKeyboardMarkup, ReplyKeyboardRemove

from bot.delivery import subscribing
from bot.delivery.schedule import MINUTES_A_DAY
from bot.telegram import awaiting, places, zones
from bot.telegram.awaiting import Wanted
from bot.telegram.commands import set_commands
from bot.telegram.desk import Desk
from bot.telegram.edits import turn_to
from bot.telegram.render import Page
from bot.telegram.rights import ByAdministrators
from bot.telegram.scene import Scene, send
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
from bot.telegram.settings_pages import (
    language_page,
    languages_page,
    length_page,
    quiet_page,
    rich_page,
    settings_page,
    zone_name_page,
    zone_near_page,
    zone_page,
)
from bot.telegram.texts import LANGUAGES, Texts
from storage import readers
from storage.engine import Connection

REFUSAL = "settings-admins-only"

PRIVATE = F.chat.type == "private"


class CancelsPlace(Filter):
    """Lets the word through that stands on the button beside «send my location», in any language."""

    async def __call__(self, message: Message, desk: Desk) -> bool:
        """Whether that is what was pressed."""
        return message.text in {texts("settings-place-cancel") for texts in desk.texts.values()}


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="settings")
    here.message.middleware(ByAdministrators(REFUSAL))
    here.callback_query.middleware(ByAdministrators(REFUSAL))
    here.message.register(show, Command("settings", ignore_case=True))
    here.message.register(place_sent, PRIVATE, F.location)
    here.message.register(place_kept_back, PRIVATE, CancelsPlace())
    for step, handler in (
        (SettingsStep.ALL, turn_back),
        (SettingsStep.LANGUAGE, show_interface),
        (SettingsStep.ZONE, show_zones),
        (SettingsStep.ZONE_BY_NAME, ask_zone),
        (SettingsStep.ZONE_BY_PLACE, ask_place),
        (SettingsStep.LENGTH, show_lengths),
        (SettingsStep.LANGUAGES, show_languages),
        (SettingsStep.RICH, show_rich),
        (SettingsStep.QUIET, show_quiet),
    ):
        here.callback_query.register(handler, SettingsButton.filter(F.step == step))
    here.callback_query.register(choose_interface, LanguageSetting.filter())
    here.callback_query.register(choose_zone, ZoneSetting.filter())
    here.callback_query.register(choose_length, LengthSetting.filter())
    here.callback_query.register(choose_language, AnswerLanguageSetting.filter())
    here.callback_query.register(choose_rich, RichSetting.filter())
    here.callback_query.register(choose_quiet, QuietSetting.filter())
    return here


async def show(message: Message, scene: Scene) -> None:
    """``/settings``."""
    await send(message, settings_page(scene.reader, scene.texts, scene.now))


async def turn_back(query: CallbackQuery, scene: Scene) -> None:
    """All settings, in place of one of them."""
    await turn_to(query, settings_page(scene.reader, scene.texts, scene.now))


async def show_interface(query: CallbackQuery, scene: Scene) -> None:
    """The languages of the interface."""
    spoken = [(one, scene.desk.texts[one]("language-name")) for one in LANGUAGES]
    await turn_to(query, language_page(scene.texts, spoken))


async def choose_interface(query: CallbackQuery, callback_data: LanguageSetting, scene: Scene) -> None:
    """Speak another language, and show so at once."""
    chosen = scene.desk.texts.get(callback_data.language)
    if chosen is None:
        await query.answer(scene.texts("button-outdated"))
        return
    language = chosen.language
    await _keep(query, scene, lambda connection, id_: readers.choose_language(connection, id_, language), chosen)
    await set_commands(cast("Message", query.message), scene.desk, chosen)


async def show_zones(query: CallbackQuery, scene: Scene) -> None:
    """The usual zones; in a private chat a city's name may be written at once."""
    page = zone_page(scene.reader, scene.texts, scene.now)
    if scene.reader.kind == "private":
        await awaiting.ask(query, page, Wanted.ZONE, 0, scene=scene)
    else:
        await turn_to(query, page)


async def ask_zone(query: CallbackQuery, scene: Scene) -> None:
    """Ask for a city."""
    await awaiting.ask(query, zone_name_page(scene.texts), Wanted.ZONE, 0, scene=scene)


async def choose_zone(query: CallbackQuery, callback_data: ZoneSetting, scene: Scene) -> None:
    """A zone's button."""
    if not zones.is_zone(callback_data.zone):
        await query.answer(scene.texts("button-outdated"))
        return
    await subscribing.move(scene.desk.database, scene.reader.id, callback_data.zone, now=scene.now)
    await _show_kept(query, scene)


async def ask_place(query: CallbackQuery, scene: Scene) -> None:
    """Let Telegram ask the person for where they are; it does so in private chats alone."""
    if scene.reader.kind != "private":
        await query.answer(scene.texts("button-outdated"))
        return
    texts = scene.texts
    keyboard = ReplyKeyboardMarkup(
        keyboard=[
            [KeyboardButton(text=texts("settings-place-send"), request_location=True)],
            [KeyboardButton(text=texts("settings-place-cancel"))],
        ],
        resize_keyboard=True,
        one_time_keyboard=True,
    )
    asked = await cast("Message", query.message).answer(texts("settings-place-ask"), reply_markup=keyboard)
    await awaiting.await_answer(asked, Wanted.PLACE, 0, scene=scene)
    await query.answer()


async def place_sent(message: Message, scene: Scene) -> None:
    """A place, asked for or not: offer the zones around it. The place itself is kept nowhere."""
    asked = awaiting.parse(scene.reader.awaiting)
    if asked is not None and asked.wanted is Wanted.PLACE:
        await awaiting.forget(scene)
        await message.answer(scene.texts("settings-place-thanks"), reply_markup=ReplyKeyboardRemove())
    if message.location is not None:
        near = places.near(message.location.latitude, message.location.longitude, scene.now)
        await send(message, zone_near_page(near, scene.reader, scene.texts, scene.now))


async def place_kept_back(message: Message, scene: Scene) -> None:
    """They'd rather not say where they are: take the keyboard away."""
    await awaiting.forget(scene)
    await message.answer(scene.texts("settings-place-cancelled"), reply_markup=ReplyKeyboardRemove())


async def show_lengths(query: CallbackQuery, scene: Scene) -> None:
    """How much of each story an answer may tell."""
    await turn_to(query, length_page(scene.reader, scene.texts))


async def choose_length(query: CallbackQuery, callback_data: LengthSetting, scene: Scene) -> None:
    """Keep how much of each story an answer tells."""
    length = callback_data.length
    await _keep(query, scene, lambda connection, id_: readers.choose_answers(connection, id_, length=length))


async def show_languages(query: CallbackQuery, scene: Scene) -> None:
    """The languages of answers."""
    await turn_to(query, languages_page(scene.reader, scene.texts))


async def choose_language(query: CallbackQuery, callback_data: AnswerLanguageSetting, scene: Scene) -> None:
    """Take a language in or out; the choice stays open, since there may be several. None or all of them means all."""
    given = callback_data.language
    if given and given not in LANGUAGES:
        await query.answer(scene.texts("button-outdated"))
        return
    async with scene.desk.database.write() as connection:
        there = await readers.get(connection, scene.reader.id)  # as it is now: two taps may tick two languages
        if there is not None:
            changed = _changed(there.answer_languages, given, chosen=callback_data.chosen)
            there = replace(there, answer_languages=changed)
            await readers.choose_answers(connection, there.id, languages=changed)
    if there is None:  # forgotten in the meantime
        await query.answer(scene.texts("button-outdated"))
        return
    page = languages_page(there, scene.texts)
    await turn_to(query, page, scene.texts("settings-kept"))


def _changed(languages: frozenset[str], given: str, *, chosen: bool) -> frozenset[str]:
    """Languages with one more or fewer; ``given`` none, or where none or all are left, that is all of them."""
    changed = languages.union({given}) if chosen else languages.difference({given})
    return frozenset() if not given or changed.issuperset(LANGUAGES) else changed


async def show_rich(query: CallbackQuery, scene: Scene) -> None:
    """Whether articles come as one message."""
    await turn_to(query, rich_page(scene.reader, scene.texts))


async def choose_rich(query: CallbackQuery, callback_data: RichSetting, scene: Scene) -> None:
    """Keep whether articles come as one message."""
    rich = callback_data.rich
    await _keep(query, scene, lambda connection, id_: readers.choose_answers(connection, id_, rich=rich))


async def show_quiet(query: CallbackQuery, scene: Scene) -> None:
    """The quiet hours to choose from."""
    await turn_to(query, quiet_page(scene.reader, scene.texts))


async def choose_quiet(query: CallbackQuery, callback_data: QuietSetting, scene: Scene) -> None:
    """Keep the quiet hours."""
    first, last = callback_data.quiet_from, callback_data.quiet_until
    if not (0 <= first < MINUTES_A_DAY and 0 <= last < MINUTES_A_DAY):
        await query.answer(scene.texts("button-outdated"))
        return
    await _keep(query, scene, lambda connection, id_: readers.choose_quiet(connection, id_, first, last))


async def _keep(
    query: CallbackQuery,
    scene: Scene,
    choice: Callable[[Connection, int], Awaitable[None]],
    texts: Texts | None = None,
) -> None:
    """Keep a choice, then show all settings with it."""
    async with scene.desk.database.write() as connection:
        await choice(connection, scene.reader.id)
    await _show_kept(query, scene, texts)


async def _show_kept(query: CallbackQuery, scene: Scene, texts: Texts | None = None) -> None:
    """All settings as they are now, and a word that it is done."""
    texts = texts or scene.texts
    async with scene.desk.database.read() as connection:
        reader = await readers.get(connection, scene.reader.id)
    if reader is None:  # forgotten in the meantime
        await query.answer(texts("button-outdated"))
        return
    page: Page = settings_page(reader, texts, scene.now)
    await turn_to(query, page, texts("settings-kept"))
