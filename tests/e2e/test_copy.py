"""`svodka copy`, both ways: whoever asks the copy is answered what the original answers."""

import json
from pathlib import Path

from tests import postgres
from tests.conftest import SEEDS
from tests.e2e.conftest import svodka


async def test_the_seeds_go_to_postgresql_and_back_and_answer_the_same(tmp_path: Path) -> None:
    async with postgres.fresh(migrated=False) as server:
        urls = [f"sqlite:///{tmp_path / 'a.db'}", server, f"sqlite:///{tmp_path / 'b.db'}"]
        code, _, err = await svodka(tmp_path, "ingest", str(SEEDS / "articles"), DATABASE_URL=urls[0])
        assert code == 0, err
        for source, goal in ((urls[0], urls[1]), (urls[1], urls[2])):
            code, out, err = await svodka(tmp_path, "copy", "--from", source, "--to", "env:GOAL", GOAL=goal)
            assert code == 0, err
            assert "  articles\n" in out
            assert out.splitlines()[-1].endswith("rows in all; each is the same in both")
        for asked in (("ask", "energy", "--days", "3650", "--all"), ("search", "нефть", "--days", "3650")):
            answers = [(await svodka(tmp_path, *asked, "--json", DATABASE_URL=url))[1] for url in urls]
            assert json.loads(answers[0])["stories"]
            assert answers[0] == answers[1] == answers[2]
        code, _, err = await svodka(tmp_path, "copy", "--from", urls[0], "--to", urls[1])
        assert code == 1
        assert err.count("\n") == 1
        assert "holds something already" in err
        code, _, err = await svodka(tmp_path, "copy", "--from", urls[0], "--to", urls[0])
        assert (code, err) == (2, "svodka: --from and --to are the same database\n")


async def test_a_file_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / name}" for name in ("a.db", "b.db")]
    code, _, err = await svodka(tmp_path, "copy", "--from", urls[0], "--to", urls[1])
    assert (code, err) == (2, f"svodka: --from: there is no {tmp_path / 'a.db'}\n")
    for place in ("a.db", "b.db"):
        assert not (tmp_path / place).exists()
