"""Texts with entities: every kind, counted in UTF-16 units, nested and overlapping, and never as markup."""

from typing import Any

import pytest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from aiogram.utils import formatting as f
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.async_api import Page, expect

from tests.sandbox.page.conftest import Room

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Everything that a careless page would take for markup, for an attribute's end, or for a script.
HOSTILE = "<img src=x onerror=\"noteBroken('ran')\"><script>noteBroken('ran')</script>\"'><b>&lt;&amp;{{1}}${1}</a>"


@pytest.mark.parametrize(
    ("text", "selector"),
    [
        (f.Bold("слово"), "strong"),
        (f.Italic("слово"), "em"),
        (f.Underline("слово"), "u"),
        (f.Strikethrough("слово"), "s"),
        (f.Code("слово"), "code"),
        (f.Pre("слово"), "pre code"),
        (f.BlockQuote("слово"), "blockquote"),
        (f.ExpandableBlockQuote("слово"), "blockquote"),
        (f.TextLink("слово", url="https://example.org/a?b=c"), "a[href='https://example.org/a?b=c'][target='_blank']"),
        (f.TextLink("слово", url="tg://user?id=7"), "a[href='tg://user?id=7'][rel='noopener noreferrer']"),
        (f.HashTag("#слово"), ".coloured"),
        (f.CustomEmoji("слово", custom_emoji_id="5368324170671202286"), "span"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, f.Text) else "",
)
async def test_every_kind_of_entity_has_its_element(room: Room, text: f.Text, selector: str) -> None:
    # Two family emoji (11 units each) and an astral letter before it: whoever counts characters cuts elsewhere.
    bubble = await room.show(f.Text("👨‍👩‍👧‍👦👨‍👩‍👧‍👦𝒳 ", text, " дальше"))
    element = bubble.locator(selector).first
    await expect(element).to_have_text("#слово" if isinstance(text, f.HashTag) else "слово")


async def test_addresses_and_names_in_a_plain_text_lead_outside(room: Room) -> None:
    bubble = await room.show(f.Text("baq.kz/ru и https://inform.kz/?a=1 пишет @svodka_bot"))
    links = await bubble.locator("a").evaluate_all("(all) => all.map((a) => a.href)")
    assert links == ["https://baq.kz/ru", "https://inform.kz/?a=1", "https://t.me/svodka_bot"]


async def test_a_program_names_its_language(room: Room) -> None:
    bubble = await room.show(f.Text("See:\n", f.Pre("print('<b>')\n", language="python"), "Done"))
    await expect(bubble.locator("pre .pre-language")).to_have_text("python")
    await expect(bubble.locator("pre code")).to_contain_text("print('<b>')")


async def test_hidden_text_is_shown_on_request(room: Room) -> None:
    bubble = await room.show(f.Text("The answer: ", f.Spoiler("forty-two ", f.Url("example.org"))))
    hidden = bubble.get_by_role("button", name="Hidden text: show it")
    await expect(bubble.locator(".spoiler-text")).to_have_js_property("inert", value=True)
    await hidden.focus()
    await hidden.press("Enter")
    await expect(bubble.locator(".spoiler-text")).to_have_css("opacity", "1")
    await expect(bubble.get_by_role("link", name="example.org")).to_be_visible()
    await expect(hidden).to_have_count(0)


async def test_a_long_quotation_opens_and_closes(room: Room) -> None:
    bubble = await room.show(f.Text(f.ExpandableBlockQuote("line\n" * 30 + "the end")))
    body = bubble.locator(".quote-text")
    closed = await body.evaluate("(element) => element.clientHeight")
    await bubble.get_by_role("button", name="Show more").click()
    assert await body.evaluate("(element) => element.clientHeight") > 5 * closed
    await bubble.get_by_role("button", name="Show less").click()
    assert await body.evaluate("(element) => element.clientHeight") == closed


async def test_entities_stand_in_one_another(room: Room) -> None:
    text = f.BlockQuote("Тут ", f.Bold("жирно, ", f.Italic("косо, ", f.TextLink("и ссылка", url="https://a.kz/"))))
    bubble = await room.show(f.Text(text))
    await expect(bubble.locator("blockquote > strong > em > a")).to_have_text("и ссылка")


async def test_entities_that_overlap_are_cut_and_nothing_is_lost(room: Room) -> None:
    entities = [{"type": "bold", "offset": 0, "length": 6}, {"type": "italic", "offset": 3, "length": 6}]
    tree = await nested(room.page, "abcdefghi", entities)
    assert spans(tree) == [("abc", {"bold"}), ("def", {"bold", "italic"}), ("ghi", {"italic"})]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
async def test_any_entities_cover_exactly_what_they_name(room: Room, data: st.DataObject) -> None:
    text = data.draw(st.text(st.sampled_from("aё👍🏽𝒳\n \u200d"), max_size=12))
    ends = [0]
    for character in text:
        ends.append(ends[-1] + len(character.encode("utf-16-le")) // 2)
    kinds = ("bold", "italic", "underline", "code")
    places = st.tuples(st.sampled_from(kinds), st.sampled_from(ends), st.sampled_from(ends))
    drawn = data.draw(st.lists(places, max_size=6))
    entities = [{"type": kind, "offset": start, "length": end - start} for kind, start, end in drawn]
    expected = [
        (character, {kind for kind, start, end in drawn if start <= ends[at] < end})
        for at, character in enumerate(text)
    ]
    found = spans(await nested(room.page, text, entities))
    assert [(character, kinds) for piece, kinds in found for character in piece] == expected


async def test_senseless_entities_leave_the_text_whole(room: Room) -> None:
    text = "Сводка 👍"
    entities: list[dict[str, Any]] = [
        {"type": "bold", "offset": offset, "length": length}
        for offset, length in [(-3, 5), (0, 999), (8, 1), (99, 1), (3, -1), (0, 0), (None, 3), (2, "x")]
    ]
    tree = await nested(
        room.page, text, [*entities, {"type": "bold"}, {"type": "unheard-of", "offset": 1, "length": 2}]
    )
    assert "".join(piece for piece, _ in spans(tree)) == text


async def test_what_somebody_wrote_never_becomes_markup(room: Room) -> None:
    page, name = room.page, f"{HOSTILE.replace('/', '')}.html"
    user = {"id": 8, "is_bot": False, "first_name": HOSTILE[:64]}
    await room.person.write(8, HOSTILE, user=user, document={"file_name": name, "content": "PGI+"})
    await page.evaluate("location.hash = '#chat=8'")
    await expect(page.locator(".own .bubble-text")).to_contain_text(HOSTILE)
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=HOSTILE, callback_data="x")]])
    whole = MessageEntity(type="pre", offset=0, length=len(HOSTILE), language=HOSTILE)
    await room.bot.send_message(8, HOSTILE, entities=[whole], reply_markup=keyboard)
    answer = page.locator(".theirs")
    await expect(answer.locator("code")).to_have_text(HOSTILE)
    await expect(answer.locator(".key")).to_have_text(HOSTILE)
    await expect(page.locator(".file-name")).to_have_text(name)
    await expect(page.locator("#log :is(img, script, b)")).to_have_count(0)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:noteBroken('ran')",
        "data:text/html,<script>1</script>",
        "file:///etc/passwd",
        "//evil.example",
        "vbscript:1",
    ],
)
async def test_only_plain_addresses_become_links(room: Room, address: str) -> None:
    text, entities = "press", [{"type": "text_link", "offset": 0, "length": 5, "url": address}]
    drawn = await room.page.evaluate(
        """async ([text, entities]) => {
             const { render } = await import("/page/entities.js");
             const box = document.createElement("div");
             box.append(...render(text, entities, () => undefined));
             return [box.querySelectorAll("a").length, box.textContent];
           }""",
        [text, entities],
    )
    assert drawn == [0, "press"]


async def nested(page: Page, text: str, entities: list[dict[str, Any]]) -> list[Any]:
    """What the page's own nesting makes of a text."""
    script = "async ([text, entities]) => (await import('/page/entities.js')).nest(text, entities)"
    tree: list[Any] = await page.evaluate(script, [text, entities])
    return tree


def spans(tree: list[Any], around: frozenset[str] = frozenset()) -> list[tuple[str, set[str]]]:
    """The leaves of a tree in order, each with the entities around it."""
    found: list[tuple[str, set[str]]] = []
    for node in tree:
        if isinstance(node, str):
            found.append((node, set(around)))
        else:
            found += spans(node["children"], around | {node["entity"]["type"]})
    return found
