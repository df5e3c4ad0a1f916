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

# What a sentence has and a name hasn't: finite verbs of Russian, but for masculine nouns that end as they do.
_RUSSIAN_VERB = re.compile(
    r"\b(?!\w*(?:комитет|совет|университет|факультет|кабинет|интернет|акимат|маслихат|кредит|аудит|жител|зрител|"
    r"читател|учител))"
    r"(?:[а-яё]{2,}(?:[аиуыяе]л[аои]|[аиуыяе]л[аои]?с[ья]|ил|ыл|ул|[аеёиуюя]т(?:ся)?)|\w*(?:казал|дал|снял|упал))\b",
    re.IGNORECASE,
)
_KAZAKH_VERB = re.compile(r"\w{2,}(?<!қызме)(?<!сурет)(?:ды|ді|ты|ті)\W*$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_LATIN = re.compile(r"[A-Za-z]")
_SMALL_IN_NAMES = frozenset(
    {"of", "the", "and", "for", "via", "by", "from", "s", "de", "von", "press", "service", "kz"}
)
# How those are called who have pictures and no name, and where pictures are from.
_OFFICE = re.compile(
    r"(?:пресс|архив|из\b|с\s|предоставлен|скрин|стоп|кадр|сайт|соцсет|социальн|открыт|редакц|автор|коллаж|официальн|"
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
    if (
        not credited
        or _RUSSIAN_VERB.search(credited)
        or (not _OFFICE.match(credited) and _KAZAKH_VERB.search(credited))
    ):
        return not credited
    if _OFFICE.match(credited):
        return True
    if not credited[0].islower():
        return not _LATIN.match(credited) or _is_latin_name(credited)
    return False


def _is_latin_name(credited: str) -> bool:
    """English writes each word of a name with a capital, which a sentence has but one."""
    return not any(word[0].islower() and word.lower() not in _SMALL_IN_NAMES for word in _WORD.findall(credited))
