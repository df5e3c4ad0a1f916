"""Sentences that point back to the one before them, and so don't stand alone: «Он добавил…», «При этом…», «Бұл…»."""

from bot.text.language import Language
from bot.text.wordlists import listed
from bot.text.words import words

__all__ = ["leans"]


# What points back or goes on, as the first word of a sentence.
_FIRST: dict[Language, frozenset[str]] = {
    Language.RU: listed(
        """
        а но и или же он она оно они его ее их ему ей им это этот эта эти этого этой этих этому этим тот та те того той
        такой такая такое такие там тогда тут здесь тем поэтому потому затем потом причем притом однако зато также
        тоже впрочем напротив наоборот иначе следовательно далее
        """
    ),
    Language.KK: listed(
        """
        ол олар оның олардың оған оларға оны оларды одан онда онымен бұл бұлар бұның бұған бұны бұдан бұнда мұнда
        мұндай осы осындай осыған осыдан осылай сол сондай солай соған содан сонда сонан сосын сондықтан сонымен
        сондай-ақ бірақ алайда дегенмен әйтсе ал және немесе себебі өйткені
        """
    ),
    Language.EN: listed(
        """
        he she it they him her them his its their theirs this that these those such then but and or so yet however
        therefore thus also instead meanwhile moreover furthermore nevertheless otherwise
        """
    ),
    Language.OTHER: frozenset(),
}
# The same as the second word, after one of these: «После этого», «По его словам», "Despite this".
_PREPOSITIONS = listed(
    """
    в во на по при после до из к для от за об о с со у над под кроме помимо вместо между благодаря несмотря вместе
    after before at by for in of on with without despite because besides
    """
)
_SECOND: dict[Language, frozenset[str]] = {
    Language.RU: listed("это этом этого этому этим этой этот эту эти этих то том того тому тем его ее их"),
    Language.KK: frozenset(),
    Language.EN: listed("this that these those it him her them his its their addition"),
    Language.OTHER: frozenset(),
}
# Before these nothing is pointed at: «в этом году», «осы жылы», "this week" mean the day of the news; «после того как»
# goes on in its own sentence.
_NOT_BACK = listed(
    """
    как что чтобы
    год году года неделе неделю неделя месяце месяц утро утром вечер вечером день дни раз лето летом зиму осенью весной
    жыл жылы жылдың апта аптада ай айда күні күндері жолы маусымда
    year week month morning evening afternoon night summer winter spring autumn season time weekend
    """
)
_BEGINNING = 120  # characters, in which the first three words stand


def leans(sentence: str, language: Language) -> bool:
    """Does ``sentence`` need the one before it to be understood, as far as its first words tell?"""
    beginning = [word.partition("'")[0] for word in words(sentence[:_BEGINNING])[:3]]
    first, second, third = (*beginning, "", "", "")[:3]
    if first in _FIRST[language]:
        return second not in _NOT_BACK
    return first in _PREPOSITIONS and second in _SECOND[language] and third not in _NOT_BACK
