"""The forms of a Kazakh noun, by the rules of its grammar: number, possession by a third person, and case.

R. Muhamedowa, "Kazakh: A Comprehensive Grammar", Routledge 2016. Loans that break harmony, and narrow vowels that fall
out, are beyond it.
"""

_BACK, _FRONT = frozenset("аоұыяё"), frozenset("әөүіеэ")
_VOWELS = frozenset("аәеёоөұүыіэя")
_VOICELESS = frozenset("кқпстфхһцчшщбвгд")
_VOICED_BEFORE_VOWELS = {"п": "б", "к": "г", "қ": "ғ"}


def forms(noun: str) -> list[str]:
    """Return the noun, its plural, what a third person has of both, and the six oblique cases of each."""
    front = _is_front(noun)
    low, high = ("е", "і") if front else ("а", "ы")
    plural = noun + _first(noun, "тдл", nasals="мнңзжл") + low + "р"
    had = noun + "с" + high if noun[-1] in _VOWELS else noun[:-1] + _VOICED_BEFORE_VOWELS.get(noun[-1], noun[-1]) + high
    declined = [form for one in (noun, plural) for form in (one, *_cases(one, low, high, front=front))]
    return declined + [form for one in (had, plural + high) for form in (one, *_cases_of_had(one, low, high))]


def _cases(one: str, low: str, high: str, *, front: bool) -> list[str]:
    voiceless, vowel, last = one[-1] in _VOICELESS, one[-1] in _VOWELS, one[-1]
    hard = "т" if voiceless else "д"
    to = ("ке" if front else "қа") if voiceless else ("ге" if front else "ға")
    return [
        one + ("н" if vowel or last in "мнң" else hard) + high + "ң",
        one + to,
        one + ("н" if vowel else hard) + high,
        one + hard + low,
        one + ("н" if last in "мнң" else hard) + low + "н",
        one + ("пен" if voiceless else "бен" if last in "зж" else "мен"),
    ]


def _cases_of_had(one: str, low: str, high: str) -> list[str]:
    return [one + ending for ending in (f"н{high}ң", f"н{low}", "н", f"нд{low}", f"н{low}н", "мен")]


def _first(noun: str, sounds: str, *, nasals: str) -> str:
    """The first sound of an ending: after a voiceless sound, after a nasal and its like, after any other."""
    return sounds[0] if noun[-1] in _VOICELESS else sounds[1] if noun[-1] in nasals else sounds[2]


def _is_front(noun: str) -> bool:
    telling = [letter for letter in noun if letter in _BACK | _FRONT]
    return telling[-1] in _FRONT if telling else "и" in noun
