"""What is an article's and what is not, in layouts that name nothing as one would hope: each a few lines."""

import pytest

from bot.sources.pages import parse_page

NEWS = [
    "Правительство утвердило план ремонта дорог на 2026 год. На него выделят 410 млрд тенге, сообщил министр.",
    "Больше всего денег получат южные области: там отремонтируют две тысячи километров.",
    "«Качество проверят независимые лаборатории», – отметил глава ведомства.",
    "Работы начнутся в апреле.",
]
TITLE = "План ремонта дорог"
H1 = f"<h1>{TITLE}</h1>"


def p(*paragraphs: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


ALL = p(*NEWS)
CARD = (
    '<div class="item"><a href="/n/{n}"><img src="{n}.jpg"><span>Другая новость номер {n} этого раздела</span></a>'
    "<p>Короткий анонс другой новости номер {n}, в котором рассказано, о чём она, в двух словах.</p></div>"
)
OTHERS = '<div class="block"><div class="block__title">Другие материалы</div>{}</div>'.format(
    "".join(CARD.format(n=n) for n in range(6))
)
COMMENTS = "".join(
    f"<div><b>Иван</b><p>Давно пора, дороги плохие, особенно весной после паводка {n}.</p></div>" for n in range(9)
)
LINES = "<br>".join(NEWS[:2])

LAYOUTS = {
    "a lead outside of the text": f"<div>{H1}<div id=l>{NEWS[0]}</div><div id=b>{p(*NEWS[1:])}</div></div>{OTHERS}",
    "teasers longer than the news": f"<div>{H1}<div>{ALL}</div>{OTHERS}</div>",
    "a page builder": f'<div class="elementor-widget"><div>{H1}</div></div><div class="elementor-widget">{ALL}</div>',
    "no heading": f"<div><div>{TITLE}</div><div>{ALL}</div></div><div>{OTHERS}</div>",
    "a layout called by its sidebar": f"<div class=sidebar-right>{H1}{ALL}</div><aside class=sidebar>{OTHERS}</aside>",
    "comments longer than the news": f'<div>{H1}<div>{ALL}</div><div class="comments">{COMMENTS}</div></div>',
    "spans in paragraphs": H1 + "".join(f'<p><span style="font-size:14px">{line}</span></p>' for line in NEWS),
    "the heading twice": f"<div>{H1}<div><h2>{TITLE}</h2>{ALL}</div></div>",
    "facts above the text": f"{H1}<div><a href='/c'>Общество</a> <i>12.11.25</i></div><p>12 ноября, 14:05</p>{ALL}",
    "a text called by its picture": f"<article class=has-thumbnail>{H1}<div class=photo-text>{ALL}</div></article>",
    "a credit between paragraphs": f"<article>{H1}{p(NEWS[0], 'Фото: Ержан Алиев / Дала', *NEWS[1:])}</article>",
    "a bold beginning": f"<article>{H1}<p><strong>{NEWS[0]}</strong></p>{p(*NEWS[1:])}</article>",
    "one break between sentences": f"<div>{H1}<div>{LINES}</div>{p(*NEWS[2:])}</div>",
    "two breaks in a font": f"{H1}<font size=2>{'<br><br>'.join(NEWS)}</font>",
    "consent after a form": f"{H1}<div>{ALL}</div><div>Нажимая на кнопку, вы соглашаетесь с обработкой данных.</div>",
    "a popular list in Kazakh": f"{H1}<div>{ALL}</div><h3>Көп оқылғандар</h3><ul><li><a href=/1>Егін</a></li></ul>",
    "an embed": f"{H1}{p(NEWS[0])}<div class='instagram'><p>Публикация @dala</p></div>{p(*NEWS[1:])}",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_article_and_nothing_else(layout: str) -> None:
    assert paragraphs_of(LAYOUTS[layout]) == NEWS


def test_a_lead_belongs_to_the_text_though_the_heading_is_far() -> None:
    page = f"<header>{H1}</header><main><div id=l>{NEWS[0]}</div><div>{p(*NEWS[1:], *NEWS[1:])}</div></main>{OTHERS}"
    assert paragraphs_of(page) == [*NEWS, *NEWS[1:]]


KEPT = {
    "subheadings": ("<h3>Что дальше</h3>", ["Что дальше"]),
    "lists": ("<ul><li>Юг</li><li>Север</li></ul>", ["• Юг\n• Север"]),
    "tables": ("<table><tr><td>Юг</td><td>2000 км</td></tr></table>", ["Юг | 2000 км"]),
    "quotes": ("<blockquote>Дороги мы сделаем.</blockquote>", ["Дороги мы сделаем."]),
    "asides": ("<aside><p>Справка: в стране 96 тысяч километров дорог.</p></aside>", None),
    "boxes": ('<div class="info-bar"><p>Справка: в стране 96 тысяч километров дорог.</p></div>', None),
    "paragraphs that are half a link": ("<p>Подробности <a href='/x'>в материале о югe, где все цифры</a>.</p>", None),
    "news that speak of reading on": ("<p>Читайте также мелкий шрифт в договоре, советует юрист.</p>", None),
    "links at the head of items": ("<ul><li><a href='/a'>Шымкент</a>: 400 км дорог за год.</li></ul>", None),
    "short words": ("<p>– Нет.</p>", ["– Нет."]),
}


@pytest.mark.parametrize("kind", KEPT)
def test_nothing_of_an_article_is_lost(kind: str) -> None:
    markup, expected = KEPT[kind]
    found = paragraphs_of(f"<article>{H1}{p(*NEWS[:2])}{markup}{p(*NEWS[2:])}</article>")
    assert [block for block in found if block in NEWS] == NEWS
    rest = [block for block in found if block not in NEWS]
    assert len(rest) == 1
    assert expected is None or rest == expected


def test_a_text_of_scripts_alone_is_found_in_json_ld() -> None:
    body = "\\n\\n".join(NEWS)
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'
    assert paragraphs_of(script) == NEWS


@pytest.mark.parametrize("broken", ['{"@type": "NewsArticle", ', "[" * 100_000, '"\\ud800"', "null", "[1, [null, {}]]"])
def test_a_state_that_is_broken_harms_nothing(broken: str) -> None:
    scripts = f'<script type="application/ld+json">{broken}</script><script>window.__STATE__ = {broken}</script>'
    assert paragraphs_of(f"{scripts}<article>{H1}{ALL}</article>") == NEWS


def paragraphs_of(body: str) -> list[str]:
    page = f"<html lang='ru'><head><title>{TITLE}</title></head><body>{body}</body></html>"
    article = parse_page(page.encode(), url="https://dala.example/news/1")
    assert article.title == TITLE
    return article.text.split("\n\n")
