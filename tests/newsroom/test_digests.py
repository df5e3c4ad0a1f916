"""A digest tells what is new, each story once where it matters; what was told comes again only with something new."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.newsroom import digests
from bot.newsroom.digests import Digest, Kind, Order
from bot.newsroom.intake import Intake
from bot.sources.files import read
from bot.text import names
from bot.text.gazetteer import Gazetteer
from bot.text.taxonomy import Taxonomy
from storage import arrivals, articles
from storage.digests import DigestRow, Told
from storage.records import Draft, Interest, SourceKind
from tests.conftest import EVENING, SEEDS, oil

ENERGY = Interest(sectors=("energy",))
BOTH = Interest(sectors=("energy", "transport"))

Taking = Callable[..., Awaitable[int]]


def rails(number: int) -> str:
    """A passage about transport."""
    return (
        f"Поезд {number} привёз {number + 500} пассажиров, на вокзале {number + 600} вагонов, "
        f"железная дорога приняла {number + 700} контейнеров."
    )


@pytest.fixture
def take(intake: Intake) -> Taking:
    """Stores an article; what stands at an address again replaces it."""

    async def _take(
        *paragraphs: str, source: str = "Агентство", address: str = "", title: str = "Название", days_ago: float = 0
    ) -> int:
        text = "\n\n".join(paragraphs)
        found = Draft(
            address=f"file:///{source}/{address or hash(text)}",
            source=source,
            source_kind=SourceKind.FILE,
            title=title,
            text=text,
            published_at=EVENING - timedelta(days=days_ago),
        )
        return (await intake.take(found)).article_id

    return _take


async def make(
    intake: Intake,
    interest: Interest = ENERGY,
    *,
    length: int = 7,
    after: int | None = None,
    told: list[Told] | None = None,
) -> Digest:
    """The digest of the last week's news."""
    order = Order(interest, length, after, 2**40, EVENING - timedelta(days=7), EVENING)
    return await digests.make(intake.database, order, told or [])


async def newest(intake: Intake) -> int:
    """The last arrival."""
    async with intake.database.read() as connection:
        return await arrivals.newest(connection)


def shown(digest: Digest) -> list[str]:
    """The excerpts of a digest."""
    return [excerpt.text for one in digest.told for excerpt in one.story.excerpts]


def remembered(digest: Digest) -> Told:
    """What a digest told, as its readers remember it."""
    return Told(frozenset(one.story.story_id for one in digest.told), "\n".join(shown(digest)))


async def test_each_sentence_of_the_seeds_digest_stands_in_its_article(intake: Intake, taxonomy: Taxonomy) -> None:
    for found in read(SEEDS / "articles"):
        assert isinstance(found, Draft)
        await intake.take(found)
    interest = Interest(sectors=tuple(sector.key for sector in taxonomy.sectors))
    for length in (3, 15, 20, 100):
        digest = await make(intake, interest, length=length)
        assert len(digest.told) <= length
        assert len([section for section in digest.sections if section.stories]) == min(length, 15)
        for excerpt in digest.excerpts:
            async with intake.database.read() as connection:
                article = await articles.get(connection, excerpt.article_id)
            assert article is not None
            assert article.story_id == excerpt.story_id
            assert article.text[excerpt.start : excerpt.end] in shown(digest)
        assert len(set(shown(digest))) == len(shown(digest)) == len(digest.excerpts)


async def test_sections_come_in_the_order_of_the_interest_with_what_is_left(intake: Intake, take: Taking) -> None:
    for number in range(5):
        await take(oil(number))
    await take(rails(1))
    digest = await make(intake, Interest(sectors=("transport", "energy", "sport")), length=3)
    assert [(one.kind, one.name, len(one.stories), one.more) for one in digest.sections] == [
        (Kind.SECTOR, "transport", 1, 0),
        (Kind.SECTOR, "energy", 2, 3),
        (Kind.SECTOR, "sport", 0, 0),
    ]
    assert (digest.stories, digest.articles, digest.sources) == (3, 3, 1)


async def test_a_story_of_two_sections_shows_in_each_what_belongs_there(intake: Intake, take: Taking) -> None:
    await take(oil(1), rails(1))
    digest = await make(intake, BOTH)
    assert [[piece.text for one in section.stories for piece in one.story.excerpts] for section in digest.sections] == [
        [oil(1)],
        [rails(1)],
    ]
    assert (digest.stories, len(digest.told)) == (1, 2)


async def test_a_passage_of_two_sections_is_shown_once(intake: Intake, take: Taking) -> None:
    both = "Нефть в цистернах повезут поездами: железная дорога приняла тысячу вагонов топлива для электростанций."
    await take(both)
    digest = await make(intake, BOTH)
    assert shown(digest) == [both]
    assert [section.more for section in digest.sections] == [0, 0]


async def test_what_many_tell_comes_first(intake: Intake, take: Taking) -> None:
    await take(oil(1))
    for source in ("Одно", "Другое", "Третье"):
        await take(oil(2), source=source, address=source)
    await take(oil(3))
    digest = await make(intake)
    first = digest.told[0].story
    assert [excerpt.text for excerpt in first.excerpts] == [oil(2)]
    assert {sighting.source for sighting in first.sightings} == {"Одно", "Другое", "Третье"}


async def test_a_digest_begins_where_the_last_one_ended(intake: Intake, take: Taking) -> None:
    await take(oil(1))
    ended = await newest(intake)
    await take(oil(2), days_ago=2)  # published before, but it came after
    assert shown(await make(intake, after=ended)) == [oil(2)]
    assert shown(await make(intake, after=await newest(intake))) == []
    row = DigestRow(1, ENERGY, "ru", "UTC", 7, None, ended, EVENING - timedelta(days=7), EVENING, None, False, None, ())
    assert shown(await digests.make(intake.database, digests.order_of(row))) == [oil(1)]


async def test_nothing_new_names_what_it_looked_for(intake: Intake) -> None:
    digest = await make(intake, Interest(sectors=("energy",), words=("медный завод",), stories=(7,), sources=(3,)))
    assert [(one.kind, one.name) for one in digest.sections] == [
        (Kind.SECTOR, "energy"),
        (Kind.WORDS, "медный завод"),
        (Kind.STORIES, ""),
    ]
    assert (digest.told, digest.stories, digest.excerpts) == ([], 0, ())


CONTINUATIONS = [
    ("the same article at another outlet", [oil(1), oil(2)], None),
    ("its first paragraph only", [oil(1)], None),
    ("a reprint with a word changed", [oil(1).replace("Промысел", "Участок"), oil(2)], None),
    ("a reprint with a new paragraph", [oil(1), oil(2), oil(9)], [oil(9)]),
    ("a new paragraph in front", [oil(9), oil(1), oil(2)], [oil(9)]),
    ("another story", [oil(8), oil(9)], [oil(8), oil(9)]),
]


@pytest.mark.parametrize(
    ("paragraphs", "expected"), [case[1:] for case in CONTINUATIONS], ids=[c[0] for c in CONTINUATIONS]
)
async def test_a_told_story_comes_again_only_with_something_new(
    intake: Intake, take: Taking, paragraphs: list[str], expected: list[str] | None
) -> None:
    await take(oil(1), oil(2))
    yesterday = await make(intake)
    ended = await newest(intake)
    await take(*paragraphs, source="Другое")
    digest = await make(intake, after=ended, told=[remembered(yesterday)])
    assert shown(digest) == (expected or [])
    assert [one.continued for one in digest.told] == ([oil(1) in paragraphs] if expected else [])
    assert [section.more for section in digest.sections] == [0]


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        ([oil(1) + " Исправлено.", oil(2)], []),
        ([oil(2), oil(1)], []),
        ([oil(9), oil(1), oil(2)], [oil(9)]),
        ([oil(1), oil(9)], [oil(9)]),
    ],
    ids=["a word added", "paragraphs exchanged", "a paragraph in front", "the last paragraph rewritten"],
)
async def test_a_changed_article_brings_what_has_changed(
    intake: Intake, take: Taking, paragraphs: list[str], expected: list[str]
) -> None:
    before = await take(oil(1), oil(2), address="a")
    yesterday = await make(intake)
    ended = await newest(intake)
    assert await take(*paragraphs, address="a") == before
    digest = await make(intake, after=ended, told=[remembered(yesterday)])
    assert shown(digest) == expected
    assert all(one.continued for one in digest.told)


ACCIDENT = "На угольной шахте области произошёл взрыв, 3 горняка пострадали, спасатели ищут ещё 12 человек под завалом."


@pytest.mark.parametrize(
    ("changed", "is_news"),
    [
        (ACCIDENT.replace("3 горняка пострадали", "5 горняков пострадали"), True),
        (ACCIDENT.replace("ещё 12 человек", "ещё 9 человек"), True),
        (ACCIDENT.replace("спасатели", "сотрудники"), False),
        (f"{ACCIDENT} Обновлено в 18:05.", False),
    ],
)
async def test_a_new_figure_is_news_though_all_else_is_known(
    intake: Intake, take: Taking, changed: str, *, is_news: bool
) -> None:
    await take(ACCIDENT, address="a")
    yesterday = await make(intake, Interest(sources=(1,)))
    assert shown(yesterday) == [ACCIDENT]
    ended = await newest(intake)
    await take(changed, address="a")
    today = await make(intake, Interest(sources=(1,)), after=ended, told=[remembered(yesterday)])
    assert shown(today) == ([changed] if is_news else [])


async def test_a_long_passage_told_by_its_best_sentences_does_not_come_with_them_again(
    intake: Intake, take: Taking
) -> None:
    long = " ".join(oil(number) for number in range(20))
    await take(long)
    yesterday = await make(intake)
    assert shown(yesterday)
    ended = await newest(intake)
    await take(f"{long} Добавим погоду.", source="Другое")
    assert shown(await make(intake, after=ended, told=[remembered(yesterday)])) == []


async def test_a_hundred_trifles_do_not_hide_what_is_new(intake: Intake, take: Taking) -> None:
    for number in range(100):
        await take(oil(number), address=str(number))
    told = remembered(await make(intake, length=200))
    ended = await newest(intake)
    for number in range(100):
        await take(oil(number) + " Исправлено.", address=str(number))
    await take(oil(500), days_ago=6)
    digest = await make(intake, length=2, after=ended, told=[told])
    assert shown(digest) == [oil(500)]
    assert digest.sections[0].more == 0


async def test_a_sections_turn_is_not_lost_to_what_was_told_of_it(intake: Intake, take: Taking) -> None:
    for number in range(5):
        await take(rails(number), address=f"rails {number}")
        await take(oil(number))
    told = remembered(await make(intake, Interest(sectors=("transport",))))
    ended = await newest(intake)
    for number in range(5):
        await take(f"{rails(number)} Исправлено.", address=f"rails {number}")
        await take(oil(number + 50))
    await take(rails(99), days_ago=6)
    digest = await make(intake, BOTH, length=2, after=ended, told=[told])
    assert [len(section.stories) for section in digest.sections] == [1, 1]
    assert rails(99) in shown(digest)


async def test_words_are_followed_in_any_form_and_all_at_once(intake: Intake, take: Taking) -> None:
    await take("Медные заводы области увеличили выпуск, сообщили в пресс-службе компании на этой неделе.")
    await take("Завод по выпуску мебели открыли в столице, сообщили в пресс-службе компании на этой неделе.")
    digest = await make(intake, Interest(words=("Медный завод", "и")))
    assert [(one.name, len(one.stories)) for one in digest.sections] == [("Медный завод", 1), ("и", 0)]


async def test_a_name_is_followed_in_every_form_that_is_known_of_it(intake: Intake, take: Taking) -> None:
    await take("Поезда КТЖ перевезли за год больше грузов, сообщили в компании на этой неделе.")
    await take("«Қазақстан темір жолының» вокзалдары жөнделіп жатыр, деп хабарлады облыс әкімдігі бүгін таңертең.")
    await take("Железные дороги Италии бастуют, сообщили в профсоюзе железнодорожников на этой неделе.")
    order = Order(Interest(words=("KTZ",)), 7, None, 2**40, EVENING - timedelta(days=7), EVENING)
    known = Gazetteer(names.load(SEEDS / "names.toml"))
    assert len(shown(await digests.make(intake.database, order, names=known))) == 2
    assert shown(await digests.make(intake.database, order)) == []


async def test_a_query_of_many_names_is_one_that_the_index_takes(intake: Intake, take: Taking) -> None:
    await take(
        "ЕО, БҰҰ, ТМД, ШЫҰ, ҰҚШҰ, ЕАЭО, ХВҚ, ҚР, РФ, АҚШ, БАӘ, ҚХР, ЖІӨ, ҚҚС және АЭС туралы айтылды, деді өкіл."
    )
    asked = "ЕС ООН СНГ ШОС ОДКБ ЕАЭС МВФ РК РФ США ОАЭ КНР ВВП НДС АЭС рассказал"
    order = Order(Interest(words=(asked, asked.removesuffix(" рассказал"))), 7, None, 2**40, EVENING, EVENING)
    known = Gazetteer(names.load(SEEDS / "names.toml"))
    digest = await digests.make(intake.database, order, names=known)
    assert [len(section.stories) for section in digest.sections] == [0, 1]


async def test_a_followed_story_tells_all_that_is_new_in_it(intake: Intake, take: Taking) -> None:
    await take(oil(1), oil(2))
    ended = await newest(intake)
    aside = "Тем временем гости посмотрели на старый сад и долго пили чай под яблонями вместе с хозяевами."
    await take(oil(1), oil(2), aside, source="Другое")
    await take(oil(9))
    digest = await make(intake, Interest(stories=(1,)), after=ended)
    (section,) = digest.sections
    assert (section.kind, len(section.stories)) == (Kind.STORIES, 1)
    continued = await make(
        intake, Interest(stories=(1,)), after=ended, told=[Told(frozenset({1}), f"{oil(1)}\n{oil(2)}")]
    )
    assert shown(continued) == [aside]


async def test_a_followed_source_tells_what_it_has(intake: Intake, take: Taking) -> None:
    await take(oil(1), source="Наше")
    aside = "Гости посмотрели на старый сад и долго пили чай под яблонями вместе с хозяевами дома у реки."
    await take("Фото автора.", aside, f"Потом {aside.lower()}", source="Наше")
    await take(oil(2), source="Чужое")
    digest = await make(intake, Interest(sources=(1, 99)))
    assert [(one.kind, one.name) for one in digest.sections] == [(Kind.SOURCE, "Наше")]
    assert sorted(shown(digest)) == sorted([oil(1), aside])


async def test_only_a_few_of_a_storys_passages_are_shown(intake: Intake, take: Taking) -> None:
    await take(*(oil(number) for number in range(6)))
    digest = await make(intake)
    assert len(shown(digest)) == 2
    assert digest.sections[0].more == 0


LEANING = "Он рассказал, что электростанцию в Экибастузе достроят, а тарифы на электроэнергию не вырастут."


async def test_a_passage_that_leans_brings_the_sentence_before_it_once(intake: Intake, take: Taking) -> None:
    lead = "Погода в столице ясная. Аким области Иванов провёл совещание."
    await take(lead, "Фото: Акорда", LEANING, address="a")
    yesterday = await make(intake)
    assert shown(yesterday) == ["Аким области Иванов провёл совещание.", LEANING]
    ended = await newest(intake)
    again = LEANING.replace("электростанцию", "угольную станцию").replace("тарифы", "3 тарифа")
    await take(lead, "Фото: Акорда", again, address="a")
    assert shown(await make(intake, after=ended, told=[remembered(yesterday)])) == [again]


async def test_a_passage_that_can_not_be_understood_gives_way_to_another(intake: Intake, take: Taking) -> None:
    await take("Фото: Акорда", LEANING)
    assert shown(await make(intake)) == [LEANING]
    await take("Фото: Акорда", LEANING, oil(1), source="Другое")
    assert shown(await make(intake)) == [oil(1)]
