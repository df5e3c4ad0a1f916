"""Which encoding bytes are in: marks, UTF-8, what a page declares, and what the letters tell."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.encodings import declared_charset, decode, header_charset
from bot.text.language import Language
from tests.corpora import corpus, news_sentences

RUSSIAN = "Съезд № 5 — «объём» подъёмных работ вырос на 12 %, – сообщил инженер. Ещё этажи!"
KAZAKH = "Қазақ тіліндегі мәтін: үкімет ғимаратының төңірегіне көшет отырғызылды, – деді ұстаз. Әзірге һәм өте жақсы."
UKRAINIAN = "Її об’єднання є гідним: ґанок, їжак і політ. Засідання відбулося вчора."
WESTERN = "The café paid £125 – “a fair price”, said Zoë."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("text", [RUSSIAN, KAZAKH, UKRAINIAN, WESTERN])
def test_unicode(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_both_orders_of_utf16() -> None:
    assert decode(codecs.BOM_UTF16_BE + KAZAKH.encode("utf-16-be")) == KAZAKH
    assert decode(codecs.BOM_UTF16_LE + KAZAKH.encode("utf-16-le")) == KAZAKH


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "kz1048"),
        (KAZAKH, "kz1048"),
        (UKRAINIAN, "cp1251"),
        (WESTERN, "cp1252"),
        (RUSSIAN.replace("№", "N").translate({ord(c): '"' for c in "«»—–"}), "koi8-r"),
    ],
)
def test_single_bytes_are_told_by_their_letters(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(("language", "file", "encoding"), [("ru", "ref.rus", "cp1251"), ("kk", "ref.kaz", "kz1048")])
def test_twenty_words_of_news_are_enough(language: str, file: str, encoding: str) -> None:
    """Every piece of twenty words of two thousand sentences of news, but for five in a thousand."""
    words = corpus(f"ntrex/newstest2019-{file}.txt").read_text("utf-8").split()
    pieces = [" ".join(words[start : start + 20]) for start in range(0, len(words) - 20, 40)]
    encoded = [piece.encode(encoding, "ignore") for piece in pieces]
    right = sum(decode(piece) == piece.decode(encoding) for piece in encoded)
    assert right >= 0.995 * len(pieces), language


def test_what_a_page_declares_decides_between_single_bytes() -> None:
    word = "привет".encode("cp866")
    assert decode(word, "IBM866") == "привет"


def test_valid_utf8_goes_before_a_declaration() -> None:
    """A page that was saved anew often still declares what it was before."""
    assert decode(RUSSIAN.encode(), "windows-1251") == RUSSIAN


@pytest.mark.parametrize("declared", ["punycode", "idna", "rot13", "hex", "utf-16", "no-such", ""])
def test_a_declaration_that_is_no_encoding_of_texts_is_passed_over(declared: str) -> None:
    assert decode(RUSSIAN.encode("cp1251"), declared) == RUSSIAN


@pytest.mark.parametrize(
    ("html", "charset"),
    [
        (b'<html><meta charset="windows-1251">', "windows-1251"),
        (b"<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=KZ-1048'>", "KZ-1048"),
        (b'<?xml version="1.0" encoding="koi8-r"?><html>', "koi8-r"),
        (b"<html>" + b" " * 5000 + b"<meta charset=utf-8>", None),
        (b"<html><body>charset=x", None),
    ],
)
def test_declared_charset(html: bytes, charset: str | None) -> None:
    assert declared_charset(html) == charset


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary: it has NUL bytes"),
        (bytes(range(1, 9)) * 20, "binary: mostly control characters"),
        (RUSSIAN.encode() + b"\xff\xff", f"damaged UTF-8 at byte {len(RUSSIAN.encode())}"),
        (RUSSIAN.encode()[:-30] + b"\xd0", "damaged UTF-8"),
        (codecs.BOM_UTF16_LE + b"\x00\xdca\0", "damaged UTF-16 at byte 2"),
        (bytes(range(128, 256)) * 4, "its encoding is none of"),
    ],
)
def test_what_is_not_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        decode(data)


def test_the_web_is_forgiven_a_few_nul_bytes() -> None:
    assert decode(RUSSIAN.encode().replace(b" ", b" \0", 1), forgiving=True) == RUSSIAN
    assert decode(codecs.BOM_UTF16_LE + RUSSIAN.encode("utf-16-le"), forgiving=True) == RUSSIAN
    with pytest.raises(ValueError, match="NUL bytes"):
        decode(RUSSIAN.encode().replace(b" ", b" \0", 1))
    with pytest.raises(ValueError, match="NUL bytes"):
        decode("<rss>".encode("utf-16-le"), forgiving=True)


@given(st.text(alphabet=st.sampled_from("абвгдежзийклмнопрстуфхцчшщъыьэюя АБВ,."), min_size=1))
def test_any_utf8_comes_back(text: str) -> None:
    assert decode(text.encode()) == text


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (KAZAKH, "kz1048", "windows-1251"),
        (KAZAKH, "kz1048", "iso-8859-1"),
        (RUSSIAN, "cp1251", "iso-8859-1"),
        (RUSSIAN, "cp1251", "kz-1048"),
        (RUSSIAN * 20 + " – «Қазақстан».", "kz1048", "windows-1251"),
        (UKRAINIAN, "cp1251", "windows-1251"),
        (WESTERN, "cp1252", "windows-1252"),
    ],
)
def test_a_declaration_is_believed_only_while_what_it_yields_makes_sense(
    text: str, encoding: str, declared: str
) -> None:
    assert decode(text.encode(encoding), declared) == text


@pytest.mark.parametrize("declared", ["windows-1251", "kz-1048", "iso-8859-1", "utf-8", None])
@pytest.mark.parametrize("language", [Language.RU, Language.KK])
def test_five_sentences_of_news_are_enough_to_tell_a_wrong_declaration(language: Language, declared: str) -> None:
    sentences = news_sentences(language)
    encoded = [" ".join(sentences[n : n + 5]).encode("kz1048", "replace") for n in range(0, 500, 5)]
    wrong = sum(decode(content, declared) != content.decode("kz1048") for content in encoded)
    assert wrong == 0


def test_the_charset_of_a_header() -> None:
    assert header_charset("text/xml; charset=windows-1251") == "windows-1251"
    assert header_charset('application/rss+xml;charset="UTF-8"') == "UTF-8"
    assert header_charset("text/xml") is None


def test_what_comes_from_the_web_is_read_without_the_halves_of_letters_that_programs_leave() -> None:
    cut = "Курс тенге вырос, сообщи".encode()[:-1] + "… Қазақстан.".encode()
    with pytest.raises(ValueError, match="damaged UTF-8 at byte 42"):
        decode(cut)
    assert decode(cut, forgiving=True) == "Курс тенге вырос, сообщ… Қазақстан."
    assert decode(RUSSIAN.encode("cp1251"), forgiving=True) == RUSSIAN
