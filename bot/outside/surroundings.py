"""What stands around the news on a page and isn't news: menus, buttons, notices, in three languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The words of one language. ``trailer`` is what a blog engine puts below each item of a feed."""

    menu: tuple[str, ...]
    read_also: str
    share: str
    subscribe: str
    cookies: str
    rights: str
    older: str
    more: str
    trailer: str


SURROUNDINGS: Mapping[str, Surroundings] = MappingProxyType(
    {
        "ru": Surroundings(
            menu=("Главная", "Новости", "Политика", "Экономика", "Общество", "О редакции", "Реклама"),
            read_also="Читайте также",
            share="Поделиться",
            subscribe="Подписывайтесь на наш Telegram-канал и узнавайте новости первыми!",
            cookies="Мы используем файлы cookie. Продолжая пользоваться сайтом, вы соглашаетесь с этим.",
            rights="Все права защищены. При использовании материалов ссылка обязательна.",
            older="Следующая страница",
            more="Читать далее",
            trailer="Сообщение {title} появились сначала на {name}.",
        ),
        "kk": Surroundings(
            menu=("Басты бет", "Жаңалықтар", "Саясат", "Экономика", "Қоғам", "Редакция туралы", "Жарнама"),
            read_also="Оқи отырыңыз",
            share="Бөлісу",
            subscribe="Telegram-арнамызға жазылыңыз, жаңалықтарды бірінші болып біліңіз!",
            cookies="Біз cookie файлдарын қолданамыз. Сайтты пайдалану арқылы сіз бұған келісесіз.",
            rights="Барлық құқықтар қорғалған. Материалдарды пайдаланғанда сілтеме жасау міндетті.",
            older="Келесі бет",
            more="Толығырақ",
            trailer="{title} жазбасы алғаш рет {name} сайтында пайда болды.",
        ),
        "en": Surroundings(
            menu=("Home", "News", "Politics", "Business", "Society", "About us", "Advertise"),
            read_also="Read also",
            share="Share",
            subscribe="Subscribe to our Telegram channel to be the first to know!",
            cookies="We use cookies. By continuing to use this site you agree to that.",
            rights="All rights reserved. Use of our material requires a link.",
            older="Next page",
            more="Read more",
            trailer="The post {title} appeared first on {name}.",
        ),
    }
)
