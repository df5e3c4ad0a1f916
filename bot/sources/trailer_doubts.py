"""What shows that a line which begins as an outlet's trailer does is news: it goes on to tell something.

In doubt a line is news: a trailer that stays looks untidy, a sentence that goes is lost.
"""

import re

# Who said it, in the past or the present: «…, напомнил омбудсмен», "…, police said".
_SAID = re.compile(
    r"\b(?:сообщи|заяви|рассказа|напомни|отмети|подчеркну|добави|поясни|объясни|сказа|посоветова|предупреди|призва|"
    r"ответи|уточни|написа|пообеща|предложи|призна|реши|счита|утвержда)(?:л|ла|ло|ли)\b|"
    r"\b(?:сообща|советую|предупрежда|счита|утвержда|напомина|отмеча|пиш|переда|предлага|призыва|говор)"
    r"(?:ет|ёт|ют|ит|ят|ут)\b|"
    r"\b(?:деді|дейді|деген|деп|хабарлады|хабарлайды|мәлімдеді|айтты|ескертті|түсіндірді)\b|"
    r"\b(?:said|says|told|warned|added|wrote|announced|ruled|fined|according\sto)\b",
    re.IGNORECASE,
)
# A number of something: «100 млн тенге», «1 декабря», "5%".
_FIGURE = re.compile(r"\d\s?%|\d\s(?-i:[a-zа-яёәғқңөұүһі]{3,})")
# What is told after a colon begins with a small letter and isn't one word; a call may follow, too: «…: подпишитесь».
_TOLD_AFTER_COLON = re.compile(r":\s(?!\w*(?:тесь|йте|ите|ңыз|ңіз|лыпс)\b)[a-zа-яёәғқңөұүһі]+\s[\wА-я]")

# What a sentence has and a name hasn't: finite verbs of Russian, written small (Марат and Камила are none), but for
# masculine nouns that end as they do, and for what pictures do («носит иллюстративный характер»).
_RUSSIAN_VERB = re.compile(
    r"\b(?!\w*(?:комитет|совет|университет|факультет|кабинет|интернет|акимат|маслихат|кредит|аудит|жител|зрител|"
    r"читател|учител)|нос[ия]т|взят)"
    r"(?:[а-яё]{2,}(?:[аиуыяе]л[аои]|[аиуыяе]л[аои]?с[ья]|ил|ыл|ул|[аеёиуюя]т(?:ся)?)|[а-яё]*(?:казал|дал|снял|упал))\b"
)
_KAZAKH_VERB = re.compile(r"\b[а-яёәғқңөұүһі]\w+(?<!қызме)(?<!сурет)(?:ды|ді|ты|ті)\W*$")
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_LATIN = re.compile(r"[A-Za-z]")
_SITE = re.compile(r"@?[a-z0-9][\w-]*(?:\.[\w-]+)*(?:/[\w-]+)?")
_BETWEEN = re.compile(r"\s+/\s+|,\s+|\s*\|\s*")
_SMALL_IN_NAMES = frozenset(
    {"of", "the", "and", "for", "via", "by", "from", "s", "de", "von", "press", "service", "kz"}
    | {
        "и",
        "из",
        "для",
        "с",
        "от",
        "на",
        "в",
        "по",
        "через",
        "мен",
        "және",
        "үшін",
        "фон",
        "де",
        "оглы",
        "кызы",
        "қызы",
        "ұлы",
    }
)
# How those are called who have pictures and no name, and where pictures are from.
_OFFICE = re.compile(
    r"(?:пресс|иллюстратив|архив|из\b|с\s|предоставлен|скрин|стоп|кадр|сайт|соцсет|социальн|открыт|редакц|автор|коллаж|официальн|"
    r"министерств|мвд|мчс|полици|департамент|аким|управлени|интернет|очевид|личн|камер|видеокамер|"
    r"баспасөз|министрл|әкімд|архив|мұрағат|ашық|қызмет|автор|ғаламтор|әлеуметтік|"
    r"the\s.{0,40}\b(?:press|service|office|ministry|archive)|press|archive|courtesy|social|provided|handout|screenshot)",
    re.IGNORECASE,
)


def goes_on(line: str) -> bool:
    """Whether a line that begins as a call tells something: what somebody said, a number of something, a sentence."""
    return any(form.search(line) for form in (_SAID, _FIGURE, _TOLD_AFTER_COLON))


def names_somebody(credited: str) -> bool:
    """Whether what a credit says («Фото: …») is a name, an office or a place of pictures, and not a sentence."""
    credited = credited.strip(" :–—©|/-")
    if _RUSSIAN_VERB.search(credited):
        return False
    return all(map(_is_somebody, _BETWEEN.split(credited)))


def _is_somebody(credited: str) -> bool:
    if not credited or _OFFICE.match(credited) or _SITE.fullmatch(credited):
        return True
    if credited[0].islower() or _KAZAKH_VERB.search(credited):
        return False
    return all(map(_may_be_of_a_name, _WORD.findall(credited)))


def _may_be_of_a_name(word: str) -> bool:
    """Each word of a name begins with a capital or has one (iStock), but for a few; of a sentence only the first."""
    return not word.islower() or word in _SMALL_IN_NAMES or _OFFICE.match(word) is not None or "." in word
