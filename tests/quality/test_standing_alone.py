"""Which sentences lean on the one before them, held against a person's labels, and that none is shown alone.

Two sets: sentences written for this in the manner of Kazakhstani news, hard ones on both sides, and sentences of NTREX
as they come, of which many lean in ways that no first word tells («Инцидент произошёл…», "The 56-year-old…").
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.newsroom import answers, digests
from bot.newsroom.answers import AnswerStory, Question
from bot.newsroom.digests import Order
from bot.newsroom.intake import Intake
from bot.newsroom.summaries import best_sentences, summarise
from bot.text.anaphora import leans
from bot.text.language import Language
from bot.text.sentences import sentences
from bot.text.tagging import Tagger
from bot.text.taxonomy import Taxonomy
from storage import articles
from storage.engine import open_database
from storage.migrate import migrate
from storage.records import Draft, Interest, SourceKind
from tests.conftest import EVENING, GIVEN
from tests.quality.conftest import Reached
from tests.quality.labelled import documents, own_labels

CASES = Path(__file__).with_name("cases") / "standing_alone.tsv"
SPOKEN = (Language.RU, Language.KK, Language.EN)

Case = tuple[str, bool]
"""A sentence, and whether it leans."""


def written(language: Language) -> list[Case]:
    """The sentences written for this."""
    lines = (line.split("\t") for line in CASES.read_text("utf-8").splitlines() if not line.startswith("#"))
    return [(sentence, label == "leans") for spoken, label, sentence in lines if spoken == language]


def met(language: Language) -> list[Case]:
    """The sentences of NTREX."""
    return [
        (documents()[name].sentences[language][int(line)], flags[SPOKEN.index(language)] == "1")
        for name, line, *flags in own_labels("ntrex-leaning.tsv")
    ]


def is_kept(sentence: str) -> bool:
    """Half of the sentences, which nobody looks at while adding words."""
    return hashlib.sha256(sentence.encode()).digest()[0] % 2 == 0


def precision_and_recall(cases: Iterable[Case], language: Language) -> tuple[float, float]:
    """Of those said to lean the share that does, and of those that lean the share that is said to."""
    told = [(leans(sentence, language), label) for sentence, label in cases]
    hits = sum(said and label for said, label in told)
    return hits / sum(said for said, _ in told), hits / sum(label for _, label in told)


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("source", [written, met])
def test_what_leans_is_known(language: Language, source: Callable[[Language], list[Case]], reached: Reached) -> None:
    cases = [case for case in source(language) if is_kept(case[0])]
    precision, recall = precision_and_recall(cases, language)
    reached(f"standing_alone.{source.__name__}_{language}_precision", precision, cases=len(cases))
    reached(f"standing_alone.{source.__name__}_{language}_recall", recall, cases=len(cases))


# Beginnings that nobody would read alone, written apart from the lists of the rule, to hold it against.
PLAIN = {
    Language.RU: "Он |Она |Они |Это |Однако |Поэтому |При этом |Кроме того|По его словам|По её словам|Но |И |Также ",
    Language.KK: r"Ол |Олар |Оның |Алайда |Бірақ |Сондықтан |Сонымен қатар|Сондай-ақ |Бұл (?!жыл|апта|күз|жұма|сенбі)",
    Language.EN: "He |She |They |His |Her |Their |But |And |However,|In addition,|(?:This|That) (?:is|was|comes) ",
}

CAPTIONS = {Language.RU: "Фото: Акорда", Language.KK: "Фото: Ақорда", Language.EN: "Photo: Akorda"}


def is_plain(sentence: str, language: Language) -> bool:
    """Does a sentence begin in one of these ways?"""
    return re.match(PLAIN[language], sentence.lstrip('—– «“"')) is not None


@pytest.mark.parametrize("language", SPOKEN)
def test_no_sentence_of_a_summary_leans_on_one_that_is_left_out(language: Language, reached: Reached) -> None:
    """Over every document of NTREX, and for summaries of one to five sentences."""
    alone = shown = 0
    for document in documents().values():
        texts = document.sentences[language]
        for count in range(1, 6):
            chosen = best_sentences(texts, title=document.titles[language], language=language, count=count)
            shown += len(chosen)
            followed = {0, *(index + 1 for index in chosen)}
            alone += sum(is_plain(texts[index], language) for index in set(chosen) - followed)
    reached(f"standing_alone.shown_{language}", 1 - alone / shown, cases=shown)


def test_no_sentence_of_the_given_article_leans_on_one_that_is_left_out() -> None:
    text = GIVEN.read_text("utf-8")
    every = sentences(text, Language.RU)
    for count in range(1, len(every)):
        chosen = summarise(text, title="", language=Language.RU, count=count)
        followed = {every[0], *(after for before, after in pairwise(every) if before in chosen)}
        assert not any(is_plain(span.cut(text), Language.RU) for span in set(chosen) - followed)


def news(language: Language) -> Iterator[Draft]:
    """The kept documents as articles: paragraphs of two sentences, and a caption after every third."""
    for document in documents().values():
        if document.kept:
            pairs = [" ".join(pair) for pair in batched(document.sentences[language], 2)]
            told = [part for three in batched(pairs, 3) for part in (*three, CAPTIONS[language])]
            title = document.titles[language]
            yield Draft(f"file:///{document.name}", "Агентство", SourceKind.FILE, title=title, text="\n\n".join(told))


def batched(parts: Sequence[str], size: int) -> list[Sequence[str]]:
    """Parts by twos, or threes; the last may be fewer."""
    return [parts[start : start + size] for start in range(0, len(parts), size)]


def alone(told: Sequence[AnswerStory], texts: Mapping[int, str], language: Language) -> list[str]:
    """The excerpts that begin plainly leaning, though what stands before them isn't shown just before."""
    found = []
    for story in told:
        for previous, one in pairwise((None, *story.excerpts)):
            assert one is not None
            text = texts[one.article_id]
            assert text[one.start : one.end] == one.text
            follows = (
                previous is not None
                and previous.article_id == one.article_id
                and not text[previous.end : one.start].replace(CAPTIONS[language], "").strip()
            )
            if one.start > 0 and not follows and is_plain(one.text, language):
                found.append(one.text)
    return found


@pytest.mark.parametrize("language", SPOKEN)
async def test_nothing_shown_of_an_answer_or_a_digest_leans_on_what_is_left_out(
    language: Language, tmp_path: Path, tagger: Tagger, taxonomy: Taxonomy, reached: Reached
) -> None:
    """Answers for every sector, and a digest of them all; what is left in digests leans on another section's story."""
    database = await open_database(f"sqlite:///{tmp_path / 'svodka.db'}")
    await migrate(database)
    intake = Intake(database, tagger, lambda: EVENING)
    taken = [(await intake.take(draft)).article_id for draft in news(language)]
    keys = tuple(sector.key for sector in taxonomy)
    asked = [await answers.answer(database, Question(key, 1, EVENING, UTC)) for key in keys]
    order = Order(Interest(sectors=keys), 100, None, 2**40, EVENING - timedelta(days=1), EVENING)
    digest = await digests.make(database, order)
    async with database.read() as connection:
        texts = await articles.texts(connection, taken)
    await database.close()
    told = {
        "answers": [story for answer in asked for story in answer.stories],
        "digests": [one.story for one in digest.told],
    }
    for part, shown in told.items():
        cases = sum(len(story.excerpts) for story in shown)
        reached(f"standing_alone.{part}_{language}", 1 - len(alone(shown, texts, language)) / cases, cases=cases)
