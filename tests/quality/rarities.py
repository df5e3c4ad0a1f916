"""``python -m tests.quality.rarities`` remakes the table of common stems from NTREX-128 and two treebanks.

How many documents have a stem is counted over the documents of NTREX that are not kept to measure with, and over the
treebanks' sentences by fifteens.
Those are news of the whole world; ``OF_THE_COUNTRY`` adds what every second article says here and hardly one there.
"""

import math
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator

from bot.text.language import Language
from bot.text.rarity import TABLE, keys
from tests.corpora import treebank_sentences
from tests.quality.labelled import documents

TREEBANKS = {Language.RU: "ru_pud", Language.KK: "kk_ktb"}
SENTENCES = 15  # of a treebank that stand for a document

COMMON = 4
"""Documents that have a stem before it is held to be common: names of one affair are in three."""

STEP = 0.05
"""Rarities are written down in such steps, and the commonest keeps one of them."""

COUNTRY_RARITY = 0.35
OF_THE_COUNTRY = {
    Language.RU: """казахстан казахстанский республика область министерство министр президент токаев астана алматы аким
        акимат тенге правительство сообщить сообщение пресс-служба департамент управление тысяча миллион миллиард
        процент район город житель ведомство""",
    Language.KK: """қазақстан республика облыс министр министрлік президент тоқаев астана алматы әкім әкімдік теңге
        үкімет хабарлады басқарма мың миллион миллиард пайыз өңір мемлекет аудан тұрғын ведомство""",
    Language.EN: """kazakhstan kazakh minister ministry region astana almaty president tokayev government official
        percent million billion tenge district""",
}


def texts(language: Language) -> Iterator[str]:
    """Documents of a language that are not kept, the treebank's in pieces."""
    for document in documents().values():
        if not document.kept:
            yield "\n".join([document.titles[language], *document.sentences[language]])
    if language in TREEBANKS:
        sentences = treebank_sentences(TREEBANKS[language])
        for first in range(0, len(sentences), SENTENCES):
            yield "\n".join(sentences[first : first + SENTENCES])


def rarities(language: Language) -> dict[str, float]:
    """The rarity of each common stem; one that is in two documents would have 1."""
    seen = Counter[str]()
    total = 0
    for text in texts(language):
        seen.update(set(keys(text, language)))
        total += 1
    rare = {
        key: max(STEP, round(math.log(total / count) / math.log(total / 2) / STEP) * STEP)
        for key, count in seen.items()
        if count >= COMMON
    }
    return rare | {key: min(rare.get(key, 1.0), COUNTRY_RARITY) for key in keys(OF_THE_COUNTRY[language], language)}


def table() -> Iterator[str]:
    """The lines of the table."""
    yield "# Made by tests/quality/rarities.py: language, rarity (0 to 1), and the truncated stems that are so rare."
    for language in OF_THE_COUNTRY:
        by_rarity: dict[float, list[str]] = defaultdict(list)
        for key, rare in rarities(language).items():
            by_rarity[rare].append(key)
        for rare, found in sorted(by_rarity.items()):
            for line in textwrap.wrap(" ".join(sorted(found)), 110, break_long_words=False, break_on_hyphens=False):
                yield f"{language} {rare:.2f} {line}"


if __name__ == "__main__":
    TABLE.write_text("\n".join(table()) + "\n", "utf-8")
