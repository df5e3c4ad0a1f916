"""What a PostgreSQL URL says beside the server and the database: it is done, or refused, and never dropped."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.backup import place_of
from storage.engine import Database, open_database, parse_url
from storage.errors import DatabaseUrlError, StorageError
from tests import postgres


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """An empty database."""
    async with postgres.fresh(migrated=False) as made:
        yield made


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = await open_database(url)
    try:
        yield database
    finally:
        await database.close()


async def one(database: Database, query: str) -> object:
    async with database.read() as connection:
        return (await connection.execute(text(query))).scalar_one()


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ("nonsense=1", "option 'nonsense' isn't known, only host, sslmode, "),
        ("password=hush", "option 'password' isn't known"),
        ("sslmode=verify", "sslmode is one of disable, allow, prefer, require, verify-ca, verify-full"),
        ("ssl=true", "sslmode is one of"),
        ("sslmode=verify-full&sslrootcert=/nonexistent/ca.pem", "sslrootcert: there is no file /nonexistent/ca.pem"),
        ("sslcert=/nonexistent/me.pem", "sslcert: there is no file"),
        ("connect_timeout=soon", "connect_timeout is a number"),
        ("prepared_statement_cache_size=-1", "prepared_statement_cache_size is a number"),
        ("target_session_attrs=read-write", "target_session_attrs is one of any, primary, standby, prefer-standby"),
        ("sslmode=require&sslmode=disable", "says sslmode twice"),
    ],
)
def test_what_the_driver_would_drop_or_stumble_over_is_refused(said: str, refused: str) -> None:
    with pytest.raises(DatabaseUrlError) as caught:
        parse_url(f"postgresql://me:secret@db.example/news?{said}")
    assert refused in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("mode", ["", "&sslmode=disable", "&sslmode=prefer"])
def test_an_authority_that_would_not_be_looked_at_is_refused(tmp_path: Path, mode: str) -> None:
    authority = tmp_path / "ca.pem"
    authority.touch()
    with pytest.raises(DatabaseUrlError, match="looked at with sslmode=verify-full only"):
        parse_url(f"postgresql://db.example/news?sslrootcert={authority}{mode}")


@pytest.mark.parametrize("mode", ["require", "verify-ca", "verify-full"])
async def test_the_authority_that_is_named_is_looked_at(url: str, tmp_path: Path, mode: str) -> None:
    (tmp_path / "ca.pem").write_text("This is no certificate.")
    with pytest.raises(StorageError, match=r"can't be reached: .*NO_CERTIFICATE"):
        await open_database(f"{url}&sslmode={mode}&sslrootcert={tmp_path / 'ca.pem'}")


async def test_the_first_host_that_answers_and_is_what_is_wanted_is_taken(url: str) -> None:
    listed = url.replace("host=", "host=/nonexistent,")
    async with opened(f"{listed}&target_session_attrs=primary") as database:
        assert await one(database, "SELECT 1") == 1
    with pytest.raises(StorageError, match="can't be reached"):
        await open_database(f"{listed}&target_session_attrs=standby")


@pytest.mark.parametrize(("said", "name"), [("", "svodka"), ("&application_name=second", "second")])
async def test_the_server_is_told_who_asks(url: str, said: str, name: str) -> None:
    async with opened(url + said) as database:
        assert await one(database, "SHOW application_name") == name


@pytest.mark.parametrize(("said", "keeps"), [("", True), ("&prepared_statement_cache_size=0", False)])
async def test_statements_are_prepared_for_later_unless_told_otherwise(url: str, said: str, keeps: bool) -> None:
    async with opened(url + said) as database, database.read() as connection:
        for number in range(5):
            await connection.execute(text(f"SELECT {number}"))
        kept = await connection.execute(text("SELECT count(*) FROM pg_prepared_statements"))
        assert (kept.scalar_one() > 3) == keeps


def test_the_servers_own_tools_are_given_what_they_understand(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.touch()
    said = f"sslmode=verify-full&sslrootcert={authority}"
    address = place_of(f"postgresql://me:hush@db.example/news?{said}&prepared_statement_cache_size=0")
    assert str(authority).split("/")[-1] in str(address)
    assert "sslmode=verify-full" in str(address)
    assert "prepared_statement" not in str(address)
    assert "hush" not in str(address)
