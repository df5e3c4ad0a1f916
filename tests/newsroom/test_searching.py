"""What a search finds, in which order, and how it is told."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.newsroom import searching
from bot.newsroom.intake import Intake
from bot.newsroom.searching import Findings, Question, marked, wanted_of
from bot.text import queries
from bot.text.gazetteer import NO_NAMES, Gazetteer
from bot.text.names import load
from storage import articles, matching
from storage.errors import StorageError
from storage.records import Draft, SourceKind
from tests.conftest import EVENING, SEEDS

GAS = "Правительство повысило оптовую цену на газ для промышленных предприятий с первого января."
GAS_KK = "Үкімет өнеркәсіп орындары үшін газ бағасын бірінші қаңтардан бастап көтерді, деді министр."
PIPE = "Строители проложили трубопровод, по которому газ из России пойдёт в северные области страны."
SCHOOL = "В Актау открыли школу на тысячу двести мест, в ней есть бассейн и зимний сад для детей."


async def take(intake: Intake, text: str, *, days_ago: float = 0, name: str = "Агентство", title: str = "") -> int:
    """Store an article."""
    address = f"file:///{name}/{days_ago}/{hash(text)}"
    at = EVENING - timedelta(days=days_ago)
    draft = Draft(address, name, SourceKind.FILE, title or text[:30], text, published_at=at)
    return (await intake.take(draft)).article_id


async def search(intake: Intake, typed: str, *, names: Gazetteer = NO_NAMES, **more: Any) -> Findings:
    """What a search finds now."""
    return await searching.search(intake.database, names, Question(queries.parse(typed), EVENING, UTC, **more))


async def found(intake: Intake, typed: str, **more: Any) -> list[int]:
    """The articles that a search tells, best first."""
    return [story.article_id for story in (await search(intake, typed, **more)).stories]


async def test_words_are_found_in_any_form_and_all_of_them_are_asked_for(intake: Intake) -> None:
    gas, pipe = await take(intake, GAS), await take(intake, PIPE)
    await take(intake, SCHOOL)
    assert await found(intake, "цены газа") == [gas]
    assert set(await found(intake, "газом")) == {gas, pipe}
    assert not (await search(intake, "газом")).partly


async def test_where_nothing_has_all_the_words_what_has_most_of_them_comes_first(intake: Intake) -> None:
    gas, school = await take(intake, GAS), await take(intake, SCHOOL)
    findings = await search(intake, "цены на газ и школа")
    assert ([one.article_id for one in findings.stories], findings.partly) == ([gas, school], True)
    assert not (await search(intake, "вертолёт")).partly


async def test_only_passages_of_the_asked_languages_are_found(intake: Intake) -> None:
    gas = await take(intake, GAS)
    kazakh = await take(intake, "Ақтөбе облысының үш ауылына газ құбыры тартылып, жүз елу үй көгілдір отынға қосылды.")
    assert set(await found(intake, "газ")) == {gas, kazakh}
    assert await found(intake, "газ", languages=frozenset({"kk"})) == [kazakh]
    assert await found(intake, "газ", languages=frozenset({"ru", "en"})) == [gas]
    assert await found(intake, "газ", languages=frozenset({"en"})) == []


async def test_a_rare_word_is_not_lost_among_passages_with_a_frequent_one(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    rare = await take(
        intake, "Бардымольскую школу открыли после долгого ремонта, сообщили жители посёлка и его аким.", days_ago=40
    )
    for number in range(12):
        await take(intake, f"Цена на газ выросла в области номер {number}, сообщили в акимате региона.")
    monkeypatch.setattr(searching, "CANDIDATES", 8)
    findings = await search(intake, "газ в Бардымольской")
    assert findings.partly
    assert findings.stories[0].article_id == rare
    assert len(findings.stories) > 1
    nothing = await search(intake, "газ в Бардымольской source:вестник")
    assert nothing.stories == ()


@pytest.mark.parametrize("more", ["", " after:2025-11-01"])
@pytest.mark.parametrize("days_ago", [0.04, 3])
async def test_a_word_with_few_passages_is_rare_however_new_they_are(
    intake: Intake, days_ago: float, more: str
) -> None:
    rare = await take(intake, f"Бардымольскую {SCHOOL[8:]}", days_ago=days_ago)
    for number in range(30):
        await take(intake, f"Цена на газ выросла в области номер {number}, сообщили в акимате.", days_ago=number / 4)
    findings = await search(intake, f"газ в Бардымольской{more}")
    assert findings.stories[0].article_id == rare


async def test_what_a_scope_leaves_of_a_word_tells_how_rare_it_is_there(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "MOST_FILTERED", 16)
    rare = await take(intake, f"Бардымольскую {SCHOOL[8:]}", name="Вестник", days_ago=1)
    for number in range(12):
        await take(intake, f"Цена на газ выросла в области номер {number}, сообщили в акимате.")
    gas = await take(intake, GAS, name="Вестник")
    assert await found(intake, "газ в Бардымольской source:вестник") == [rare, gas]


async def test_a_name_is_found_by_all_its_forms(intake: Intake) -> None:
    told = await take(intake, "КТЖ закупила сорок локомотивов для северных перевозок зерна и угля.")
    names = Gazetteer(load(SEEDS / "names.toml"))
    assert await found(intake, "Казахстан темир жолы", names=names) == [told]


async def test_a_phrase_stands_as_it_is_written_and_what_is_barred_does_not(intake: Intake) -> None:
    gas, pipe = await take(intake, GAS), await take(intake, PIPE)
    assert await found(intake, '"цену на газ"') == [gas]
    assert await found(intake, '"цена на газ"') == []
    assert await found(intake, "газ -Россия") == [gas]
    assert await found(intake, 'газ -"оптовую цену"') == [pipe]


async def test_a_hyphenated_word_is_barred_as_a_whole(intake: Intake) -> None:
    gas = await take(intake, "Цена на газ выросла на 19 процентов, сообщили на востоке области. Восток ждал пять лет.")
    await take(intake, "Из-за COVID-19 газ возили реже, сообщили на юго-востоке. Врачи ждут новых больных зимой.")
    apart = "Газ подвели к посёлкам области, а больных COVID 19 там нет, сообщили на юго востоке страны."
    await take(intake, apart)
    for typed in ("газ -COVID-19", "газ -юго-восток", "газ -юго-востоку"):
        assert await found(intake, typed) == [gas]
    assert await found(intake, "газ -восток") == []
    assert await found(intake, "газ -цена/восток -U.S.") == await found(intake, "газ")


async def test_a_barred_name_is_barred_in_all_its_forms(intake: Intake) -> None:
    await take(intake, "Газ в РФ подорожал вдвое за год, сообщили в ведомстве вчера вечером журналистам.")
    railway = await take(intake, "КТЖ закупила сорок локомотивов для перевозок зерна и угля, а газ возят реже.")
    names = Gazetteer(load(SEEDS / "names.toml"))
    assert await found(intake, "газ -Россия", names=names) == [railway]
    assert await found(intake, "газ -Россия -ҚТЖ", names=names) == []
    assert await found(intake, "газ -Россия -и -in -үшін", names=names) == [railway]


async def test_where_to_look(intake: Intake) -> None:
    mine = await take(intake, GAS, name="Kapital")
    other = await take(intake, PIPE, name="Власть", days_ago=10)
    assert await found(intake, "газ source:kapi") == [mine]
    assert await found(intake, "газ source:nobody") == []
    assert await found(intake, f"газ after:{date(2025, 11, 8)}") == [mine]
    assert await found(intake, "газ", sector="energy") == [other]
    assert await found(intake, "газ", sector="sport") == []


async def test_where_not_to_look(intake: Intake) -> None:
    mine = await take(intake, GAS, name="Kapital")
    other = await take(intake, PIPE, name="Власть", days_ago=10)
    assert await found(intake, "газ -source:kapi") == [other]
    assert await found(intake, "газ -source:kapi -source:вла") == []
    assert await found(intake, "газ -source:nobody") == [mine, other]
    assert await found(intake, f"газ -after:{date(2025, 11, 8)}") == [other]
    assert await found(intake, f"газ after:2025-11-08 -after:{date(2025, 11, 8)}") == []
    assert await found(intake, "газ", not_sectors=("energy",)) == [mine]
    assert await found(intake, "газ", not_sectors=("sport",)) == [mine, other]
    assert await found(intake, "газ вертолёт -source:kapi") == [other]
    assert await found(intake, "газ вертолёт", not_sectors=("energy",)) == [mine]


@given(day=st.dates(), zone=st.timezones())
@example(day=date.min, zone=ZoneInfo("Asia/Almaty"))
@example(day=date.max, zone=ZoneInfo("America/New_York"))
@example(day=date(1970, 1, 1), zone=ZoneInfo("Asia/Almaty"))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_any_day_in_any_zone_is_a_day_or_a_word(intake: Intake, day: date, zone: ZoneInfo) -> None:
    query = queries.parse(f"газ after:{day.isoformat()}")
    assert (query.after, query.words) in {(day, "газ"), (None, f"газ {day.isoformat()}")}
    assert (query.after is not None) == (1970 <= day.year <= 2100)
    query = replace(query, before=query.after)
    assert (await searching.search(intake.database, NO_NAMES, Question(query, EVENING, zone))).stories == ()


async def test_what_was_stored_later_is_no_part_of_an_earlier_answer(intake: Intake) -> None:
    first = await take(intake, GAS)
    assert await found(intake, "газ", as_of=EVENING) == [first]
    assert await found(intake, "газ", as_of=EVENING - timedelta(days=1)) == []


async def test_the_newer_comes_first_and_what_has_it_in_its_title_before_both(intake: Intake) -> None:
    old = await take(intake, GAS, days_ago=20, title="Новости дня")
    new = await take(intake, PIPE, title="Новости дня")
    assert await found(intake, "газ") == [new, old]
    titled = await take(intake, "Тариф на газ утвердили на год вперёд, сообщили в комитете.", title="Газ: тарифы года")
    assert (await found(intake, "газ"))[0] == titled


async def test_a_word_is_there_more_than_once_though_it_follows_itself(intake: Intake) -> None:
    twice = await take(intake, f"Газ, газ: {SCHOOL}", days_ago=2, title="Новости")
    await take(intake, f"Газ, нефть: {PIPE.replace('газ', 'она')}", title="Новости")
    assert (await found(intake, "газ"))[0] == twice


async def test_when_one_half_of_a_search_fails_the_other_is_ended_and_the_error_told(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    await take(intake, GAS)
    ended = asyncio.Event()

    async def waits(*_: object) -> dict[str, str]:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return {}

    async def fails(*_: object, limit: int) -> matching.Some:
        raise StorageError("the disk is gone") from OSError(limit)

    monkeypatch.setattr(searching, "corrections", waits)
    monkeypatch.setattr(searching, "matching_some", fails)
    with pytest.raises(StorageError, match="the disk is gone") as told:
        await search(intake, "газ вертолёт")
    assert ended.is_set()
    assert isinstance(told.value.__cause__, OSError)


async def test_one_event_is_told_once_with_all_its_sources(intake: Intake) -> None:
    await take(intake, GAS, name="Kapital")
    await take(intake, f"{GAS} Подробности позже.", name="Власть")
    (story,) = (await search(intake, "цена газа")).stories
    assert {one.source for one in story.sightings} == {"Kapital", "Власть"}


async def test_of_a_long_passage_the_sentences_that_have_the_words_are_shown_verbatim(intake: Intake) -> None:
    filler = " ".join(f"Акимат области {n} отчитался о подготовке дорог к зиме и ремонте мостов." for n in range(20))
    text = f"{filler} {GAS} {filler.replace('дорог', 'школ')}"
    article_id = await take(intake, text)
    (story,) = (await search(intake, "газ")).stories
    async with intake.database.read() as connection:
        stored = (await articles.texts(connection, [article_id]))[article_id]
    assert [one.text for one in story.excerpts] == [GAS]
    assert all(one.text == stored[one.start : one.end] for one in story.excerpts)


async def test_the_words_that_were_asked_for_are_marked_in_any_form() -> None:
    wanted = wanted_of(queries.parse('цены "на газ"'), NO_NAMES)
    assert [span.cut(GAS) for span in marked(GAS, wanted)] == ["цену", "газ"]
    kazakh = wanted_of(queries.parse("газ бағасы"), NO_NAMES)
    assert [span.cut(GAS_KK) for span in marked(GAS_KK, kazakh)] == ["газ", "бағасын"]


ALL, SOME, NOTHING = (True, False), (True, True), (False, False)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("AND", NOTHING),
        ("газ AND", ALL),
        ("NEAR(газ, 2)", SOME),
        ("stems:газ", SOME),
        ('"', NOTHING),
        ('газ "', ALL),
        ('газ -"', ALL),
        ("газ*", ALL),
        ("^газ", ALL),
        ("a" * 4_000, NOTHING),
        ("газ\0", ALL),
        ("ғ\u202eаз", NOTHING),
        ("газ after:0001", SOME),
        ("газ after:9999-12-31", SOME),
        ("газ -after:0001-01-01", ALL),
        ("газ after:2025-02-30", SOME),
        ("газ -COVID-19", ALL),
        ("газ -оптовую-розничную", ALL),
        ("газ -и -- -the", ALL),
        ("газ -source: -sector:", ALL),
        (f'"{GAS}"', ALL),
        (f'"{GAS} {SCHOOL * 100}"', NOTHING),
        (f'газ -"{GAS} {SCHOOL * 100}"', ALL),
        (f'"{"и " * 1_900}"', NOTHING),
        (f"газ {' '.join(f'слово{number}' for number in range(900))}", SOME),
        (f"газ {' '.join(f'-слово{number}' for number in range(900))}", ALL),
        (f"газ {' '.join(f'-source:слово{number}' for number in range(90))}", ALL),
    ],
)
async def test_what_is_a_word_to_nobody_harms_nothing(intake: Intake, typed: str, expected: tuple[bool, bool]) -> None:
    gas = await take(intake, GAS)
    await take(intake, SCHOOL)
    findings = await search(intake, typed)
    assert ([one.article_id for one in findings.stories] == [gas], findings.partly) == expected


@given(more=st.text('газшкол"«»-–:*()0129.,\0 '))
@example(more="COVID-19")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_whatever_is_left_out_nothing_else_is_found(intake: Intake, more: str) -> None:
    gas = await take(intake, GAS)
    left_out = " ".join(f"-{word.lstrip('-–')}" for word in more.split())
    assert set(await found(intake, f"газ {left_out}")) <= {gas}
    assert await found(intake, f"газ {left_out} -газ") == []
