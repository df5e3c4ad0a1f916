"""What stands around an article on its page: menus, share buttons, lists of other articles; taken out of the tree.

Three signs tell it: the element's kind, the words of its class and id, and a heading like «Читайте также» before links.
None of them is believed of an element that holds a good part of the page's prose: layouts are named ``with-sidebar``.
"""

import re

from bot.sources.page_prose import Prose, measure
from bot.sources.page_trees import Element, attribute, text_of
from bot.sources.trailer_forms import LEADS

_NEVER_ARTICLE = (
    *("nav", "button", "select", "textarea", "input", "noscript", "template", "iframe", "svg", "dialog", "figcaption"),
    *("amp-sidebar", "amp-consent", "amp-ad", "amp-social-share", "amp-iframe", "object", "embed", "audio", "video"),
)
_ROLES = frozenset({"navigation", "complementary", "banner", "contentinfo", "dialog", "search", "menu"})
# One word of a class or id, as «share» in «post-share»; in any case, and «relatedPosts» is two.
_NAMED = frozenset(
    {
        *("related", "relatedposts", "recommend", "recommended", "recommends", "recommendations", "also", "similar"),
        *("readmore", "readalso", "popular", "lenta", "ticker", "weather", "rates", "currency", "poll", "votes"),
        *("share", "sharing", "sharedaddy", "shares", "social", "socials", "instagram", "tiktok", "orphus", "mistake"),
        *("subscribe", "subscription", "newsletter", "cookie", "cookies", "consent", "gdpr", "popup", "modal", "login"),
        *(
            "comment",
            "comments",
            "feedback",
            "replies",
            "respond",
            "disqus",
            "hypercomments",
            "hypocomments",
            "rating",
            "counter",
            "views",
        ),
        *("tag", "tags", "taglist", "breadcrumb", "breadcrumbs", "pagination", "pager", "pagenavi", "menu", "nav"),
        *("navbar", "navigation", "toolbar", "sidebar", "widget", "footer", "copyright", "author", "authors", "byline"),
        *("banner", "banners", "adv", "ads", "advert", "advertising", "adsbygoogle", "adfox", "promo"),
        *("credit", "credits", "caption", "captions"),
    }
)
# Comments may be longer than the news; a layout that is called so holds all.
_UNMISTAKABLE = frozenset({"comment", "comments", "feedback", "disqus", "related", "recommended", "sidebar", "footer"})
# Facts about the article; part of its text as soon as they are long, or sentences.
_NAMED_OF_FACTS = frozenset(
    {
        *("meta", "info", "stat", "stats", "date", "time", "source", "photo", "image", "posted", "published", "read"),
        *("status", "created", "submitted"),
    }
)
_SHORT = 120
_SENTENCE_END = re.compile(r"[.!?…][»”\"')]*$")
_CONSENT = re.compile(
    r"(?:нажимая\s(?:на\s)?кнопку|отправляя\s(?:форму|заявку)|батырманы\sбас\w{0,4}|by\s(?:clicking|submitting))\b",
    re.IGNORECASE,
)
_LONGEST_CONSENT = 300
_MODIFIER = re.compile(r"(?:^|--|__?)(?:has|with|no|is|not|js|elementor|vc|wp|tdb|et|single|type)[-_].*$|--.*$")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

_HEADINGS = (
    r"(?:читайте|смотрите|читать)\s(?:также|ещ[её]|далее)|похожее|популярн\w{1,3}(?:\sновости|\sматериалы)?|"
    r"также\sпо\sтеме|другие\sновости(?:\sпо\sтеме)?|самое\s(?:читаемое|популярное|интересное|важное)|лента(?:\sновостей)?|"
    r"новости\sпартн[её]ров|(?:последние|главные|свежие|похожие|другие)\s(?:новости|материалы|статьи|записи)|"
    r"материалы\sпо\sтеме|рекомендуем|вас\sможет\sзаинтересовать|"
    r"тақырып\s(?:бойынша|аясында)|тақырыпқа\sқатысты(?:\s\w+)?|(?:соңғы|басқа|ұқсас|басты)\s(?:жаңалықтар|материалдар)|"
    r"көп\sоқылған\w{0,4}|танымал|ұсынамыз|"
    r"you\smay\s(?:also\s)?like|most\s(?:read|popular)|latest\snews|trending|more\s(?:stories|news)|related(?:\s\w+)?"
)
_LEADS_ON = re.compile(
    rf"\W{{0,5}}(?:{'|'.join(f'(?:{form})' for form in LEADS)}|(?:{_HEADINGS})\s?(?::|$))", re.IGNORECASE
)
_BLOCKS = (
    "p",
    "div",
    "section",
    "aside",
    "li",
    "ul",
    "blockquote",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "span",
    "strong",
    "b",
)
_LONGEST_HEADING = 60
_MOSTLY_LINKS = 0.4
_MUCH, _MOST = 0.3, 0.8


def prune(tree: Element) -> None:
    """Take out of a page's tree what is not its article."""
    prose = measure(tree)
    for element in list(tree.iter()):
        if _is_boilerplate(element) and not _holds_article(element, tree, prose):
            _drop(element)
    _drop_lists_of_links(tree)


def _holds_article(element: Element, tree: Element, prose: Prose) -> bool:
    if element.tag in ("html", "head", "body", "article", "main") or attribute(element, "itemprop") == "articleBody":
        return True
    if next(element.iter("h1"), None) is not None:
        return True
    share = _MOST if _words(element) & _UNMISTAKABLE else _MUCH
    return prose.words(element) > share * prose.words(tree)


def _is_boilerplate(element: Element) -> bool:
    if element.tag in _NEVER_ARTICLE or attribute(element, "role").lower() in _ROLES:
        return True
    if element.tag == "form" and next(element.iter("p"), None) is None:
        return True
    names = _words(element)
    if names & _NAMED or "display:none" in attribute(element, "style").replace(" ", ""):
        return True
    return bool(names & _NAMED_OF_FACTS) and element.tag not in ("p", "li", "td") and _is_fact(text_of(element))


def _is_fact(text: str) -> bool:
    return len(text) <= _SHORT and not _SENTENCE_END.search(text)


def _words(element: Element) -> set[str]:
    names = (*attribute(element, "class").split(), attribute(element, "id"))
    return {word.lower() for name in names for word in _WORD.findall(_MODIFIER.sub("", name))}


def _drop_lists_of_links(tree: Element) -> None:
    """«Читайте также» and what it leads to: a block that begins so and is mostly links, or the links that follow it."""
    prose = measure(tree)
    for element in list(tree.iter(*_BLOCKS)):
        beginning = text_of(element)[:_LONGEST_HEADING] if _is_attached(element, tree) else ""
        if _CONSENT.match(beginning) and prose.length(element) <= _LONGEST_CONSENT:
            _drop(element)
        if not _LEADS_ON.match(beginning):
            continue
        if prose.link_share(element) >= _MOSTLY_LINKS and not _holds_article(element, tree, prose):
            _drop(element)
        elif prose.length(element) <= _LONGEST_HEADING:
            following = element.getnext()
            while following is not None and prose.link_share(following) >= _MOSTLY_LINKS:
                after = following.getnext()
                _drop(following)
                following = after
            _drop(element)


def _is_attached(element: Element, tree: Element) -> bool:
    return element is tree or any(ancestor is tree for ancestor in element.iterancestors())


def _drop(element: Element) -> None:
    if element.getparent() is not None:
        element.drop_tree()
