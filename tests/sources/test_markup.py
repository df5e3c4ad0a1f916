"""Plain paragraphs, lines and pictures of markup that strangers wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.cleaning import clean
from bot.sources.markup import MOST_TAGS, first_picture, plain_line, plain_paragraphs
from bot.sources.plain import split_paragraphs


@pytest.mark.parametrize(
    ("markup", "paragraphs"),
    [
        ("<p>Один.</p><p>Два.</p>", ["Один.", "Два."]),
        ("<div>Один.<p>Два.</p>Три.</div>", ["Один.", "Два.", "Три."]),
        ("Один.<br><br>Два.", ["Один.", "Два."]),
        ("<p>Один.<br>\n&nbsp;<br>Два.</p>", ["Один.", "Два."]),
        ("<p>Строка.<br>Ещё строка.</p><p>Два.</p>", ["Строка.\nЕщё строка.", "Два."]),
        ("<p>Перенос\nв разметке   и пробелы.</p>", ["Перенос в разметке и пробелы."]),
        ("<ul><li><p>Один;</p></li><li>два.</li></ul>", ["• Один;\n• два."]),
        ("<ol><li>Один<ul><li>один</li></ul></li></ol>", ["• Один\n• один"]),
        ("<table><tr><td>А</td><td><p>Б</p></td></tr><tr><td>В</td><td></td></tr></table>", ["А | Б\nВ"]),
        ("<p>Слово<script>1</script><style>p{}</style>.</p>", ["Слово."]),
        ("<figure><img src=x><figcaption>Озеро</figcaption></figure><p>Один.</p>", ["Один."]),
        ("<p>Один <b>с <i>на</i>клоном</b>.<!-- нет --></p>", ["Один с наклоном."]),
        ("<p></p><p> &nbsp; </p>", []),
        ("&lt;p&gt;Один.&lt;/p&gt;&lt;p&gt;Два.&lt;/p&gt;", ["Один.", "Два."]),
        ("2 &lt; 3 и 3 &gt; 2", ["2 < 3 и 3 > 2"]),
        ("Один.\n\nДва.", ["Один.", "Два."]),
        ("", []),
        ("<p>Незакрытый <b>тег", ["Незакрытый тег"]),
        ("<p>a\x00b \ud83d c</p>", ["ab ? c"]),
    ],
)
def test_paragraphs(markup: str, paragraphs: list[str]) -> None:
    assert plain_paragraphs(markup) == paragraphs


@given(st.lists(st.text("абвг .,—«»", min_size=1, max_size=50).map(str.strip).filter(bool), min_size=1))
def test_no_word_is_lost_on_the_way_through_markup(words: list[str]) -> None:
    markup = "".join(f"<p>{word}</p>" for word in words)
    assert plain_paragraphs(markup) == [" ".join(word.split()) for word in words]


@given(st.text(st.characters(exclude_characters="<&")))
def test_text_without_markup_is_a_plain_text(text: str) -> None:
    assert plain_paragraphs(text) == split_paragraphs_of(text)


def split_paragraphs_of(text: str) -> list[str]:
    return split_paragraphs(clean(text))


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("<b>Станция</b> у&nbsp;озера", "Станция у озера"),
        ("&lt;b&gt;Станция&lt;/b&gt;", "Станция"),
        ("&amp;quot;Станция&amp;quot;", '"Станция"'),
        ("Цены<br/>выросли", "Цены выросли"),
        ("Цена <1000 тенге и >2", "Цена <1000 тенге и >2"),
        ("AT&T", "AT&T"),
        ("  a \n b ", "a b"),
    ],
)
def test_lines(markup: str, line: str) -> None:
    assert plain_line(markup) == line


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ('<p><img src="/a.jpg"></p>', "/a.jpg"),
        ('<img src="/dot.gif" width="1" height="1"><IMG SRC="/b.jpg">', "/b.jpg"),
        ('<img src="data:image/gif;base64,R0lG" data-src="/c.jpg"><img src="/d.jpg">', "/c.jpg"),
        ('<img alt="no address">', None),
        ("<p>нет</p>", None),
    ],
)
def test_pictures(markup: str, address: str | None) -> None:
    assert first_picture(markup) == address


@pytest.mark.parametrize(
    "bomb",
    [
        "<p>" * (MOST_TAGS + 1),
        f"<p {' '.join(f'a{n}=1' for n in range(20_000))}>x</p>",
        f"<p x='>' {' '.join(f'a{n}=1' for n in range(20_000))}>x</p>",
    ],
)
def test_markup_that_would_keep_its_readers_busy_is_refused(bomb: str) -> None:
    for read in (plain_paragraphs, first_picture):
        with pytest.raises(ValueError, match="more than"):
            read(f"{bomb}<img src='/a.jpg'>")
