"""Kazakh verbs: the root of a form, where its ending can be nothing but a verb's.

A form is a root, its voice, a negation, and an ending of tense, mood or converb (R. Muhamedowa, "Kazakh: A
Comprehensive Grammar", Routledge 2016). Without a dictionary most short ones can't be told from nouns: жылу is warmth,
and no form of жыл, year. So a root is looked for where it is one of the frequent verbs, where it is built as verbs are
built (жүргіз, қабылда), or where the ending is unmistakable (айналып).
"""

import re

from bot.text.wordlists import listed

__all__ = ["root"]

# Frequent verbs; those whose root is as frequent a noun or a particle are left out (ат, ет, бар).
_ROOTS = listed(
    """
    ал бер кел кет көр сал тұр жүр қал бол біл айт шық түс өт өс аш жап тап сат жаз кір қой құр бөл жой жең күт шеш кес
    тарт арт қос іш ұш өл қаш қон жат жет төк ек үз бұз көш тіз түз ұр сүр қайт ұт жұт тұт айыр төле сөйле жаса сұра
    ізде істе ұста тексер жина құра қара тара жара сана ойна ойла арна орна қорға байқа өлше ұна
    """
)
_VOICED = {"п": "б", "к": "г", "қ": "ғ"}  # between vowels: тап, табады
_ROOT_OF = {word: word for word in _ROOTS} | {
    word[:-1] + _VOICED[word[-1]]: word for word in _ROOTS if word[-1] in _VOICED
}
_FREQUENT = "|".join(sorted(_ROOT_OF, key=len, reverse=True))
# How verbs are built of other words: with л after a vowel, р or й, with д after another voiced sound, with т after a
# voiceless one (ойла, қолда, баста); and causatives (өндір, енгіз).
_BUILT = r"[^\W\d_]{2,}?(?:(?:[аәеоөұүыірйу]л|[лмнңзж]д|[кқпстфхшщц]т)[ае]|[дт][ыі]р|[ғгкқ][ыі]з)"
_ANY = r"[^\W\d_]{3,}"
_CONSONANT = r"[^\W\d_аәеёиоөуұүыіэюя]"

# The first sound of an ending follows from the one before it.
_M = r"(?:(?<=[аеиоуыірлй])м|(?<=[зжмнң])б|(?<=[кқпстш])п)"
_D = r"(?:(?<![кқпстш])д|(?<=[кқпстш])т)"
_G = r"(?:(?<![кқпстш])(?:ға|ге)|(?<=[кқпстш])(?:қа|ке))"

_PASSIVE = "[ыі]л"
_VOICE = rf"(?:{_PASSIVE}|(?<=[ае])л|(?<=л)[ыі]н|(?<=л[ае])н|(?<=л[дт][ае])н)?"
_NEGATION = rf"(?:{_M}[ае])?"
_CONVERB = r"[ыі]п(?:т[ыі])?"
_PARTICIPLE = rf"{_G}н[ыі]?"
_ENDING = "|".join(
    (
        "у",  # infinitive
        _CONVERB,
        r"(?<=[аеыі])п(?:т[ыі])?",
        "[ае]д[ыі]",  # present
        "(?<=[аеи])й?д[ыі]",
        "(?<=[аеи])йм(?:[ыі]н|[ыі]з)",
        f"{_D}[ыі]",  # past
        _PARTICIPLE,
        "[ае]т[ыі]н[ыі]?",
        "(?<=[аеи])йт[ыі]н[ыі]?",
        "с[ае]",  # condition
        f"{_M}[ае][кқ]",  # intention
        "(?<![мбп][ае])с[ыі]н",  # wish; but көрме-сін, бағдарлама-сын are nouns
    )
)
_OF_FREQUENT = re.compile(f"({_FREQUENT}){_VOICE}{_NEGATION}(?:{_ENDING})")
_OF_OTHERS = (
    re.compile(f"({_BUILT}){_VOICE}{_NEGATION}(?:{_ENDING})"),
    re.compile(f"({_ANY}[рзткқсш]){_PASSIVE}{_NEGATION}(?:{_ENDING})"),
    re.compile(rf"({_ANY}?)(?:{_PASSIVE})?{_M}[ае](?:у|й|й?д[ыі]|{_G}н|йт[ыі]н|с[ае])"),
    re.compile(f"({_ANY}{_CONSONANT})у"),
    re.compile(rf"([^\W\d_]{{2,}}{_CONSONANT}){_CONVERB}"),
    re.compile(f"({_ANY}?){_G}н[ыі]"),
)
# Nouns that end as verbs do, and so does the accusative of some.
_NOUNS = listed("тәртіп кәсіп қауіп нәсіп кейіп қалып айып ғайып мектеп сынып зайып ғарып скандал кристал құрал тарап")
_NO_VERBS = tuple(noun + ending for noun in _NOUNS for ending in ("", "ты", "ті", "ды"))


def root(word: str) -> str | None:
    """Return the root of a lower-cased verb form; ``None`` where ``word`` may be something else."""
    if word.endswith(_NO_VERBS):
        return None
    if found := _OF_FREQUENT.fullmatch(word):
        return _ROOT_OF[found[1]]
    return next((found[1] for pattern in _OF_OTHERS if (found := pattern.fullmatch(word))), None)
