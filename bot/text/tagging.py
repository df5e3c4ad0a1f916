"""Which sectors a passage is about, by the terms of the taxonomy in it, in its title and in the rest of its article.

A lexicon with weights. Each sector's evidence is the sum of the weights of its terms in the passage, a repeated term
counting less each time. Long passages meet more terms by chance, so evidence is damped by the root of the length; only
the opening, which names the subject, counts the more, the longer the passage goes on. Short passages often leave their
subject to the title («It is very bad.»), so they lean on it, the less so the more they speak of something else. What
comes out is held against a threshold and against the passage's strongest sector.

The constants were chosen on two thirds of the documents of the labelled passages; ``tests/text/test_tagging.py``
measures on the third that was kept.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.text.language import Language
from bot.text.lexicon import Lexicon
from bot.text.taxonomy import Sector, Taxonomy, Term
from bot.text.words import stem, words

__all__ = ["Evidence", "Reason", "SectorScore", "Tagger"]

MOST_SECTORS = 3
THRESHOLD = 2.4  # evidence that a passage's strongest sector needs; one good term in a short passage
COMPANION_THRESHOLD = 3.0  # what the others need,
RELATIVE_THRESHOLD = 0.55  # and this share of the strongest one's,
ENOUGH = 5.5  # but with this much a sector is in, however strong another is
REPEATED = 0.3  # what a term adds, of its weight, when it appears again,
MOST_TIMES = 4  # and up to how often
USUAL_WORDS = 30  # the length at which evidence counts as it is
FEWEST_WORDS = 20  # shorter passages are damped as if they had so many
OPENING_WORDS = 9
OPENING_MOST = 1.5  # times the weight of a term that stands in a long passage's opening
ARTICLE_SHARE = 0.25  # of the mean evidence of an article's other passages, beside its title's
MOST_CONTEXT = 7.0  # evidence of one sector that title and article can give together
MOST_WORDS = 5_000  # of a passage: who reads on knows what it is about
LEANING_WORDS = 40  # up to so many words a passage leans on its context in full
LEANING_EVIDENCE = 24.0  # evidence for other sectors that halves the leaning
SURE = 6.0  # evidence that makes a score of 0.63


@dataclass(frozen=True, slots=True)
class SectorScore:
    """How sure it is that a text is about a sector: ``0 < score ≤ 1``."""

    key: str
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A term that speaks for or against a sector: how often it stands in a text, if in its opening, what that adds."""

    sector: str
    term: Term
    times: int
    opening: bool
    adds: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a passage got a sector, or did not: its evidence is the sum of what its terms add and what its context gave.

    ``needed`` is what the sector had to have beside the passage's others, and ``given`` whether it is among the three.
    """

    key: str
    evidence: float
    needed: float
    given: bool
    terms: tuple[Evidence, ...]
    title_terms: tuple[Evidence, ...]
    from_context: float


class Tagger:
    """Finds the sectors of passages. Built once; safe to use for any number of texts."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._lexicon = Lexicon(taxonomy)
        self._names = {sector.key: _names(sector) for sector in taxonomy}

    def tag(self, text: str, language: Language, *, title: str = "") -> list[SectorScore]:
        """Return the sectors of a passage, best first, at most three; none where nothing fits."""
        return self.tag_passages(title, [text], language)[0]

    def tag_passages(self, title: str, passages: Sequence[str], language: Language) -> list[list[SectorScore]]:
        """Return the sectors of each passage of an article, as ``tag`` does, with the rest of it as context."""
        told = [words(passage)[:MOST_WORDS] for passage in passages]
        owns = [self._weigh(passage, language) for passage in told]
        contexts = _contexts(self._weigh(words(title)[:MOST_WORDS], language), owns)
        return [
            _decide(_lean(own, len(passage), context))
            for passage, own, context in zip(told, owns, contexts, strict=True)
        ]

    def find_sectors(self, query: str, language: Language) -> list[SectorScore]:
        """Return the sectors that a reader asks for in a few words of their own, best first.

        A sector called by its key or by its name in any language is meant for certain; where none is, the terms tell.
        """
        asked = words(query)
        forms = {stem(word, spoken) for word in asked for spoken in Language}
        named = [SectorScore(key, 1.0) for key, names in self._names.items() if any(name <= forms for name in names)]
        if named:
            return named
        found = [SectorScore(key, _score(weight)) for key, weight in self._weigh(asked, language).items() if weight > 0]
        return sorted(found, key=lambda sector: -sector.score)[:MOST_SECTORS]

    def explain(self, text: str, language: Language) -> list[Evidence]:
        """Return the terms that stand in a text, each once for its sector, phrases first."""
        return self._evidence(words(text), language)

    def reasons(self, text: str, language: Language, *, title: str = "") -> list[Reason]:
        """Return why ``tag`` gives a passage its sectors, and not the others that it has terms of; strongest first."""
        told, heading = words(text)[:MOST_WORDS], words(title)[:MOST_WORDS]
        own = self._weigh(told, language)
        total = _lean(own, len(told), _contexts(self._weigh(heading, language), [own])[0])
        given = {sector.key for sector in _decide(total)}
        terms, title_terms = self._evidence(told, language), self._evidence(heading, language)
        ranked = sorted(total.items(), key=lambda item: -item[1])
        return [
            Reason(
                key,
                evidence,
                needed=THRESHOLD if key == ranked[0][0] else _needed(ranked[0][1]),
                given=key in given,
                terms=tuple(one for one in terms if one.sector == key),
                title_terms=tuple(one for one in title_terms if one.sector == key),
                from_context=evidence - own.get(key, 0.0),
            )
            for key, evidence in ranked
        ]

    def _evidence(self, text: Sequence[str], language: Language) -> list[Evidence]:
        starts: dict[tuple[str, Term], list[int]] = {}
        for match in self._lexicon.matches(text, language):
            starts.setdefault((match.sector, match.term), []).append(match.start)
        found = []
        for (sector, term), places in starts.items():
            opening = min(places) < OPENING_WORDS
            found.append(Evidence(sector, term, len(places), opening, _adds(term, len(places), opening, len(text))))
        return found

    def _weigh(self, text: Sequence[str], language: Language) -> dict[str, float]:
        """Return the evidence for each sector that has a term in these words."""
        weights: dict[str, float] = {}
        for evidence in self._evidence(text, language):
            weights[evidence.sector] = weights.get(evidence.sector, 0.0) + evidence.adds
        return weights


def _adds(term: Term, times: int, opening: bool, length: int) -> float:
    """Return what a term adds to its sector in a text of so many words."""
    again = REPEATED * (min(times, MOST_TIMES) - 1)
    damping = math.sqrt(max(length, FEWEST_WORDS) / USUAL_WORDS)
    first = min(damping, OPENING_MOST) if opening and damping > 1 else 1 / damping
    return term.weight * (first + again / damping)


def _names(sector: Sector) -> list[frozenset[str]]:
    """Return what a sector may be called: its key, and the stems of its name in each language."""
    spoken = [frozenset(stem(word, Language(code)) for word in words(name)) for code, name in sector.names.items()]
    return [frozenset({sector.key}), *spoken]


def _contexts(title: Mapping[str, float], owns: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    """Return what each passage of an article can lean on: its title, and a share of what the others are about.

    Only evidence for a sector is taken over, never evidence against.
    """
    total: dict[str, float] = {}
    for own in owns:
        for key, weight in own.items():
            total[key] = total.get(key, 0.0) + max(weight, 0.0)
    share = ARTICLE_SHARE / max(len(owns) - 1, 1)
    return [
        {
            key: min(
                max(title.get(key, 0.0), 0.0) + share * (total.get(key, 0.0) - max(own.get(key, 0.0), 0.0)),
                MOST_CONTEXT,
            )
            for key in dict.fromkeys([*title, *total])
        }
        for own in owns
    ]


def _lean(own: Mapping[str, float], length: int, context: Mapping[str, float]) -> dict[str, float]:
    """Add to a passage's own evidence what it takes over from its context."""
    by_length = min(1.0, LEANING_WORDS / max(length, 1))
    weights = dict(own)
    for sector, weight in context.items():
        other = max((value for key, value in own.items() if key != sector), default=0.0)
        by_evidence = LEANING_EVIDENCE / (LEANING_EVIDENCE + max(other, 0.0))
        weights[sector] = weights.get(sector, 0.0) + weight * by_length * by_evidence
    return weights


def _decide(weights: Mapping[str, float]) -> list[SectorScore]:
    ranked = sorted(weights.items(), key=lambda item: -item[1])[:MOST_SECTORS]
    if not ranked or ranked[0][1] < THRESHOLD:
        return []
    needed = _needed(ranked[0][1])
    found = [ranked[0], *(item for item in ranked[1:] if item[1] >= needed)]
    return [SectorScore(key, _score(weight)) for key, weight in found]


def _needed(strongest: float) -> float:
    """Return the evidence that a sector needs beside the passage's strongest one."""
    return max(COMPANION_THRESHOLD, min(ENOUGH, RELATIVE_THRESHOLD * strongest))


def _score(weight: float) -> float:
    return 1 - math.exp(-weight / SURE)
