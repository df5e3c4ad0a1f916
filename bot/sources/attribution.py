"""Who an article comes from, by its own words: «передает BAQ.KZ», «деп хабарлайды Kazinform», "reports …".

Only names that can be an outlet's are taken: an address (Tengrinews.kz), a name in quotation marks, Latin words with
capitals, or a Cyrillic one after a word like «агентство». A ministry or a person that reports something is not where
the article comes from. Better no name than a wrong one.
"""

import re
from dataclasses import dataclass

from bot.sources.cleaning import one_line

_LONGEST_NAME = 60

_ADDRESS = r"(?:[\w-]{1,40}\.){1,3}(?:[A-Za-z]{2,6}|қаз|рф)(?![\w.]*\w@)\b"
_LATIN = r"(?:The\s)?[A-Z][A-Za-z0-9]{1,30}(?:[ -](?:[A-Z][A-Za-z0-9]{0,30}|\d{1,3})\b){0,3}"
_QUOTED = r"«[^«»\n]{2,60}»|“[^“”\n]{2,60}”|„[^„“”\n]{2,60}[“”]|\"[^\"\n]{2,60}\""
_KNOWN_CYRILLIC = r"(?:Казинформ|ҚазАқпарат|КазТАГ|ТАСС|Интерфакс(?:-Казахстан)?|РИА\sНовости|Хабар\s24)\b"
_NAME = rf"(?P<name>{_ADDRESS}|{_QUOTED}|{_KNOWN_CYRILLIC}|{_LATIN}\b)"

_RU_KIND = (
    r"(?:(?:собственный\s|собкор\s|специальный\s)?корреспондент|корр\.|журналист|редакция|"
    r"(?:информационное\s|международное\s)?агентств[оа]|информагентств[оа]|издани[ея]|(?:интернет-)?портала?|"
    r"(?:интернет-)?газет[аы]|журнала?|(?:теле)?канала?|телеканала?|сайта?|МИА|ИА|деловой|новостной)"
)
_RU_VERB = r"(?:переда[её]т|сообщает|сообщают|пишет|пишут|информирует|информируют)"
_RU_OF = r"(?:со\sссылкой\sна|по\sданным|по\sинформации|по\sсообщению)"
_KK_VERB = r"(?:хабарлайды|хабарлады|жазады|жазды|жеткізеді|мәлімдейді)"
_KK_KIND = (
    r"(?:(?:халықаралық\s)?(?:ақпарат(?:тық)?\s)?(?:агенттігі|порталы|сайты|газеті|телеарнасы|басылымы|редакциясы)"
    r"(?:нің|ның|не|на)?|тілшісі|тілші|МИА|АА)"
)
_KK_CASE = r"(?:-[а-яәғқңөұүі]{1,4}\b)?"
_KK_OF = r"(?:сілтеме\sжасап|мәліметінше|хабарлауынша|ақпаратына\sсүйеніп)"
_EN_VERB = r"(?:reports|reported|writes|wrote)"

_FORMS = (
    rf"(?i:\b{_RU_VERB})(?:\s(?i:{_RU_KIND})){{0,3}}\s{_NAME}",
    rf"(?i:\b{_RU_OF})(?:\s(?i:{_RU_KIND})){{0,2}}\s{_NAME}",
    rf"(?i:\b{_KK_VERB})\s{_NAME}",
    rf"{_NAME}{_KK_CASE}(?:\s(?i:{_KK_KIND})){{0,3}}(?:\sдеп)?\s(?i:{_KK_VERB}|{_KK_OF})\b",
    rf"(?i:,\s(?:reports|writes)|\bas\sreported\sby|\bis\sreported\sby)\s(?:the\s)?{_NAME}",
    rf",\s{_NAME}\s(?i:{_EN_VERB})(?=\s?[.,]|\s(?:with\sreference|citing)\b)",
    rf"(?i:^|\n)(?i:источник|дереккөз|source)\s?:\s{_NAME}",
)
_PATTERNS = tuple(re.compile(form.replace(r"\s", r"[ \u00a0\n]")) for form in _FORMS)

# The words that lead to the attribution when it closes a sentence: ", передает", "– деп", "Об этом".
_LEAD_IN = re.compile(r"\s*[,–—-]?\s*[–—-]?\s*(?:(?:как|об этом|бұл туралы|деп|as)\s+)?$", re.IGNORECASE)
_CLOSING = re.compile(rf"(?:\s{_KK_KIND})*(?:\sсо\sссылкой\sна\s.{{1,80}}?)?\s*[.!…]*\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attribution:
    """The outlet that a text names, and where the naming words stand in it."""

    name: str
    start: int
    end: int


def find_attribution(text: str) -> Attribution | None:
    """The first naming of an outlet in the text, ``None`` where there is none."""
    found = [match for pattern in _PATTERNS if (match := pattern.search(text))]
    if not found:
        return None
    first = min(found, key=lambda match: match.start())
    name = one_line(first["name"].strip('«»“”„"'))
    return Attribution(name[:_LONGEST_NAME], first.start(), first.end())


def without_attribution(sentence: str) -> str:
    """The sentence without the words that name its outlet where they close it, and without its full stop."""
    found = find_attribution(sentence)
    if found and _CLOSING.fullmatch(sentence, found.end):
        lead_in = _LEAD_IN.search(sentence, 0, found.start)
        kept = sentence[: lead_in.start() if lead_in else found.start]
        if kept.strip():
            return kept.rstrip(" ,;–—-")
    return sentence
