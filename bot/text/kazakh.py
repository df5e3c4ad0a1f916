"""A stemmer for Kazakh: takes the endings off a word, so that its forms meet.

Kazakh stacks endings on a stem in a fixed order: stem, plural, possessive, case (R. Muhamedowa, "Kazakh: A
Comprehensive Grammar", Routledge 2016). Here they are taken off from the outside in, without a dictionary. Each ending
agrees with the stem in two ways, and one that doesn't agree is no ending: its vowel is back or front as the stem's last
one is, and its first sound follows from the stem's last sound. Verbs, where they can be told, have their own module.
"""

from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from bot.text import kazakh_verbs
from bot.text.wordlists import listed

__all__ = ["stem"]

_BACK = frozenset("аоұыяё")
_FRONT = frozenset("әөүіеэ")
_VOWELS = frozenset("аәеёиоөуұүыіэюя")

# Last sounds of a stem, as the endings see them. У and и are vowels for harmony's sake only: endings follow them as
# they follow й. Final б, в, г, д of loans are spoken voiceless.
_OPEN = frozenset("аәеёоөұүыіэюяи")
_VOICELESS = frozenset("кқпстфхһцчшщбвгд")
_NASAL = frozenset("мнң")
_HISS = frozenset("зж")
_LIQUID = frozenset("лрйуию")
_VOICED = _NASAL | _HISS | _LIQUID
_CLOSED = (_VOICELESS | _VOICED) - frozenset("ию")
_THIRD_PERSON = frozenset("ыі")  # what the third person's possessive ends in


class _Ending(NamedTuple):
    suffix: str
    after: frozenset[str]


def _slot(*rows: tuple[str, frozenset[str]]) -> tuple[_Ending, ...]:
    """One place in the order of endings; the longest ending first."""
    endings = chain.from_iterable(((_Ending(suffix, after) for suffix in names.split()) for names, after in rows))
    return tuple(sorted(endings, key=lambda ending: -len(ending.suffix)))


_RELATIVE = _slot(  # "the one in …"
    ("дағы дегі", _OPEN | _VOICED),
    ("тағы тегі", _VOICELESS),
    ("ндағы ндегі", _THIRD_PERSON),
)
_CASE = _slot(
    ("ның нің", _OPEN | _NASAL),  # genitive
    ("дың дің", _HISS | _LIQUID),
    ("тың тің", _VOICELESS),
    ("ға ге", _OPEN | _VOICED),  # dative
    ("қа ке", _VOICELESS),
    ("на не", _THIRD_PERSON),
    ("ны ні", _OPEN),  # accusative
    ("ды ді", _VOICED),
    ("ты ті", _VOICELESS),
    ("н", _THIRD_PERSON),
    ("да де", _OPEN | _VOICED),  # locative
    ("та те", _VOICELESS),
    ("нда нде", _THIRD_PERSON),
    ("дан ден", _OPEN | _HISS | _LIQUID),  # ablative
    ("тан тен", _VOICELESS),
    ("нан нен", _NASAL | _THIRD_PERSON),
    ("мен менен", _OPEN | _NASAL | _LIQUID),  # instrumental
    ("бен", _HISS),
    ("пен", _VOICELESS),
    ("нікі", _OPEN | _NASAL),  # "what belongs to …"
    ("дікі", _HISS | _LIQUID),
    ("тікі", _VOICELESS),
    *((ending.suffix, ending.after) for ending in _RELATIVE),
)
_POSSESSIVE = _slot(
    ("ымыз іміз ыңыз іңіз", _CLOSED),
    ("мыз міз ңыз ңіз", _OPEN),
    ("сы сі", _OPEN),
    ("ы і", _CLOSED),
)
_PLURAL = _slot(
    ("лар лер", _OPEN | frozenset("йру")),
    ("дар дер", _NASAL | _HISS | frozenset("л")),
    ("тар тер", _VOICELESS),
)
# Of verbs, what ``kazakh_verbs`` leaves: endings that can be those of any verb.
_TENSE = _slot(
    ("ады еді", _CLOSED),  # present
    ("ды ді", _OPEN),  # past; after a consonant it looks like an accusative, and is taken off as one
)
_PARTICIPLE = _slot(("ған ген", _OPEN | _VOICED), ("қан кен", _VOICELESS))
_SAME_FOR_ALL_VOWELS = listed("мен менен бен пен нікі дікі тікі")
# After a hyphen, that is after an abbreviation, endings need no further proof: АЭС-тің, ЖШС-сінің.
_ENDINGS = frozenset(
    plural + possessive + case
    for plural in ("", *(ending.suffix for ending in _PLURAL))
    for possessive in ("", *(ending.suffix for ending in _POSSESSIVE))
    for case in ("", *(ending.suffix for ending in _CASE))
) - {""}

_FALLING = listed("орын мойын қарын ерін мұрын қойын ауыз көңіл халық құлық ерік көрік ғұрып ғұмыр қырық қалып")
# The narrow vowel of these falls out before an ending that begins with a vowel: орын, орны.
_FALLEN = {word[:-2] + word[-1]: word for word in _FALLING}
# Nouns and places whose own last syllable, or what it ends in, looks like an ending.
_WHOLE = _FALLING | listed(
    """
    апта орта карта почта газета ракета валюта планета дата квота вахта шахта анкета зарплата мақта балта қалта сауда
    пайда команда бригада олимпиада аренда теңге оқиға қағида орда ақорда алашорда тұлға төраға жұмыртқа сыбаға қарға
    басқа қысқа өзге бірге бөлме кесте мүдде шілде қатын ағылшын қорғасын ақын егін аудан қорған ауған мерген тендер
    лидер жасанды отбасы жарты қайғы желі дәрі қаулы қорытынды жүлде тақта құмырсқа
    пункт факт акт контракт объект субъект проект эффект интеллект продукт тест пост подъезд фонд тренд бренд стенд
    рекорд
    жезқазған талдықорған қарағанды қызылорда өскемен семей алматы канада уганда руанда
    """
)
# Lands whose last syllable looks like an ablative, without it.
_LANDS = tuple(listed("қазақс өзбекс қырғызс тәжікс түрікменс ауғанс пәкіс татарс башқұртс дағыс түркіс моңғолс"))
_SHORT_STEMS = listed("су ту бу би ми")  # others of two letters begin with a vowel

# Verbs made of nouns end in -ла, -да or -та: without their vowel they are cut too far (қабылда-ды, not қабылд-ады).
_CUT_VERBS = tuple(listed("лд нд зд рд мд ңд йд ст қт кт пт шт рл тл сл зл қл кл пл шл йл нл мл"))

# What ends in ы or і of its own, and takes с before the possessive: басшы, қаржы, қорытынды, белгі, түлкі, жалақы; days
# of the week (сенбі), loans (факті). After other sounds ыс is what nouns are made of verbs with (жұмыс, шығыс).
_OPEN_ENDS = (*(sound + vowel for sound in "шждгкқ" for vowel in "ыі"), "нбі", "кті")

_LONG = 3  # letters that a key keeps at least


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a lower-cased Kazakh ``word``: a key to compare by, not always a word of its own."""
    word = word.replace("ь", "") or word  # of loans, and only sometimes written before an ending: рубль, рублі
    head, _, tail = word.rpartition("-")
    if head and tail in _ENDINGS:
        return head
    if len(word) < _LONG or _VOWELS.isdisjoint(word):
        return word
    noun = _nominal(word)
    if noun in _WHOLE:
        return _met(noun)
    if (verb := kazakh_verbs.root(word) or kazakh_verbs.root(noun)) is not None:
        return _met(verb)
    tense = _taken_off(word, _TENSE)
    return _met(tense if tense != word else _taken_off(noun, _PARTICIPLE))


def _nominal(word: str) -> str:
    found = word
    for slot in (_CASE, _POSSESSIVE):
        found = _taken_off(found, slot)
    plural = _taken_off(found, _PLURAL)
    return plural if plural == found else _taken_off(plural, _RELATIVE)


def _taken_off(word: str, slot: tuple[_Ending, ...]) -> str:
    if word in _WHOLE:
        return word
    for ending in slot:
        if word.endswith(ending.suffix):
            rest = word[: -len(ending.suffix)]
            if _agree(rest, ending):
                return rest
    return word


def _agree(rest: str, ending: _Ending) -> bool:
    """Could ``rest`` be a stem that takes this ending?"""
    if rest[-1:] not in ending.after or _VOWELS.isdisjoint(rest):
        return False
    if len(rest) < _LONG and rest not in _SHORT_STEMS and not (len(rest) == _LONG - 1 and rest[0] in _VOWELS):
        return False
    if ending.suffix in {"сы", "сі"} and _keeps_s(rest):
        return False
    if rest + ending.suffix[0] in _WHOLE or (ending.suffix in {"тан", "та"} and rest.endswith(_LANDS)):
        return False
    if ending.suffix in {"ады", "еді"} and rest.endswith(_CUT_VERBS):
        return False
    return ending.suffix in _SAME_FOR_ALL_VOWELS or _harmonious(rest, ending.suffix)


def _keeps_s(rest: str) -> bool:
    """Is the с that follows ``rest`` the stem's own? So it is in жұмыс-ы, but not in басшы-сы, факті-сі, белгі-сі."""
    return rest[-1] in _THIRD_PERSON and rest not in _WHOLE and not rest.endswith(_OPEN_ENDS)


# Surnames follow the vowel before (Тоқаевтың, Медведевтің); some loans take front vowels after a back one (банктің).
_OF_BOTH_KINDS = ("ев", "нк", "рк")


def _harmonious(rest: str, suffix: str) -> bool:
    if rest.endswith(_OF_BOTH_KINDS):
        return True
    backs = {_is_back(rest[::-1]), _is_back(suffix)}
    return len(backs) == 1 or None in backs


def _is_back(letters: str) -> bool | None:
    """Is the first telling vowel a back one? ``None`` where none tells: у is of both kinds, и of loans too."""
    for letter in letters:
        if letter in _BACK:
            return True
        if letter in _FRONT:
            return False
        if letter in "ию":
            return None
    return None


_DEVOICED = str.maketrans("бгғ", "пкқ")


def _met(found: str) -> str:
    """Bring together what one stem looks like in its forms.

    A final ы or і may be the stem's own or a possessive's, a final с, н or й its own or an ending's (кеңесі, өзені,
    қолдайды); a final п, к or қ is voiced before a vowel (кітап, кітабы); a narrow vowel of the last syllable may fall
    out there (орын, орны).
    """
    found = _FALLEN.get(found, found)
    if found in _WHOLE:
        return found
    if (
        len(found) > _LONG
        and found[-1] in "снй"
        and found[-2] in _OPEN
        and not (found[-1] == "с" and _keeps_s(found[:-1]))
    ):
        found = found[:-1]
    if len(found) > _LONG and found[-1] in _THIRD_PERSON:
        found = found[:-1]
    return found[:-1] + found[-1].translate(_DEVOICED) if len(found) >= _LONG else found
