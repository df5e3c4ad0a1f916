"""``/sources``: what is collected, how each source is doing, and what can be done about it. For admins alone."""

from aiogram import F, Router
from aiogram.filters import Command, Filter
from aiogram.types import BufferedInputFile, CallbackQuery, Message
from aiogram.utils.formatting import Code, Text

from bot.errors import RefusedError
from bot.sources import opml
from bot.sources.cleaning import one_line
from bot.telegram import awaiting
from bot.telegram.admin_buttons import WatchButton, WatchesButton, WatchesStep, WatchList, WatchStep
from bot.telegram.awaiting import Awaited, Awaits, Wanted
from bot.telegram.desk import Desk
from bot.telegram.edits import turn_to
from bot.telegram.names import EXPORT, SOURCES
from bot.telegram.paging import clip
from bot.telegram.reasons import told
from bot.telegram.render import Page
from bot.telegram.rights import LARGEST_ID, ByAdmin
from bot.telegram.scene import send
from bot.telegram.watch_pages import (
    ADDRESS_UNITS,
    PER_PAGE,
    Overview,
    list_page,
    question_page,
    remove_page,
)
from bot.telegram.watch_scene import SetsScene, WatchScene
from storage import entries, watches
from storage.watches import Watch, WatchKind

EXPORTED_AS = "svodka-sources.opml"


class OfOne(Filter):
    """Lets presses through that name a watch, and words that are for one; gives handlers the ``watch``."""

    async def __call__(
        self,
        _event: CallbackQuery | Message,
        desk: Desk,
        callback_data: WatchButton | None = None,
        awaited: Awaited | None = None,
    ) -> bool | dict[str, Watch]:
        """The watch, if there is one."""
        number = callback_data.watch_id if callback_data else awaited.subject_id if awaited else 0
        if not 0 < number <= LARGEST_ID:
            return False
        async with desk.database.read() as connection:
            watch = await watches.get(connection, number)
        return False if watch is None else {"watch": watch}


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="watching")
    here.message.filter(ByAdmin(), F.chat.type == "private")
    here.callback_query.filter(ByAdmin(), F.message.chat.type == "private")
    here.message.middleware(SetsScene())
    here.callback_query.middleware(SetsScene())
    here.message.register(show_list, Command(SOURCES, ignore_case=True), ~F.forward_origin)
    here.message.register(export, Command(EXPORT, ignore_case=True), ~F.forward_origin)
    here.callback_query.register(turn, WatchList.filter())
    here.callback_query.register(export_pressed, WatchesButton.filter(F.step == WatchesStep.EXPORT))
    steps = {
        WatchStep.CARD: show_card,
        WatchStep.POLL: poll,
        WatchStep.PAUSE: pause,
        WatchStep.RESUME: resume,
        WatchStep.NAME: ask_name,
        WatchStep.PATTERN: ask_pattern,
        WatchStep.REMOVE: ask_removal,
        WatchStep.REMOVE_SURELY: remove,
    }
    for step, handler in steps.items():
        here.callback_query.register(handler, WatchButton.filter(F.step == step), OfOne())
    here.callback_query.register(gone, WatchButton.filter())
    here.message.register(name_written, Awaits(Wanted.WATCH_NAME), ~F.forward_origin, OfOne())
    here.message.register(pattern_written, Awaits(Wanted.WATCH_PATTERN), ~F.forward_origin, OfOne())
    return here


async def show_list(message: Message, scene: WatchScene) -> None:
    """The first page of the list, which begins with what fails."""
    await send(message, await _list(scene, 1))


async def turn(query: CallbackQuery, callback_data: WatchList, scene: WatchScene) -> None:
    """Another page of it."""
    await turn_to(query, await _list(scene, callback_data.page))


async def show_card(query: CallbackQuery, callback_data: WatchButton, watch: Watch, scene: WatchScene) -> None:
    """One watch."""
    await turn_to(query, await scene.card(watch, page=callback_data.page))


async def poll(query: CallbackQuery, callback_data: WatchButton, watch: Watch, scene: WatchScene) -> None:
    """Look at it at once; what that came to is seen when the card is opened again."""
    async with scene.desk.database.write() as connection:
        hurried = await watches.hurry(connection, watch.id, now=scene.now)
    scene.collecting.collector.wake()
    heading = scene.texts("watch-polling") if hurried else None
    await _turn_to_card(query, watch.id, scene, callback_data.page, heading)


async def pause(query: CallbackQuery, callback_data: WatchButton, watch: Watch, scene: WatchScene) -> None:
    """Look at it no longer for the time being."""
    async with scene.desk.database.write() as connection:
        await watches.pause(connection, watch.id)
    await _turn_to_card(query, watch.id, scene, callback_data.page)


async def resume(query: CallbackQuery, callback_data: WatchButton, watch: Watch, scene: WatchScene) -> None:
    """Look at it again."""
    async with scene.desk.database.write() as connection:
        await watches.resume(connection, watch.id, now=scene.now)
    scene.collecting.collector.wake()
    await _turn_to_card(query, watch.id, scene, callback_data.page)


async def ask_removal(query: CallbackQuery, callback_data: WatchButton, watch: Watch, scene: WatchScene) -> None:
    """Ask once more."""
    await turn_to(query, remove_page(watch, scene.texts, page=callback_data.page))


async def remove(query: CallbackQuery, callback_data: WatchButton, watch: Watch, scene: WatchScene) -> None:
    """Forget it; its articles stay."""
    async with scene.desk.database.write() as connection:
        await watches.remove(connection, watch.id)
    await turn_to(query, await _list(scene, callback_data.page))


async def gone(query: CallbackQuery, scene: WatchScene) -> None:
    """A button of a watch that has been removed meanwhile."""
    await query.answer(scene.texts("watch-gone"))


async def ask_name(query: CallbackQuery, callback_data: WatchButton, watch: Watch, scene: WatchScene) -> None:
    """Ask for another name."""
    asked = Text(scene.texts("watch-name-ask", name=clip(watch.name, ADDRESS_UNITS)))
    page = question_page(asked, watch, scene.texts, page=callback_data.page)
    await awaiting.ask(query, page, Wanted.WATCH_NAME, watch.id, scene=scene)


async def name_written(message: Message, watch: Watch, scene: WatchScene) -> None:
    """Call it so from now on; the articles that it has brought keep the name that they came under."""
    name = one_line(message.text or "")[: opml.LONGEST_NAME].strip()
    if not any(map(str.isalnum, name)):
        await message.answer(scene.texts("watch-name-empty"))
        return
    await _changed(message, watch, scene, name=name, pattern=watch.pattern)


async def ask_pattern(query: CallbackQuery, callback_data: WatchButton, watch: Watch, scene: WatchScene) -> None:
    """Ask for another link pattern, of a site."""
    if watch.kind is not WatchKind.SITE:
        await query.answer(scene.texts("button-outdated"))
        return
    now = Code(clip(watch.pattern or "—", ADDRESS_UNITS))
    asked = Text(scene.texts("watch-pattern-ask"), "\n\n", scene.texts("watch-pattern-now"), " ", now)
    page = question_page(asked, watch, scene.texts, page=callback_data.page)
    await awaiting.ask(query, page, Wanted.WATCH_PATTERN, watch.id, scene=scene)


async def pattern_written(message: Message, watch: Watch, scene: WatchScene) -> None:
    """Try it on the site's page first: a pattern that takes nothing there would silently end the news."""
    if watch.kind is not WatchKind.SITE:
        return
    pattern = (message.text or "").strip()
    try:
        found = await scene.collecting.finder.by_pattern(watch.address, pattern)
    except RefusedError as error:
        await message.answer(scene.texts("add-pattern-wrong", why=told(error.reason, scene.texts)))
        return
    await _changed(message, watch, scene, name=watch.name, pattern=found.pattern)
    scene.collecting.collector.wake()


async def export(message: Message, desk: Desk) -> None:
    """All watches as a file that feed readers import."""
    async with desk.database.read() as connection:
        every = await watches.every(connection)
    content = opml.write(map(opml.Outline.of, every), title="Svodka", made_at=desk.now())
    await message.answer_document(BufferedInputFile(content, EXPORTED_AS))


async def export_pressed(query: CallbackQuery, desk: Desk) -> None:
    """The same by button."""
    if isinstance(query.message, Message):
        await export(query.message, desk)
    await query.answer()


async def _changed(message: Message, watch: Watch, scene: WatchScene, *, name: str, pattern: str | None) -> None:
    """Keep another name or pattern, and show what is kept."""
    await awaiting.forget(scene)
    async with scene.desk.database.write() as connection:
        await watches.change(connection, watch.id, name=name, pattern=pattern)
        await watches.hurry(connection, watch.id, now=scene.now)
        changed = await watches.get(connection, watch.id)
    if changed is None:
        await message.answer(scene.texts("watch-gone"))
    else:
        await send(message, await scene.card(changed, heading=scene.texts("watch-saved")))


async def _turn_to_card(
    query: CallbackQuery, watch_id: int, scene: WatchScene, page: int, heading: str | None = None
) -> None:
    """A watch as it is after something was done to it."""
    watch = await scene.find(watch_id)
    if watch is None:
        await query.answer(scene.texts("watch-gone"))
    else:
        await turn_to(query, await scene.card(watch, page=page, heading=heading))


async def _list(scene: WatchScene, number: int) -> Page:
    """A page of the list, the nearest one there is."""
    async with scene.desk.database.read() as connection:
        counts = await watches.counts(connection)
        pages = max(1, -(-(counts.active + counts.paused + counts.ended) // PER_PAGE))
        number = max(1, min(number, pages))
        shown = await watches.page(connection, offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
        waiting = await entries.waiting(connection)
    seeds = scene.collecting.seeds is not None
    return list_page(Overview(shown, number, pages, counts, waiting), scene.texts, seeds=seeds)
