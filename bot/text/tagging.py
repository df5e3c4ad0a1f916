"""Which sectors a passage is about, by the terms of the taxonomy in it, in its title and in the rest of its article.

A lexicon with weights finds the evidence (``bot.text.lexicon``), and ``bot.text.weighing`` says what follows from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.text.language import Language
from bot.text.lexicon import Lexicon
from bot.text.taxonomy import Sector, Taxonomy, Term
from bot.text.weighing import MOST_SECTORS, Calibration, score
from bot.text.words import stem, words

__all__ = ["Evidence", "Reason", "SectorScore", "Tagger"]

OPENING_WORDS = 9
MOST_WORDS = 5_000  # of a passage: who reads on knows what it is about


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

    def __init__(self, taxonomy: Taxonomy, calibration: Calibration | None = None) -> None:
        self._calibration = calibration or Calibration()
        self._lexicon = Lexicon(taxonomy)
        self._names = {sector.key: _names(sector) for sector in taxonomy}

    def tag(self, text: str, language: Language, *, title: str = "") -> list[SectorScore]:
        """Return the sectors of a passage, best first, at most three; none where nothing fits."""
        return self.tag_passages(title, [text], language)[0]

    def tag_passages(self, title: str, passages: Sequence[str], language: Language) -> list[list[SectorScore]]:
        """Return the sectors of each passage of an article, as ``tag`` does, with the rest of it as context."""
        told = [words(passage)[:MOST_WORDS] for passage in passages]
        owns = [self._weigh(passage, language) for passage in told]
        contexts = self._calibration.contexts(self._weigh(words(title)[:MOST_WORDS], language), owns)
        return [
            [
                SectorScore(*found)
                for found in self._calibration.decide(self._calibration.lean(own, len(passage), context))
            ]
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
        found = [SectorScore(key, score(weight)) for key, weight in self._weigh(asked, language).items() if weight > 0]
        return sorted(found, key=lambda sector: -sector.score)[:MOST_SECTORS]

    def explain(self, text: str, language: Language) -> list[Evidence]:
        """Return the terms that stand in a text, each once for its sector, phrases first."""
        return self._evidence(words(text), language)

    def weigh(self, text: str, language: Language) -> dict[str, float]:
        """Return the evidence for each sector that a text has a term of."""
        return self._weigh(words(text), language)

    def reasons(self, text: str, language: Language, *, title: str = "") -> list[Reason]:
        """Return why ``tag`` gives a passage its sectors, and not the others that it has terms of; strongest first."""
        weighing = self._calibration
        told, heading = words(text)[:MOST_WORDS], words(title)[:MOST_WORDS]
        own = self._weigh(told, language)
        total = weighing.lean(own, len(told), weighing.contexts(self._weigh(heading, language), [own])[0])
        given = {key for key, _ in weighing.decide(total)}
        terms, title_terms = self._evidence(told, language), self._evidence(heading, language)
        ranked = sorted(total.items(), key=lambda item: -item[1])
        return [
            Reason(
                key,
                evidence,
                needed=weighing.threshold if key == ranked[0][0] else weighing.needed(ranked[0][1]),
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
            adds = self._calibration.adds(term.weight, len(places), opening=opening, length=len(text))
            found.append(Evidence(sector, term, len(places), opening, adds))
        return found

    def _weigh(self, text: Sequence[str], language: Language) -> dict[str, float]:
        """Return the evidence for each sector that has a term in these words."""
        weights: dict[str, float] = {}
        for evidence in self._evidence(text, language):
            weights[evidence.sector] = weights.get(evidence.sector, 0.0) + evidence.adds
        return weights


def _names(sector: Sector) -> list[frozenset[str]]:
    """Return what a sector may be called: its key, and the stems of its name in each language."""
    spoken = [frozenset(stem(word, Language(code)) for word in words(name)) for code, name in sector.names.items()]
    return [frozenset({sector.key}), *spoken]
