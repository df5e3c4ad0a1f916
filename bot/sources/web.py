"""One page of the web that somebody names by its address: fetched, read in a worker, a draft."""

from bot.errors import FetchError, RefusedError
from bot.sources.addresses import host_of, normalised, same_page
from bot.sources.fetching import Fetcher
from bot.sources.listings import Form, form_of
from bot.sources.parsing import Parsing
from storage.records import Draft, SourceKind


async def read(address: str, fetcher: Fetcher, parsing: Parsing) -> Draft | RefusedError:
    """The article at an address, or the error that says why there is none.

    Its draft's ``address`` is the one that its collector would give it if a watch listed it, so that it is one article
    whichever way it came.
    """
    try:
        named = normalised(address)
        fetched = await fetcher.get(named)
        if form_of(fetched.body) is not Form.PAGE:
            return RefusedError(address, "a feed or sitemap and no article: it can be watched (svodka sources add)")
        page = await parsing.page(fetched.body, url=fetched.url, content_type=fetched.content_type)
    except (FetchError, RefusedError) as error:
        return RefusedError(address, error.reason)
    except ValueError as error:
        return RefusedError(address, str(error))
    return Draft(
        address=same_page(named),
        source=page.source or host_of(fetched.url),
        source_kind=SourceKind.PAGE,
        title=page.title,
        text=page.text,
        url=page.url,
        published_at=page.published_at,
        author=page.author,
        picture=page.picture,
    )
