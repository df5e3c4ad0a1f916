"""How fast texts are understood: sectors and stems beside Snowball, sentences beside razdel, languages beside langid.

Needs NTREX of the data that ``SVODKA_DATA`` names; says nothing where it is missing.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest
import Stemmer
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from razdel import sentenize

from bot.text import language, words
from bot.text.language import Language, detect
from bot.text.sentences import sentences
from bot.text.tagging import Tagger
from bot.text.taxonomy import load
from bot.text.words import stems
from tests.conftest import SEEDS
from tests.corpora import news_sentences

CHARACTERS_PER_S = 1_000_000.0
PASSAGES_PER_S = 2_000.0
PASSAGE = 2  # sentences
TIMES = 3  # that each is measured, the fastest counting
ARTICLE = 20  # sentences
OURS = (Language.RU, Language.KK, Language.EN)


def run() -> Iterator[dict[str, object]]:
    """A row for each task and language."""
    try:
        articles = {spoken: _articles(spoken) for spoken in OURS}
    except pytest.skip.Exception:
        return
    language.warm()
    words.warm()
    yield from _sectors()  # first, while no word has been met
    yield from _sentences(articles)
    yield from _languages(articles)
    yield from _stems(articles)


def _articles(spoken: Language) -> list[str]:
    lines = [line.strip() for line in news_sentences(spoken)]
    return [" ".join(lines[at : at + ARTICLE]) for at in range(0, len(lines), ARTICLE)]


def _sectors() -> Iterator[dict[str, object]]:
    """News of three languages as it comes, mixed; every word is looked up when it is met for the first time."""
    lines = {spoken: [line.strip() for line in news_sentences(spoken)] for spoken in OURS}
    passages = [
        (" ".join(told[at : at + PASSAGE]), spoken)
        for at in range(0, min(map(len, lines.values())), PASSAGE)
        for spoken, told in lines.items()
    ]
    tagger = Tagger(load(SEEDS / "sectors.toml"))
    russian = Stemmer.Stemmer("russian")
    began = time.process_time()
    for text, _ in passages:
        russian.stemWords(words.words(text))
    peer = len(passages) / (time.process_time() - began)
    for name in ("met for the first time", "its words known"):
        began = time.process_time()
        for text, spoken in passages:
            tagger.tag(text, spoken)
        figure = len(passages) / (time.process_time() - began)
        yield _row(f"sectors of a passage, {name}", "passages/s", figure, "Snowball over its words", peer) | {
            "target": PASSAGES_PER_S,
            "met": figure >= PASSAGES_PER_S,
        }


def _sentences(articles: dict[Language, list[str]]) -> Iterator[dict[str, object]]:
    for spoken, texts in articles.items():
        characters = sum(map(len, texts))
        seconds = _fastest(partial(sentences, language=spoken), texts)
        peer = _fastest(lambda text: list(sentenize(text)), texts)
        yield _row(f"sentences, {spoken}", "characters/s", characters / seconds, "razdel", characters / peer) | {
            "target": CHARACTERS_PER_S,
            "met": characters / seconds >= CHARACTERS_PER_S,
        }


def _languages(articles: dict[Language, list[str]]) -> Iterator[dict[str, object]]:
    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    for spoken, texts in articles.items():
        seconds, peer = _fastest(detect, texts), _fastest(whole.classify, texts)
        yield _row(f"language, {spoken}", "articles/s", len(texts) / seconds, "py3langid", len(texts) / peer)


def _stems(articles: dict[Language, list[str]]) -> Iterator[dict[str, object]]:
    russian = Stemmer.Stemmer("russian")  # Snowball has none for Kazakh
    for spoken, texts in articles.items():
        count = sum(len(words.words(text)) for text in texts)
        seconds = _fastest(partial(stems, language=spoken), texts)
        peer = _fastest(lambda text: russian.stemWords(words.words(text)), texts)
        yield _row(f"stems, {spoken}", "words/s", count / seconds, "Snowball's for Russian", count / peer)


def _fastest(work: Callable[[str], object], texts: list[str]) -> float:
    """The seconds of CPU that ``work`` takes for all of ``texts``, the least of some times."""
    seconds = []
    for _ in range(TIMES):
        began = time.process_time()
        for text in texts:
            work(text)
        seconds.append(time.process_time() - began)
    return min(seconds)


def _row(name: str, unit: str, figure: float, peer: str, peer_figure: float) -> dict[str, object]:
    return {
        "name": name,
        "figure": round(figure),
        "unit": unit,
        "peer": peer,
        "peer_figure": round(peer_figure),
        "ratio": round(figure / peer_figure, 2),
    }
