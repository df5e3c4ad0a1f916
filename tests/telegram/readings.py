"""Articles as somebody reads them, for the tests of all their forms."""

from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.telegram import texts
from bot.telegram.article_reading import Reading, places_in
from bot.text.paragraphs import paragraphs
from bot.text.taxonomy import load
from storage.records import Appearance, Article
from tests.conftest import EVENING, GIVEN, SEEDS

ALMATY = ZoneInfo("Asia/Almaty")
SPOKEN = texts.load()
ENERGY = load(SEEDS / "sectors.toml")["energy"]
URL = "https://baq.kz/news/1?a=1&b=2"
GIVEN_TEXT = GIVEN.read_text(encoding="utf-8").removeprefix(" date 2025-11-12 ")

ATTACKS = (
    "<script>alert(1)</script>",
    "</p></title><b>жирно</b> &amp; &lt; &nbsp; & <br/> <!-- -->",
    "<font color='red' size=99>x</font><a href=\"javascript:x\">y</a><img src='file:///etc/passwd'/>",
    "<para alignment='right'><seq id=1/><onDraw name=x label=y/></para>",
    "\u202eзадом\u202c \u2067наперёд\u2069 нуль\u200bширины\u200d\ufeff",
    "שלום العربية ٣",
    "😀👨‍👩‍👧🇰🇿 ⚡️ 日本語 \U0001f1f0 \ue000 \ufffe",
    "слово" * 900,
    ")(\\ Tj ET %EOF endstream",
    "*_[x](tg://user?id=1)_* @name #tag /start https://x.kz",
)

# What a source wrote can't be worse than this; and everything that hypothesis thinks of, lone surrogates aside.
anything = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)
written = st.lists(anything | st.sampled_from(ATTACKS), min_size=1, max_size=6).map("\n\n".join).filter(str.strip)
urls = st.none() | anything | st.sampled_from([URL, "javascript:alert(1)", 'https://x.kz/"><script>', "https://x.kz/'"])


def reading(
    text: str,
    *marked: str,
    title: str = "Название",
    source: str = "BAQ.KZ",
    url: str | None = URL,
    language: str = "ru",
    links: tuple[str, ...] = (),
) -> Reading:
    """An article as a reader in Almaty reads it who asked for energy; ``marked`` are the passages about it."""
    article = Article(7, 7, title, text, language, EVENING, (Appearance(source, url),), "Автор", None, links)
    places = [(start, start + len(one)) for one in marked for start in [text.index(one)]]
    sector = ENERGY if marked else None
    return Reading(article, SPOKEN[language if language in SPOKEN else "ru"], ALMATY, sector, places_in(text, places))


def given(language: str = "ru") -> Reading:
    """The given article; its third paragraph is about energy."""
    third = paragraphs(GIVEN_TEXT)[2].cut(GIVEN_TEXT)
    return reading(GIVEN_TEXT, third, title="Главы Казахстана и России", language=language)


def squeezed(text: str) -> str:
    """A text without white space, which forms may set anew."""
    return "".join(text.split())
