"""From a list to stored articles, with everything real on the way."""

from tests.collecting.scene import Item, Scene, story


async def test_what_a_feed_lists_becomes_articles(scene: Scene) -> None:
    scene.feed(Item(1, story(1)), Item(2, story(2)))
    await scene.watch()
    done = await scene.poll()
    assert [(one.error, one.noted and one.noted.new) for one in done.looks] == [(None, 2)]
    assert await scene.articles() == {"news/1": story(1), "news/2": story(2)}
