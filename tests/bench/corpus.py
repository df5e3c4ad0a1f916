"""Articles for load: made of a small vocabulary of our own, about sectors, all different, from a seeded generator."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from storage.records import Draft, SourceKind

OPENINGS = (
    "Министерство энергетики сообщило, что добыча нефти",
    "Железнодорожная компания объявила, что перевозка контейнеров",
    "Нацбанк опубликовал отчёт, по которому инфляция",
    "Горняки рассказали, что выплавка меди на комбинате",
    "Фермеры области подсчитали, что урожай пшеницы",
    "Цифровое ведомство отметило, что число пользователей интернета",
    "Экологи предупредили, что уровень воды в реке",
    "Врачи областной больницы заявили, что заболеваемость гриппом",
    "Учителя школ сообщили, что число учеников",
    "Театр столицы объявил, что премьера спектакля",
    "Футбольный клуб подтвердил, что матч чемпионата",
    "Послы стран договорились, что двустороннее сотрудничество",
    "Полиция сообщила, что расследование кражи",
    "Депутаты парламента решили, что закон о выборах",
    "Ведомство соцзащиты пообещало, что пенсии и пособия",
)
MIDDLES = (
    "в этом году изменится заметно сильнее, чем ожидали",
    "по итогам квартала вырастет сразу в нескольких областях",
    "потребует новых решений уже до конца осени",
    "останется в центре внимания местных властей и бизнеса",
    "будет обсуждаться на совещании в понедельник",
)
NAMES = ("Сарыозек", "Аягоз", "Жанатас", "Балхаш", "Каражал", "Шалкар", "Текели", "Риддер", "Арысь", "Кентау")


def text(numbers: random.Random, *, characters: int = 2500) -> str:
    """An article of paragraphs of about 310 characters, each about a sector."""
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < characters:
        sentences = [
            f"{numbers.choice(OPENINGS)} в районе {numbers.choice(NAMES)} {numbers.choice(MIDDLES)}, "
            f"речь идёт о {numbers.randint(2, 99_999)} случаях."
            for _ in range(2)
        ]
        paragraphs.append(" ".join(sentences))
    return "\n\n".join(paragraphs)


def drafts(count: int, *, until: datetime, days: int = 30, characters: int = 2500, seed: int = 1) -> Iterator[Draft]:
    """Articles published evenly over the days before ``until``."""
    numbers = random.Random(seed)
    for number in range(count):
        yield Draft(
            address=f"https://example.org/{seed}/{number}",
            source=f"Outlet {number % 20}",
            source_kind=SourceKind.PAGE,
            title=f"{numbers.choice(OPENINGS)} {number}",
            text=text(numbers, characters=characters),
            url=f"https://example.org/{seed}/{number}",
            published_at=until - timedelta(days=days) * (1 - (number + 1) / count),
        )
