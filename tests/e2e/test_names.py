"""The names of the seeds folder reach what answers: a reader's words find what is written in another language."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app.opening import load_names
from bot.app.serving import desk_of
from bot.errors import NamesError
from bot.settings import Settings
from storage.records import Interest, Plan, Reader, Rhythm, Subscription, SubscriptionState
from tests.conftest import SEEDS
from tests.e2e.conftest import svodka


def subscription(words: str) -> Subscription:
    """A subscription to words that has never been served."""
    reader = Reader(1, 7, 0, "private", "ru", True, "Asia/Almaty")
    made = datetime(2025, 11, 12, tzinfo=UTC)
    interest, plan = Interest(words=(words,)), Plan(Rhythm.DAILY)
    return Subscription(1, reader, 7, interest, SubscriptionState.ACTIVE, plan, 3, False, made, None, None, None, None)


async def test_a_digest_for_an_english_name_shows_the_russian_passage(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, seeds_dir=SEEDS)
    async with desk_of(settings) as desk:
        assert len(desk.names) >= 900
        found = await desk.digests.preview(subscription("nuclear power plant"))
        nothing = await desk.digests.preview(subscription("wooden spoon plant"))
    assert "атомной электростанции" in found[0]
    assert "атомной электростанции" not in nothing[0]


def test_an_installation_without_the_file_searches_by_stems(tmp_path: Path) -> None:
    assert len(load_names(Settings(seeds_dir=tmp_path))) == 0


async def test_a_mistake_in_the_file_stops_the_start_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "sectors.toml").write_bytes((SEEDS / "sectors.toml").read_bytes())
    (tmp_path / "names.toml").write_text("[a]\nnames = '''\nКТЖ | ҚТЖ\n'''\n", encoding="utf-8")
    with pytest.raises(NamesError, match=r"names\.toml:3: a name is three columns"):
        load_names(Settings(seeds_dir=tmp_path))
    code, out, _ = await svodka(tmp_path, "doctor", SEEDS_DIR=str(tmp_path))
    assert code == 1
    assert f"WRONG names: {tmp_path}/names.toml:3: a name is three columns" in out
