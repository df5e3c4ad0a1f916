"""Sentences that point back to the one before them, and so don't stand alone: «Он добавил…», «При этом…», «Бұл…».

Read are the first words, with the lists of ``openings``, and the quotation marks: a piece of a quotation whose speaker
is named elsewhere leans too. A rule of the surface, after the kinds of cohesion of M. Halliday and R. Hasan, "Cohesion
in English", 1976: reference, conjunction, ellipsis; substitution by a described noun ("The 44-year-old was found") is
known by a few nouns only.
"""

import re
from collections.abc import Sequence

from bot.text.language import Language
from bot.text.openings import OPENINGS, Openings
from bot.text.wordlists import listed
from bot.text.words import words

__all__ = ["leans"]

_BEGINNING = 120  # characters, in which the first words stand
_WORDS = 6  # that are looked at

# «А. Бектуров», «И.о. акима», "IT companies": a letter that abbreviates, or an abbreviation, is no «а», «и» or "it".
_CAPITAL, _SMALL = r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]", r"[a-zа-яёәғқңөұүһі]"
_ABBREVIATED = re.compile(rf"\W*{_CAPITAL}(?:\.|{_CAPITAL}+\s+[^\W\d_]*{_SMALL})")
# "It is expected that…", "It took two years to…": an "it" that stands for what follows.
_EXPLETIVE = re.compile(
    r"It(?:['’]s| is| isn['’]t| was| wasn['’]t| has been| had been| will be| would be| may be| remains| became)"
    r"(?: \w+){0,4}? (?:expected|announced|reported|known|unknown|unclear|clear|likely|unlikely|possible|impossible"
    r"|important|necessary|planned|believed|thought|hoped|estimated|alleged|said|noted|understood|feared|claimed"
    r"|decided|agreed|revealed|confirmed|difficult|hard|easy|time|illegal|forbidden|early|secret|surprise)"
    r" (?:yet )?(?:that|whether|to|how|who|why|when|where|if|what)\b"
    r"|It (?:took|takes|will take|would take)\b.{3,40} to\b"
    r"|It (?:emerged|turned out|turns out|seems|appears|happened|follows) that\b"
    r"|It (?:rained|snowed|is raining|is snowing|will rain|will snow)\b"
)
# A beginning that speaks of a person before it names them: "In his address, Tokayev…", «Когда он вернулся, Токаев…».
_NAMED_AFTER = re.compile(rf"[^,]{{1,80}}, (?:the )?{_CAPITAL}[^\W\d_]+")
_VERB = re.compile(r".*(?:[аеияуыою]л[аои]?(?:с[ья])?|[еиуюая]т(?:ся)?|ен[аоы]?|ан[аоы]?|ят[аоы]?|также|тоже)")
_DESCRIBES = listed("of in at on to for between from with by that who which whose against over near into about")
_GOES_ON = listed("как что чтобы кто который which who")  # «после того как»
_AGE = re.compile(r"\d+-year-old")
_QUOTATION = re.compile(r"[«“„][^»”]*(?:[»”]|$)|\"[^\"]*(?:\"|$)")
_OPENING_MARK = re.compile(r"[—–\-\s]*[«“„\"]")
_MARK = re.compile(r"[«»“”„\"]")
_CLOSING_MARK = re.compile(r".?[»”]|\S\"(?:[\s,.;:!?—–)]|$)")
_ANSWER = re.compile(r"[—–\-\s]*[«“\"][^\W\d_]+(?:[»”\"],|[,!?.][»”\"])\s")
_LETTER = re.compile(r"[^\W\d_]")


def leans(sentence: str, language: Language) -> bool:
    """Does ``sentence`` need the one before it to be understood, as far as its beginning and its quotation tell?"""
    known = OPENINGS[language]
    if not known.first:
        return False
    return _is_piece_of_speech(sentence, known) or _points_back(sentence[:_BEGINNING], language, known)


def _is_piece_of_speech(sentence: str, known: Openings) -> bool:
    """Is this a quotation, or an end of one, whose speaker isn't named here, or an answer of one word?"""
    if not _OPENING_MARK.match(sentence):
        mark = _MARK.search(sentence)
        return mark is not None and _CLOSING_MARK.match(sentence, max(0, mark.start() - 1)) is not None
    outside = _QUOTATION.sub(" ", sentence)
    return (
        _LETTER.search(outside) is None
        or not known.subjects.isdisjoint(words(outside)[:3])
        or _ANSWER.match(sentence) is not None
    )


def _points_back(sentence: str, language: Language, known: Openings) -> bool:
    """Do the first words of ``sentence`` point at what stands before it?"""
    if _ABBREVIATED.match(sentence) or (language is Language.EN and _EXPLETIVE.match(sentence)):
        return False
    found = words(sentence)[:_WORDS]
    first, second = (*found, "", "")[:2]
    beginnings = {" ".join(found[:count]) for count in (1, 2, 3)}
    if beginnings & known.standing or (first in known.near and second in known.seasons):
        return False
    return (
        first in known.first
        or first.partition("'")[0] in known.first
        or not beginnings.isdisjoint(known.phrases)
        or (first in known.speakers and not _OPENING_MARK.match(sentence))
        or _names_what_was_told(found, language, known)
        or _refers(found, sentence, known)
        or _acts_again(found, known)
    )


def _names_what_was_told(found: Sequence[str], language: Language, known: Openings) -> bool:
    """«Документ предусматривает…», «В ведомстве уточнили…», "The move was…": a noun that nothing describes."""
    first, second, third, fourth = (*found, "", "", "", "")[:4]
    if language is Language.EN:
        noun, following = (third, fourth) if second == "two" else (second, third)
        return first == "the" and (
            (noun in known.bare and following not in _DESCRIBES) or _AGE.fullmatch(noun) is not None
        )
    if language is Language.KK:
        return first in known.bare
    noun, following = (second, third) if first in known.heads else (first, second)
    return noun in known.bare and _VERB.fullmatch(following) is not None


def _refers(found: Sequence[str], sentence: str, known: Openings) -> bool:
    """«После этого», «В связи с этим», «Один из них», "When he came back": what points back, after such words."""
    place = next((place for place, word in enumerate(found) if word not in known.heads), len(found))
    if not 0 < place < len(found):
        return False
    word, following = found[place], found[place + 1] if place + 1 < len(found) else ""
    if word in known.back:
        return following not in _GOES_ON and not (word in known.near and following in known.seasons)
    return word in known.persons and (place > 1 or _NAMED_AFTER.match(sentence) is None)


def _acts_again(found: Sequence[str], known: Openings) -> bool:
    """«Вчера он…», "In 2019 she…": a person after nothing but words that say when."""
    place = next((place for place, word in enumerate(found) if word in known.persons), 0)
    when = [word for word in found[:place] if word not in known.heads]
    return len(when) > 0 and all(word in known.times or word.isdigit() for word in when)
