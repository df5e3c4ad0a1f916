"""Stories grow as articles come: linked articles are one story, whatever the order they come in."""

import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.newsroom import stories
from bot.newsroom.intake import Intake, understand
from bot.newsroom.stories import SPAN, fitting
from bot.text.tagging import Tagger
from storage import articles
from storage import stories as stored
from storage.engine import Connection, Database
from storage.records import Draft, NewArticle, SourceKind
from storage.stories import Extent
from tests.conftest import EVENING
from tests.quality.pairs import groups

DAY = timedelta(days=1)

FIRE = (
    "Пожар вспыхнул на складе бытовой химии в Риддере",
    "Складское здание площадью 1 800 квадратных метров загорелось в Риддере ночью 3 июня. Тушили 64 спасателя.",
)
FIRE_AGAIN = (
    "В Риддере потушили склад бытовой химии",
    "Пожар на складе бытовой химии в Риддере потушили к утру 3 июня. Сгорело 1 800 квадратных метров, тушили 64.",
)
INQUIRY = (
    "После пожара на складе в Риддере задержали владельца",
    "Владельца склада бытовой химии, который сгорел в Риддере 3 июня, задержали. Сгорело 1 800 квадратных метров.",
)
SNOW = (
    "Снегопад закрыл трассу Шымкент — Тараз",
    "Движение по трассе Шымкент — Тараз закрыли 12 февраля из-за снегопада. В снегу стоят 240 машин.",
)


def article(tagger: Tagger, title: str, text: str, *, number: int, at: datetime = EVENING) -> NewArticle:
    """An article as it is understood, with an address of its own."""
    draft = Draft(f"file:///{number}.txt", f"Агентство {number}", SourceKind.FILE, title, text, published_at=at)
    return understand(draft, tagger, now=at)


async def told(connection: Connection, new: Sequence[NewArticle]) -> list[int]:
    """The stories that some articles tell, once all of them have come in this order."""
    ids = []
    for one in new:
        story_id = await stories.place(connection, one)
        ids.append((await articles.save(connection, one, story_id=story_id, now=EVENING)).article_id)
    found = [await articles.get(connection, article_id) for article_id in ids]
    return [one.story_id for one in found if one is not None]


def partition(new: Sequence[NewArticle], story_ids: Sequence[int]) -> frozenset[frozenset[str]]:
    """Which articles tell the same story, by their addresses."""
    together: dict[int, set[str]] = {}
    for one, story_id in zip(new, story_ids, strict=True):
        together.setdefault(story_id, set()).add(one.draft.address)
    return frozenset(map(frozenset, together.values()))


class TakeBackError(Exception):
    """Ends a transaction, so that nothing of it is stored."""


async def partition_of(database: Database, new: Sequence[NewArticle]) -> frozenset[frozenset[str]]:
    """How a batch is cut into stories when it comes in this order; afterwards nothing of it is stored."""
    found: frozenset[frozenset[str]] = frozenset()
    with suppress(TakeBackError):
        async with database.write() as connection:
            found = partition(new, await told(connection, new))
            raise TakeBackError
    return found


QUAKE = (
    "В Алматы ощутили подземные толчки",
    "Землетрясение магнитудой 4,1 произошло в 62 километрах к югу от Алматы. Разрушений и пострадавших нет.",
)
STRIKE = (
    "Машинисты депо Шу не вышли на смену",
    "Сорок машинистов депо Шу утром не вышли на смену и требуют пересчитать ночные часы за прошлый квартал.",
)


async def test_a_round_up_of_the_day_does_not_make_one_story_of_what_it_repeats(
    tagger: Tagger, database: Database
) -> None:
    reports = [FIRE, SNOW, QUAKE, STRIKE]
    round_up = ("Главное за день", "\n\n".join(text for _, text in reports))
    new = [article(tagger, *one, number=number) for number, one in enumerate([*reports, round_up])]
    async with database.write() as connection:
        assert len(set(await told(connection, new[:-1]))) == len(reports)
        story_ids = await told(connection, new)
        assert len(set(story_ids[:-1])) == len(reports)


async def test_the_same_event_in_other_words_is_one_story(database: Database, tagger: Tagger) -> None:
    new = [article(tagger, *one, number=number) for number, one in enumerate((FIRE, SNOW, FIRE_AGAIN))]
    async with database.write() as connection:
        assert await told(connection, new) == [1, 2, 1]


DRY = " ".join(
    ["Погода в области будет сухой.", *(f"Посёлок {name} готовит технику к жатве." for name in "абвгдежзик")]
)


async def test_an_article_that_links_two_stories_makes_them_one(database: Database, tagger: Tagger) -> None:
    """The fire and an excerpt that has lost its title have nothing in common but the article that says both."""
    whole = (FIRE[0], f"{FIRE[1]} {DRY}")
    new = [article(tagger, *one, number=number) for number, one in enumerate((FIRE, ("", DRY), whole))]
    async with database.write() as connection:
        assert await told(connection, new[:2]) == [1, 2]
        assert await told(connection, new) == [1, 1, 1]
        assert await stored.survivors(connection, [1, 2, 3]) == {1: 1, 2: 1}


async def test_an_article_that_repeats_two_reports_does_not_make_them_one(database: Database, tagger: Tagger) -> None:
    both = ("Что случилось", f"{FIRE[1]} {DRY}")
    new = [
        article(tagger, *one, number=number) for number, one in enumerate((FIRE, ("В области будет сухо", DRY), both))
    ]
    for order in permutations(new):
        assert not any({"file:///0.txt", "file:///1.txt"} <= story for story in await partition_of(database, order))


REPORTS = {
    "ru": (
        (
            "Шахтёры начали забастовку в Караганде",
            "Рабочие шахты «Саранская» в Караганде начали забастовку: они требуют повысить зарплату на 40 процентов.",
        ),
        (
            "Нацбанк повысил базовую ставку до 18,5%",
            "Национальный банк решил повысить базовую ставку до 18,5 процента годовых, следующее решение будет в июле.",
        ),
        (
            "Землетрясение ощутили в Алматы",
            "Землетрясение магнитудой 4,8 произошло в 210 километрах к юго-востоку от Алматы, толчки ощутили в городе.",
        ),
        (
            "Казахстанский боксёр завоевал титул",
            "Боксёр из Шымкента выиграл бой за титул чемпиона Азии нокаутом в седьмом раунде и вернётся домой в среду.",
        ),
    ),
    "kk": (
        (
            "Қарағандыда кеншілер ереуілге шықты",
            "Қарағандыдағы «Саран» шахтасының жұмысшылары ереуіл бастады: олар жалақыны 40 пайызға көтеруді сұрайды.",
        ),
        (
            "Ұлттық банк мөлшерлемені көтерді",
            "Ұлттық банк базалық мөлшерлемені жылдық 18,5 пайызға дейін көтерді, келесі шешім шілдеде қабылданады.",
        ),
        (
            "Алматыда жер сілкінді",
            "Алматыдан 210 шақырым жерде магнитудасы 4,8 болатын жер сілкінісі болды, дүмпуді қала тұрғындары сезді.",
        ),
        (
            "Қазақстан боксшысы чемпион атанды",
            "Шымкенттік боксшы Азия чемпионы атағы үшін жекпе-жекте жетінші раундта нокаутпен жеңіп, үйіне оралады.",
        ),
    ),
}


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ru", "Главное за день"),
        ("ru", "Чем запомнился вторник"),
        ("ru", ""),
        ("kk", "Басты жаңалықтар"),
        ("kk", "Бүгін не болды"),
    ],
)
@pytest.mark.parametrize("titled", [True, False], ids=["titled reports", "posts"])
async def test_a_round_up_does_not_glue_the_stories_it_tells(
    database: Database, tagger: Tagger, language: str, title: str, titled: bool
) -> None:
    """Whether its title gives it away or not, and whether it comes last, first or between."""
    reports = [(headline if titled else "", text) for headline, text in REPORTS[language]]
    texts = (*reports, (title, "\n\n".join(text for _, text in reports)))
    new = [article(tagger, *one, number=number) for number, one in enumerate(texts)]
    for place in range(len(new)):
        order = [*new[:place], new[-1], *new[place:-1]]
        stories_told = await partition_of(database, order)
        assert all(len(story & {one.draft.address for one in new[:-1]}) <= 1 for story in stories_told)


async def test_a_round_up_is_a_story_of_its_own_and_its_first_report_too(database: Database, tagger: Tagger) -> None:
    digest = ("Главное за день", "\n\n".join(text for _, text in REPORTS["ru"]))
    again = ("Главное за день", digest[1] + " До завтра!")
    new = [article(tagger, *one, number=number) for number, one in enumerate((digest, *REPORTS["ru"], again))]
    async with database.write() as connection:
        assert len(set(await told(connection, new))) == len(new)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            (
                "Нацбанк оставил базовую ставку на уровне 18%",
                (
                    "Национальный банк принял решение сохранить базовую ставку на уровне 18% годовых, "
                    "сообщила пресс-служба регулятора."
                ),
            ),
            (
                "Нацбанк повысил базовую ставку до 18,5%",
                (
                    "Национальный банк принял решение повысить базовую ставку до 18,5% годовых, "
                    "сообщила пресс-служба регулятора."
                ),
            ),
        ),
        (
            (
                "Ұлттық банк базалық мөлшерлемені 18% деңгейінде қалдырды",
                (
                    "Ұлттық банк базалық мөлшерлемені жылдық 18% деңгейінде сақтау туралы шешім қабылдады, "
                    "деп хабарлады реттеушінің баспасөз қызметі."
                ),
            ),
            (
                "Ұлттық банк базалық мөлшерлемені 18,5%-ға дейін көтерді",
                (
                    "Ұлттық банк базалық мөлшерлемені жылдық 18,5%-ға дейін көтеру туралы шешім қабылдады, "
                    "деп хабарлады реттеушінің баспасөз қызметі."
                ),
            ),
        ),
        (
            (
                "Шахтёры в Караганде начали забастовку",
                (
                    "Рабочие шахты в Караганде начали забастовку: они требуют повысить зарплату на 40 процентов и не "
                    "выходят на смену со вторника."
                ),
            ),
            (
                "Железнодорожники на станции Шу начали забастовку",
                (
                    "Бригады КТЖ на станции Шу начали забастовку: они требуют повысить зарплату на 30 процентов и не "
                    "выходят на смену со вторника."
                ),
            ),
        ),
    ],
    ids=["rates, ru", "rates, kk", "strikes"],
)
async def test_the_next_decision_and_another_place_are_other_stories(
    database: Database, tagger: Tagger, one: tuple[str, str], other: tuple[str, str]
) -> None:
    new = [article(tagger, *one, number=1), article(tagger, *other, number=2, at=EVENING + DAY)]
    for order in permutations(new):
        assert len(await partition_of(database, order)) == 2


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_a_batch_is_cut_alike_in_whatever_order_it_comes(
    database: Database, tagger: Tagger, data: st.DataObject
) -> None:
    group = data.draw(st.sampled_from(groups()))
    other = data.draw(st.sampled_from(groups()))
    batch = [
        article(tagger, *one, number=number, at=EVENING + timedelta(hours=7 * number))
        for number, one in enumerate((*group, *other, FIRE, FIRE_AGAIN, INQUIRY))
    ]
    batch = list({one.text_hash: one for one in batch}.values())
    shuffled = data.draw(st.permutations(batch))
    assert await partition_of(database, shuffled) == await partition_of(database, batch)


TABLES = (
    "SELECT * FROM articles ORDER BY id",
    "SELECT * FROM stories ORDER BY id",
    "SELECT kind, name, created_at FROM sources ORDER BY kind, name",  # their numbers tell nothing
    "SELECT article_id, name, address, url FROM appearances JOIN sources ON sources.id = source_id ORDER BY address",
    "SELECT * FROM passages ORDER BY id",
    "SELECT * FROM passage_sectors ORDER BY passage_id, sector",
    "SELECT * FROM article_shingles ORDER BY shingle, article_id",
    "SELECT * FROM article_terms ORDER BY term, minute, article_id",
    "SELECT rowid FROM passage_index ORDER BY rowid",
)


async def stored_as(database: Database, batches: Sequence[Sequence[NewArticle]]) -> list[object]:
    """What is answered and what every table holds after some batches; nothing of it stays."""
    seen: list[object] = []
    with suppress(TakeBackError):
        async with database.write() as connection:
            seen = [one for batch in batches for one in await stories.store(connection, batch, now=EVENING)]
            seen += [(await connection.exec_driver_sql(table)).all() for table in TABLES]
            raise TakeBackError
    return seen


async def test_a_copy_of_a_stored_text_merges_no_stories_by_its_own_date(database: Database, tagger: Tagger) -> None:
    async with database.write() as connection:
        await stories.store(connection, [article(tagger, *FIRE, number=0)], now=EVENING)
    again = (FIRE[0], f"{FIRE[1]} Итак.")
    copies = [article(tagger, *again, number=n, at=EVENING - days * DAY) for n, days in ((1, 12), (2, 5))]
    one_by_one = await stored_as(database, [[one] for one in copies])
    assert await stored_as(database, [copies]) == one_by_one


ARRIVING = (
    *((title, text) for title, text in (FIRE, FIRE_AGAIN, INQUIRY, SNOW, QUAKE, STRIKE)),
    (FIRE[0], f"{FIRE[1]} Итак."),
    (SNOW[0], f"{SNOW[1]} К вечеру обещают открыть."),
    ("", ""),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    arriving=st.lists(
        st.tuples(st.sampled_from(ARRIVING), st.integers(0, 5), st.sampled_from([0, 2, 5, 12, 30])), max_size=12
    ),
    cut=st.integers(0, 12),
)
async def test_a_batch_is_stored_as_if_its_articles_had_come_one_after_the_other(
    database: Database, tagger: Tagger, arriving: list[tuple[tuple[str, str], int, int]], cut: int
) -> None:
    """Those too that repeat each other, change what stands at an address, or come from one address twice."""
    new = [article(tagger, *said, number=place, at=EVENING - days * DAY) for said, place, days in arriving]
    one_by_one = await stored_as(database, [[one] for one in new])
    assert await stored_as(database, [new]) == one_by_one
    assert await stored_as(database, [new[:cut], new[cut:]]) == one_by_one


async def test_what_is_like_it_a_week_later_is_the_next_event(database: Database, tagger: Tagger) -> None:
    later = EVENING + 4 * DAY
    new = [article(tagger, *FIRE, number=1), article(tagger, *FIRE_AGAIN, number=2, at=later)]
    async with database.write() as connection:
        assert await told(connection, new) == [1, 2]


async def test_a_month_of_daily_reports_is_not_one_story(database: Database, tagger: Tagger) -> None:
    report = (
        "За сутки в Алматинской области убрано {} гектаров зерновых, намолочено {} тонн, работают {} комбайнов, "
        "сообщили в управлении сельского хозяйства. На элеваторы отправлено {} тонн."
    )
    figures = random.Random(1).sample(range(100, 1000), 120)
    new = [
        article(
            tagger,
            "Ход уборки зерновых в Алматинской области",
            report.format(*figures[4 * day : 4 * day + 4]),
            number=day,
            at=EVENING + day * DAY,
        )
        for day in range(30)
    ]
    async with database.write() as connection:
        story_ids = await told(connection, new)
    assert len(set(story_ids)) == 30


async def test_a_chain_of_links_ends_where_a_story_has_gone_on_for_long(database: Database, tagger: Tagger) -> None:
    """The same words every day, which nothing tells apart: a story of them ends all the same."""
    new = [
        article(tagger, FIRE[0], f"{FIRE[1]} Это сообщение {number}-е.", number=number, at=EVENING + number * DAY)
        for number in range(40)
    ]
    async with database.write() as connection:
        story_ids = await told(connection, new)
        extents = await stored.extents(connection, story_ids)
    assert all(extent.last - extent.first <= SPAN for extent in extents.values())
    assert len(extents) == 3


async def test_an_article_of_before_has_no_telling_and_is_found_by_what_it_repeats(
    database: Database, tagger: Tagger
) -> None:
    old = replace(article(tagger, *FIRE, number=1), telling=None, terms=frozenset())
    new = [old, article(tagger, *FIRE_AGAIN, number=2), article(tagger, FIRE[0], FIRE[1] + " Итак.", number=3)]
    async with database.write() as connection:
        assert await told(connection, new) == [1, 1, 1]


async def test_an_article_that_changes_stays_with_those_who_tell_of_it(intake: Intake) -> None:
    async def take(title: str, text: str, address: str) -> int:
        saved = await intake.take(
            Draft(address, "Агентство", SourceKind.FILE, title=title, text=text, published_at=EVENING)
        )
        async with intake.database.read() as connection:
            found = await articles.get(connection, saved.article_id)
        assert found is not None
        return found.story_id

    assert await take(*SNOW, "file:///a") == 1
    assert await take(*FIRE, "file:///b") == 2
    assert await take(*FIRE_AGAIN, "file:///a") == 2
    assert await take(FIRE_AGAIN[0], FIRE_AGAIN[1] + " Дым ушёл.", "file:///a") == 2


EXTENTS = {1: Extent(EVENING - 10 * DAY, EVENING - 8 * DAY), 2: Extent(EVENING - DAY, EVENING + 5 * DAY)}


@pytest.mark.parametrize(
    ("at", "fit"),
    [
        (EVENING, [2]),
        (EVENING - 5 * DAY, [1]),
        (EVENING + 30 * DAY, []),
        (EVENING - 8 * DAY, [1]),
    ],
)
def test_of_stories_too_far_apart_the_nearer_one_is_told(at: datetime, fit: list[int]) -> None:
    assert fitting(at, EXTENTS) == fit


def test_stories_within_the_span_are_all_one() -> None:
    near = {1: Extent(EVENING, EVENING), 2: Extent(EVENING + DAY, EVENING + 2 * DAY)}
    assert sorted(fitting(EVENING, near)) == [1, 2]
    assert fitting(EVENING, {}) == []


@given(st.dictionaries(st.integers(1, 9), st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=5))
def test_what_fits_never_spans_more_than_a_story_may(given_days: dict[int, tuple[int, int]]) -> None:
    extents = {
        number: Extent(EVENING + first * DAY, EVENING + (first + more) * DAY)
        for number, (first, more) in given_days.items()
    }
    chosen = [extents[one] for one in fitting(EVENING + 20 * DAY, extents)]
    if chosen:
        first = min([EVENING + 20 * DAY, *(one.first for one in chosen)])
        assert max([EVENING + 20 * DAY, *(one.last for one in chosen)]) - first <= SPAN
