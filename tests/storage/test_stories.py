"""Stories are called as the article that told them first, are found by what articles share, and lead on when merged."""

from dataclasses import replace
from datetime import timedelta

from storage import arrivals, articles, stories
from storage.engine import Connection, Database
from storage.records import NewArticle
from storage.stories import Asked, Candidate, Compared, Extent
from tests.storage.conftest import NOON, article


async def test_a_story_is_called_as_its_first_article(database: Database) -> None:
    async with database.write() as connection:
        later = article("Вторая весть о том же.", address="file:///2", published_at=NOON + timedelta(hours=1))
        await articles.save(connection, later, story_id=None, now=NOON)
        first = article("Первая весть.", address="file:///1", published_at=NOON)
        await articles.save(connection, first, story_id=1, now=NOON)
        other = article("Другое.", address="file:///3")
        await articles.save(connection, other, story_id=None, now=NOON)
    async with database.read() as connection:
        assert await stories.titles(connection, [1, 2, 99]) == {1: "Первая весть", 2: "Другое"}
        assert await stories.titles(connection, []) == {}


def of_event(number: int, terms: set[int], *, hours: int = 0, shingles: frozenset[int] = frozenset()) -> NewArticle:
    """An article that can be found by terms and shingles."""
    plain = article(
        f"Весть {number}.", address=f"file:///{number}", published_at=NOON + timedelta(hours=hours), shingles=shingles
    )
    return replace(plain, telling=f"telling {number}", terms=frozenset(terms))


async def store(connection: Connection, *new: NewArticle) -> None:
    """Store articles, each in a story of its own: the first has id and story 1, and so on."""
    for one in new:
        await articles.save(connection, one, story_id=None, now=NOON)


async def test_articles_of_an_event_are_found_by_the_terms_they_share(database: Database) -> None:
    async with database.write() as connection:
        await store(
            connection,
            of_event(1, {1, 2, 3}),
            of_event(2, {1, 2, 3, 4}, hours=1),
            of_event(3, {1}),
            of_event(4, {1, 2, 3, 4}, hours=49),
            article("Без терминов.", address="file:///5"),
        )
        day = timedelta(days=1)

        async def found(terms: set[int], *, least: int = 2, limit: int = 9) -> list[int]:
            asked = Asked(terms, NOON - day, NOON + day)
            (given,) = await stories.tellers(connection, [asked], least=least, limit=limit)
            return [one.article_id for one in given]

        assert await found({1, 2, 3, 4}) == [2, 1]
        assert await found({1, 2, 3, 4}, limit=1) == [2]
        assert await found({1, 2, 3, 4}, least=1) == [2, 1, 3]
        assert await found({7, 8}) == []
        assert await found(set()) == []


async def test_of_a_term_that_many_share_the_newest_are_looked_at(database: Database) -> None:
    many = stories.MOST_OF_TERM + 1
    async with database.write() as connection:
        await store(connection, *(of_event(number, {1}, hours=number) for number in range(many)))
        asked = Asked({1}, NOON, NOON + timedelta(days=30))
        (found,) = await stories.tellers(connection, [asked], least=1, limit=many)
    assert {one.article_id for one in found} == set(range(2, many + 1))


async def test_a_formula_leads_to_no_candidates(database: Database) -> None:
    many = stories.MOST_OF_SHINGLE + 1
    async with database.write() as connection:

        async def found(*shingles: int) -> list[Candidate]:
            (given,) = await stories.candidates(connection, [Asked(shingles, NOON, NOON)], limit=5)
            return given

        await store(connection, *(of_event(number, set(), shingles=frozenset({1})) for number in range(many - 1)))
        assert len(await found(1)) == 5
        await store(connection, of_event(many, set(), shingles=frozenset({1, 2, 3})))
        assert await found(1) == []
        (one,) = await found(1, 2)
    assert (one.article_id, one.shared, one.kept) == (many, 1, 3)


async def test_terms_and_shingles_go_with_their_article(database: Database) -> None:
    async with database.write() as connection:
        await store(connection, of_event(1, {1, 2}, shingles=frozenset({5})))
        changed = replace(of_event(1, {3}), text_hash=b"changed")
        assert (await articles.save(connection, changed, story_id=None, now=NOON)).article_id == 1
        assert await stories.tellers(connection, [Asked({1, 2}, NOON, NOON)], least=1, limit=5) == [[]]
        assert await stories.candidates(connection, [Asked({5}, NOON, NOON)], limit=5) == [[]]
        ((found,),) = await stories.tellers(connection, [Asked({3}, NOON, NOON)], least=1, limit=5)
    assert (found.story_id, found.telling) == (1, "telling 1")


async def test_many_ask_at_once_and_each_is_answered(database: Database) -> None:
    day = timedelta(days=1)
    async with database.write() as connection:
        await store(
            connection,
            of_event(1, {1, 2}, shingles=frozenset({7})),
            of_event(2, {2, 3}, shingles=frozenset({7, 8})),
            of_event(3, {2, 3}, hours=30, shingles=frozenset({8})),
        )
        near, far = (NOON - day, NOON + day), (NOON + day, NOON + 2 * day)
        told = await stories.tellers(
            connection, [Asked({2, 3}, *near), Asked(set(), *near), Asked({2, 3}, *far)], least=1, limit=1
        )
        shared = await stories.candidates(
            connection, [Asked({7, 8}, *far), Asked({7, 8}, *near), Asked({9}, *near)], limit=9
        )
        assert await stories.tellers(connection, [], least=1, limit=1) == []
    assert [[one.article_id for one in found] for found in told] == [[2], [], [3]]
    assert [[(one.article_id, one.shared) for one in found] for found in shared] == [[(3, 1)], [(2, 2), (1, 1)], []]


async def test_articles_are_compared_by_what_stands_in_them(database: Database) -> None:
    async with database.write() as connection:
        await store(connection, of_event(1, {1}), article("Другое.", address="file:///2"))
        assert await stories.compared(connection, [2, 1, 9]) == {
            1: Compared("Весть 1", "Весть 1.", "ru", "telling 1"),
            2: Compared("Другое", "Другое.", "ru", None),
        }


async def merged(database: Database) -> None:
    """Four stories of an article each; the third was merged into the second, and that into the first."""
    async with database.write() as connection:
        await store(connection, *(of_event(number, {number}, hours=number) for number in range(1, 5)))
        await stories.merge(connection, [3], into=2)
        await stories.merge(connection, [2], into=1)


async def test_a_merged_story_leads_on_to_what_it_became(database: Database) -> None:
    await merged(database)
    async with database.read() as connection:
        assert await stories.survivors(connection, [1, 2, 3, 4, 99]) == {1: 1, 2: 1, 3: 1, 4: 4}
        assert await stories.survivors(connection, []) == {}
        assert await stories.titles(connection, [2, 3, 4]) == {2: "Весть 1", 3: "Весть 1", 4: "Весть 4"}
        assert {one.article_id for one in await stories.sightings(connection, [1])} == {1, 2, 3}
        assert await stories.extents(connection, [1, 2]) == {
            1: Extent(NOON + timedelta(hours=1), NOON + timedelta(hours=3))
        }


async def test_who_follows_a_merged_story_is_told_what_is_new_in_the_other(database: Database) -> None:
    await merged(database)
    async with database.write() as connection:
        await articles.save(connection, of_event(5, {5}), story_id=1, now=NOON)
        assert await arrivals.stories_of(connection, 4, 5) == {1, 2, 3}
        window = arrivals.Window(4, 5, NOON - timedelta(days=1), NOON)
        found = await arrivals.of_stories(connection, window, [3], fading=0.4, untagged=0.3)
    assert [one.story_id for one in found] == [1]


async def test_a_story_that_nobody_tells_any_longer_goes_with_those_merged_into_it(database: Database) -> None:
    async with database.write() as connection:
        await store(connection, of_event(1, {1}), of_event(2, {2}), of_event(3, {3}))
        await stories.merge(connection, [2], into=1)
        for number in (1, 2):
            gone = replace(of_event(number, {9}), text_hash=of_event(3, {3}).text_hash)
            await articles.save(connection, gone, story_id=None, now=NOON)
        assert await stories.survivors(connection, [1, 2, 3]) == {3: 3}
