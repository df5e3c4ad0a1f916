"""Stems: do two forms meet exactly when the treebank gives them one lemma?"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

from bot.text.language import Language
from bot.text.words import fold, stem
from tests.corpora import corpus
from tests.quality.conftest import Reached
from tests.quality.declension import forms

NOMINAL = frozenset(("NOUN", "PROPN"))
CONTENT = NOMINAL | {"ADJ", "ADV", "NUM", "VERB"}
NOUNS = Path(__file__).with_name("cases") / "nouns-kk.txt"
CUT = 5  # letters: to cut words there is what one does without a stemmer


def treebank(name: str, parts_of_speech: frozenset[str]) -> dict[str, str]:
    """Each word form of these parts of speech with its lemma, the first one that it has."""
    lemmas: dict[str, str] = {}
    for line in corpus(f"ud/{name}-ud-test.conllu").read_text("utf-8").splitlines():
        columns = line.split("\t")
        if len(columns) > 3 and columns[3] in parts_of_speech and columns[1].replace("-", "").isalpha():
            lemmas.setdefault(fold(columns[1]), fold(columns[2]))
    return lemmas


def pairs(keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The pairs of forms that have the same key."""
    forms = defaultdict(list)
    for form, key in keys:
        forms[key].append(form)
    return {pair for group in forms.values() for pair in combinations(sorted(group), 2)}


def pairwise_f1(lemmas: dict[str, str], found: Iterable[tuple[str, str]]) -> float:
    """F1 over pairs of forms."""
    true, met = pairs(lemmas.items()), pairs(found)
    return 2 * len(true & met) / (len(true) + len(met))


def test_of_kazakh_nominals(reached: Reached) -> None:
    lemmas = treebank("kk_ktb", NOMINAL)
    score = pairwise_f1(lemmas, ((form, stem(form, Language.KK)) for form in lemmas))
    reached("stems.kk_nominals", score, cases=len(lemmas))
    assert score > pairwise_f1(lemmas, ((form, form[:CUT]) for form in lemmas)) + 0.3


def test_of_all_kazakh_content_words(reached: Reached) -> None:
    lemmas = treebank("kk_ktb", CONTENT)
    reached(
        "stems.kk_content", pairwise_f1(lemmas, ((form, stem(form, Language.KK)) for form in lemmas)), cases=len(lemmas)
    )


def test_of_russian_content_words(reached: Reached) -> None:
    lemmas = treebank("ru_pud", CONTENT)
    reached(
        "stems.ru_content", pairwise_f1(lemmas, ((form, stem(form, Language.RU)) for form in lemmas)), cases=len(lemmas)
    )


def test_of_declined_kazakh_nouns(reached: Reached) -> None:
    """How many nouns there are of which all 28 forms share a stem."""
    lines = NOUNS.read_text("utf-8").splitlines()
    nouns = [noun for line in lines if not line.startswith("#") for noun in line.split()]
    parted = [noun for noun in nouns if len({stem(form, Language.KK) for form in forms(noun)}) > 1]
    print("parted:", *parted)
    reached("stems.kk_declined", 1 - len(parted) / len(nouns), cases=len(nouns))
