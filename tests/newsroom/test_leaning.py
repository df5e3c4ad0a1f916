"""What a passage leans on is found before it in its article, whole, short and verbatim, and shown once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.newsroom.intake import Intake
from bot.newsroom.leaning import MOST_CHARACTERS, Before, complete, is_weak, leaning, read_before, stands
from bot.newsroom.selection import excerpts
from bot.text.paragraphs import paragraphs
from storage import passages, search
from storage.records import Draft, Passage, SourceKind
from tests.conftest import EVENING
from tests.wanted import EVER, any_of

LEANS = {
    "ru": "Он поблагодарил строителей и пообещал открыть движение в мае следующего года.",
    "kk": "Ол құрылысшыларға алғыс айтып, қозғалыс мамыр айында ашылатынын хабарлады дейді.",
    "en": "He thanked the builders and promised to open the road to traffic in May next year.",
}


def article(*told: str, language: str = "ru") -> list[Passage]:
    """The passages of an article of these paragraphs."""
    text = "\n\n".join(told)
    return [
        Passage(place + 1, 1, 1, place, *span, span.cut(text), 0.5, "", language, EVENING)
        for place, span in enumerate(paragraphs(text))
    ]


def before(found: list[Passage]) -> Before:
    """What stands before each passage of an article, as the storage tells it."""
    return {one.id: found[max(0, place - 3) : place][::-1] for place, one in enumerate(found)}


def told(found: list[Passage], *chosen: int) -> list[str]:
    """What is shown where these passages of an article are chosen, the best first."""
    pieces = complete({found[place]: excerpts(found[place]) for place in chosen}, before(found), lambda _: False)
    for piece in pieces:
        whole = found[piece.position]
        assert whole.text[piece.start - whole.start : piece.end - whole.start] == piece.text
    assert [piece.position for piece in pieces] == sorted(piece.position for piece in pieces)
    return [piece.text for piece in pieces]


def brought(*paragraphs_before: str, language: str = "ru") -> str | None:
    """What a passage that leans brings along of the paragraphs before it."""
    found = article(*paragraphs_before, LEANS[language], language=language)
    *lead, last = told(found, len(found) - 1)
    assert last == LEANS[language]
    assert stands(found[-1], before(found)) is bool(lead)
    return lead[0] if lead else None


def test_only_what_leans_and_opens_no_article_needs_what_stands_before() -> None:
    found = article(LEANS["ru"], "Иванов открыл мост.", LEANS["ru"], "Движение начнётся в мае.")
    assert [one.position for one in leaning(found)] == [2]


LEADS = [
    ("ru", "Снег идёт второй день. Иванов открыл мост.", "Иванов открыл мост."),
    ("ru", "Снег идёт. Иванов открыл мост. Он соединил два района.", "Иванов открыл мост. Он соединил два района."),
    ("ru", "Иванов спросил строителей о сроках:", "Иванов спросил строителей о сроках:"),
    ("ru", "«Мост готов к зиме», — сказал Иванов.", "«Мост готов к зиме», — сказал Иванов."),
    ("ru", "Снег идёт. Аким города Иванов\nоткрыл мост.", "Аким города Иванов\nоткрыл мост."),
    ("kk", "Қала әкімі Иванов көпірді ашты.", "Қала әкімі Иванов көпірді ашты."),
    ("en", "It is snowing. Mayor Ivanov opened the bridge.", "Mayor Ivanov opened the bridge."),
]


@pytest.mark.parametrize(("language", "paragraph", "expected"), LEADS)
def test_the_end_of_the_paragraph_before_is_brought_in_one_piece(language: str, paragraph: str, expected: str) -> None:
    assert brought(paragraph, language=language) == expected


ASIDES = [
    ("ru", "Фото: Акорда"),
    ("ru", "Фото: пресс-служба акимата города Алматы."),
    ("ru", "Фото автора."),
    ("ru", "Фото из архива редакции."),
    ("ru", "На снимке: аким города Иванов осматривает новый мост."),
    ("ru", "Видео: МЧС РК."),
    ("ru", "Читайте также: Где откроют новые мосты в этом году."),
    ("ru", "Подписывайтесь на наш канал в Telegram."),
    ("ru", "Новый мост через Есиль"),
    ("kk", "Фото: Ақорда"),
    ("kk", "Суретте: қала әкімі жаңа көпірді аралап жүр."),
    ("kk", "Сурет: облыс әкімдігінің баспасөз қызметі."),
    ("kk", "Тағы оқыңыз: Биыл қай жерде көпір ашылады."),
    ("en", "Photo: Akorda press service."),
    ("en", "Photo by the press service of the city."),
    ("en", "Pictured: Mayor Ivanov looks at the new bridge."),
    ("en", "Read also: Where new bridges will open this year."),
]
LEAD = {"ru": "Иванов открыл мост.", "kk": "Қала әкімі Иванов көпірді ашты.", "en": "Mayor Ivanov opened the bridge."}


@pytest.mark.parametrize(("language", "aside"), ASIDES)
def test_captions_and_links_are_stepped_over_and_never_brought(language: str, aside: str) -> None:
    lead = LEAD[language]
    assert brought(aside, language=language) is None
    assert brought(lead, aside, language=language) == lead
    assert brought(f"{lead}\n{aside}", language=language) == lead
    assert brought(lead, aside, aside, aside, language=language) is None


@pytest.mark.parametrize(
    "paragraph",
    [
        "слово " * 400,
        "Иванов открыл мост, " * 60 + "сказал он.",
        "Он открыл мост. Он соединил два района. Его строили десять лет.",
        "Иванов открыл мост " + "и дорогу " * 40 + "за рекой. Он соединил два района.",
        "🙂🙂🙂",
    ],
    ids=["without end", "one long sentence", "all of it leans", "what it leans on is long", "no words"],
)
def test_what_is_long_or_leans_itself_is_not_brought(paragraph: str) -> None:
    assert brought("Иванов открыл новый мост.", paragraph) in (None, "Иванов открыл новый мост.")
    assert brought(paragraph) is None


def test_what_is_shown_already_is_not_brought_again() -> None:
    found = article("Иванов открыл мост. Он соединил два района.", LEANS["ru"])
    assert told(found, 1, 0) == [found[0].text, LEANS["ru"]]
    assert told(found, 1) == [found[0].text, LEANS["ru"]]


def test_what_the_reader_knows_from_elsewhere_is_not_brought_again() -> None:
    found = article("Иванов открыл мост. Он соединил два района.", LEANS["ru"])
    pieces = {found[1]: excerpts(found[1])}
    assert complete(pieces, before(found), found[0].text.__contains__) == excerpts(found[1])
    (lead, _) = complete(pieces, before(found), "Иванов открыл мост.".__eq__)
    assert lead.text == "Он соединил два района."


def test_of_two_sentences_only_the_one_that_is_missing_is_brought() -> None:
    found = article("Иванов открыл мост.", "Иванов открыл мост. Он соединил два района.", LEANS["ru"])
    assert told(found, 2, 0) == ["Иванов открыл мост.", "Он соединил два района.", LEANS["ru"]]


def test_two_that_lean_on_each_other_make_one_telling() -> None:
    found = article("Иванов открыл мост.", "Он поблагодарил строителей района.", "Он также обещал дорогу к мосту.")
    assert told(found, 2, 1) == ["Иванов открыл мост.", found[1].text, found[2].text]


def test_what_can_not_be_understood_has_no_place_beside_another() -> None:
    long = article("Фото: Акорда", LEANS["ru"], f"Движение начнётся {'в мае ' * 6}.", "Снег идёт.")
    assert [is_weak(one, before(long)) for one in long] == [True, True, False, True]


SENTENCE = st.sampled_from(
    ["Иванов открыл мост.", "Он длинный.", "Фото: Акорда", "«Да", "снег", "Это мост? ", "\n", "1."]
)


@given(st.lists(st.lists(SENTENCE, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=4))
def test_whatever_stands_before_is_cut_verbatim_and_bounded(paragraphs_before: list[str]) -> None:
    lead = brought("Новый мост", *paragraphs_before)
    assert lead is None or (lead == lead.strip() != "" and len(lead) <= MOST_CHARACTERS)
    assert lead is None or not lead.startswith(("Фото", "Он "))


async def test_what_stands_before_is_read_from_the_store(intake: Intake) -> None:
    text = "\n\n".join(["Снег идёт.", "Иванов открыл мост.", "Фото: Акорда", "Ещё о мостах", LEANS["ru"]])
    await intake.take(Draft("file:///a", "Агентство", SourceKind.FILE, "О мосте", text))
    async with intake.database.read() as connection:
        (hit,) = await search.find(connection, any_of("строитель"), **EVER)
        found = await passages.by_ids(connection, [(hit, 0.5)])
        stored = await read_before(connection, found)
    assert [one.text for one in stored[hit]] == ["Ещё о мостах", "Фото: Акорда", "Иванов открыл мост."]
    assert [piece.text for piece in complete({found[0]: excerpts(found[0])}, stored, lambda _: False)] == [
        "Иванов открыл мост.",
        LEANS["ru"],
    ]
