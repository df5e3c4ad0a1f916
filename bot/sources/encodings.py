"""From bytes to text: UTF-8, UTF-16 and the single-byte encodings of Cyrillic that news still comes in."""

import codecs
import re
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

# What a page may declare, by the labels of the WHATWG Encoding Standard and the IANA registry. A list of ours, because
# Python would also take "idna" or "punycode", which are not encodings of texts and take quadratic time.
_DECLARABLE: Mapping[str, str] = MappingProxyType(
    {
        "ascii": "cp1252",
        "cp1251": "cp1251",
        "cp866": "cp866",
        "ibm866": "cp866",
        "iso-8859-1": "cp1252",
        "iso-8859-5": "iso8859-5",
        "iso-8859-9": "cp1254",
        "koi8-r": "koi8-r",
        "koi8-u": "koi8-u",
        "kz-1048": "kz1048",
        "kz1048": "kz1048",
        "latin1": "cp1252",
        "ptcp154": "ptcp154",
        "rk1048": "kz1048",
        "strk1048-2002": "kz1048",
        "us-ascii": "cp1252",
        "windows-1251": "cp1251",
        "windows-1252": "cp1252",
        "windows-1254": "cp1254",
    }
)
# In the order of preference where a text fits several equally well.
_GUESSED = ("cp1251", "kz1048", "cp1252", "koi8-r", "cp866")

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{1,40})[\"']")
# The HTML standard has a browser look for the charset in the first 1,024 bytes; real pages put it later.
_DECLARATION_WITHIN = 4096

_KAZAKH = "әғқңөұүһіӘҒҚҢӨҰҮҺІ"
_RUSSIAN = "".join(map(chr, range(ord("А"), ord("я") + 1))) + "Ёё"
_UKRAINIAN = "єїґЄЇҐ"
_TYPOGRAPHY = "«»„“”‘’‚–—…№§°•©®™±·\u00a0\u00ad€"
_WESTERN = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŸŒ£¼½¾"
_EXPECTED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "cp1251": frozenset(_RUSSIAN + _TYPOGRAPHY + _UKRAINIAN + "іІ"),
        "kz1048": frozenset(_RUSSIAN + _TYPOGRAPHY + _KAZAKH),
        "cp1252": frozenset(_WESTERN + _TYPOGRAPHY),
        "koi8-r": frozenset(_RUSSIAN + "\u00a0©°·"),
        "cp866": frozenset(_RUSSIAN + "№\u00a0°·"),
    }
)
# Words of two scripts, and capitals after small letters ("оПХБЕР"): what a wrong single-byte encoding looks like.
# And letters before a digit: £ and ¼ of a Western text.
_MIXED_WORD = re.compile(r"[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z\d]|[а-яё][А-ЯЁ]")
_MIXED_WESTERN = re.compile("[\u00c0-\u00ff]{2}|[a-z][À-Þ]")
# A text whose every tenth letter is strange is not read with the right encoding. Right ones measured below 0.02.
_STRANGE_SHARE = 0.1
# More than half of the letters of a Russian or Kazakh text are among these; a text in KOI8-R that is read as
# windows-1251 is made of right letters, but of rare ones.
_FREQUENT = frozenset("аеионтсрвлыді")
_RARITY_WEIGHT = 0.3
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]")
_CONTROL_SHARE = 0.02


def decode(data: bytes, declared: str | None = None, *, forgiving: bool = False) -> str:
    """The text that the bytes mean; ``declared`` is the charset that the document itself names, if any.

    A byte order mark decides; then UTF-8 where the bytes are valid UTF-8, because a text of another encoding is so
    by chance only, while saved pages often declare what they were before; then the declared encoding, unless what it
    yields is strange; then the single-byte encoding that yields the fewest strange characters.

    A UTF-8 text with some wrong bytes is refused, so that the person who has the file mends it, or (``forgiving``) read
    without them: nobody can mend the web, where programs cut texts in the middle of a letter. So are NUL bytes, while
    they are few: where they are many, the text is UTF-16 or none.

    Raises:
        ValueError: nothing readable comes out; its message says what the bytes seem to be.
    """
    if forgiving and not data.startswith(_UTF16_MARKS) and data.count(b"\0") <= _CONTROL_SHARE * len(data):
        data = data.replace(b"\0", b"")
    text = _decode_unicode(data)
    if text is None:
        text = _decode_declared(data, declared)
    if text is None:
        text = _damaged_utf8(data, forgiving=forgiving) or _guess(data)
    if len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text):
        raise ValueError("binary: mostly control characters")
    return text


def declared_charset(html: bytes) -> str | None:
    """The charset that a page names in its XML declaration or in a ``<meta>``, as it is written there."""
    head = html[:_DECLARATION_WITHIN]
    found = _XML_ENCODING.search(head) or _META_CHARSET.search(head)
    return found[1].decode("ascii") if found else None


def header_charset(content_type: str) -> str | None:
    """The charset that a ``Content-Type`` header names, as it is written there."""
    found = _HEADER_CHARSET.search(content_type)
    return found[1] if found else None


def _decode_unicode(data: bytes) -> str | None:
    if data.startswith(_UTF16_MARKS):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise ValueError(f"damaged UTF-16 at byte {error.start}") from error
    if b"\0" in data:
        raise ValueError("binary: it has NUL bytes")
    return _decode_strictly(data, "utf-8-sig")


def _decode_declared(data: bytes, declared: str | None) -> str | None:
    """The text in the declared encoding; ``None`` where there is none, or another one makes more sense of the bytes.

    Outlets declare windows-1251 and send kz-1048, or declare what their server was installed with.
    """
    encoding = _DECLARABLE.get((declared or "").lower())
    if encoding is None:
        return None
    text = _decode_strictly(data, encoding)
    if text is None or encoding not in _EXPECTED or _judge(encoding, text)[0] == 0:
        return text
    try:
        return _guess(data)
    except ValueError:
        return text


def _decode_strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _damaged_utf8(data: bytes, *, forgiving: bool) -> str | None:
    """The text without its wrong bytes, if it is UTF-8 but for them: guessed at, it would be shown as gibberish."""
    read = data.decode("utf-8", "replace")
    wrong = read.count("\ufffd")
    right = len(_BEYOND_ASCII.findall(read)) - wrong
    if not data.startswith(codecs.BOM_UTF8) and right <= wrong:
        return None
    try:
        return data.decode("utf-8-sig", "ignore" if forgiving else "strict")
    except UnicodeDecodeError as error:
        raise ValueError(f"damaged UTF-8 at byte {error.start}") from error


def _guess(data: bytes) -> str:
    readings = ((encoding, _decode_strictly(data, encoding)) for encoding in _GUESSED)
    judged = [(_judge(encoding, text), text) for encoding, text in readings if text is not None]
    likely = [(strange + _RARITY_WEIGHT * rare, text) for (strange, rare), text in judged if strange <= _STRANGE_SHARE]
    if not likely:
        raise ValueError("its encoding is none of UTF-8, UTF-16, windows-1251, kz-1048")
    return min(likely, key=lambda weighed: weighed[0])[1]


def _judge(encoding: str, text: str) -> tuple[float, float]:
    """The share of a text's characters beyond ASCII that can't be right in the encoding, and ``_rarity``."""
    counts = Counter(text)
    strange = len((_MIXED_WESTERN if encoding == "cp1252" else _MIXED_WORD).findall(text))
    foreign = 0
    for character, count in counts.items():
        if not character.isascii():
            foreign += count
            # Ukrainian has no ы, Kazakh has: then these are its ғ, ү, ө.
            out_of_place = character in _UKRAINIAN and counts["ы"]
            strange += 0 if character in _EXPECTED[encoding] and not out_of_place else count
    return strange / foreign, _rarity(counts)


def _rarity(counts: Mapping[str, int]) -> float:
    """The share of Cyrillic letters that are none of the frequent ones; 0 where there are no Cyrillic letters."""
    letters = {letter: count for letter, count in counts.items() if "\u0400" <= letter <= "\u04ff"}
    rare = sum(count for letter, count in letters.items() if letter.lower() not in _FREQUENT)
    return rare / max(1, sum(letters.values()))
