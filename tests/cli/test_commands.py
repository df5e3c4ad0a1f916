"""What the command line says when all is well and when it isn't: one line, the right exit code, never a traceback."""

import json
import subprocess
from pathlib import Path

import pytest

from bot.cli import svodka as group
from bot.errors import SettingsError, UsageError
from bot.settings import EXAMPLES, Settings
from storage.engine import parse_url
from tests.conftest import ROOT, SEEDS
from tests.e2e.conftest import SVODKA, environment, svodka


@pytest.mark.parametrize("command", [[], *([name] for name in sorted(group.commands))])
async def test_every_command_has_help_with_an_example(tmp_path: Path, command: list[str]) -> None:
    code, out, err = await svodka(tmp_path, *command, "--help")
    assert (code, err) == (0, "")
    assert "svodka " in out.split("Options:", 1)[0].split("Usage:", 1)[1].split("\n", 1)[1]


@pytest.mark.parametrize(
    ("arguments", "variables", "line"),
    [
        (["nosuch"], {}, "svodka: No such command 'nosuch'."),
        (["ask", "nosuch"], {}, "svodka: there is no sector 'nosuch'; there are energy, transport"),
        (["ask", "energy", "--days", "x"], {}, "svodka: Invalid value for '--days'"),
        (["run"], {}, "svodka: BOT_TOKEN: is missing: @BotFather gives one (for example BOT_TOKEN=123456789:AA"),
        (["run"], {"BOT_TOKEN": "abc"}, "svodka: BOT_TOKEN: this is not a bot token"),
        (
            ["ask", "energy"],
            {"TIMEZONE": "Mars/Base"},
            "svodka: TIMEZONE: there is no time zone 'Mars/Base' (for example",
        ),
        (["ask", "energy"], {"TIMEZONE": "Asia"}, "svodka: TIMEZONE: there is no time zone 'Asia' (for example"),
        (
            ["ask", "energy"],
            {"DATABASE_URL": "mysql://x/y"},
            "svodka: DATABASE_URL: mysql is not supported, only sqlite and postgresql are (for example DATABASE_URL=sqlite:///",
        ),
        (["migrate"], {"DATABASE_URL": "nonsense"}, "svodka: DATABASE_URL: this is not a database URL (for example"),
        (["ask", "energy"], {"ADMINS": "@me"}, "svodka: ADMINS: admins are numeric"),
        (["ask", "energy"], {"TELEGRAM_API": "ftp://x"}, "svodka: TELEGRAM_API: this is not the base address"),
        (["ask", "energy"], {"HTTP_PORT": "70000"}, "svodka: HTTP_PORT: "),
        (
            ["ask", "energy"],
            {"SEEDS_DIR": "/nowhere"},
            "svodka: SEEDS_DIR: there is no /nowhere/sectors.toml (for example SEEDS_DIR=./seeds)",
        ),
        (["sandbox", "--token", "bad"], {}, "svodka: --token: bad does not look like a token (for example 42:SANDBOX)"),
    ],
)
async def test_wrong_use_is_one_line_and_exit_code_2(
    tmp_path: Path, arguments: list[str], variables: dict[str, str], line: str
) -> None:
    code, out, err = await svodka(tmp_path, *arguments, **variables)
    assert (code, out) == (2, "")
    assert err.startswith(line)
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "variables", "line"),
    [
        (["article", "1"], {}, "svodka: there is no article 1"),
        (["ask", "energy"], {"DATABASE_URL": "sqlite:////proc/no/a.db"}, "svodka: can't make the folder /proc/no"),
        (
            ["run"],
            {"BOT_TOKEN": "42:SANDBOX", "TELEGRAM_API": "http://127.0.0.1:1"},
            "svodka: the Bot API server can't be",
        ),
    ],
)
async def test_failing_at_work_is_one_line_and_exit_code_1(
    tmp_path: Path, arguments: list[str], variables: dict[str, str], line: str
) -> None:
    code, out, err = await svodka(tmp_path, *arguments, **variables)
    assert (code, out) == (1, "")
    assert err.splitlines()[-1].startswith(line)
    assert "Traceback" not in err


@pytest.mark.parametrize("command", [[], ["text"]])
async def test_without_a_command_the_help_is_shown_on_its_lines(tmp_path: Path, command: list[str]) -> None:
    code, out, err = await svodka(tmp_path, *command)
    assert (code, out) == (2, "")
    assert "Commands:" in err.splitlines()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_behind_the_output_is_one_line(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [str(SVODKA), "ask", "energy"], stdout=full, stderr=subprocess.PIPE, env=environment(tmp_path), check=False
        )
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == ["svodka: [Errno 28] No space left on device"]


async def test_debug_shows_where_it_failed_wherever_it_is_set(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=DEBUG\n")
    code, _, err = await svodka(tmp_path, "article", "1")
    assert code == 1
    assert "Traceback" in err
    assert "svodka: there is no article 1" in err.splitlines()  # a driver's thread may have its last word after it


async def test_refused_files_are_named_and_the_others_go_in(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(" date 2025-11-12 Нефть подорожала, передает BAQ.KZ.", encoding="utf-8")
    (folder / "b.txt").write_bytes(b"\x00\x01\x02" * 100)
    (folder / "c.txt").write_text("")
    code, out, err = await svodka(tmp_path, "ingest", str(folder))
    assert code == 1
    assert [line.split("\t")[0] for line in out.splitlines()] == ["new", "refused", "refused"]
    assert "b.txt" in out
    assert err == "1 new, 0 changed, 0 known, 2 refused\n"
    code, out, _ = await svodka(tmp_path, "ingest", "--json", str(folder / "a.txt"))
    assert (code, json.loads(out)["outcome"]) == (0, "known")


async def test_ask_and_article_read_well_on_a_terminal(tmp_path: Path) -> None:
    await svodka(tmp_path, "ingest", str(SEEDS / "articles" / "000_33917ad8c460c5ce.txt"))
    code, out, _ = await svodka(tmp_path, "ask", "energy")
    assert code == 0
    assert "nothing in the asked time, so a longer one" in out
    assert "BAQ.KZ · 2025-11-12 · svodka article 1" in out
    code, out, _ = await svodka(tmp_path, "article", "1")
    assert out.splitlines()[1:3] == ["BAQ.KZ", "2025-11-12"]
    code, out, _ = await svodka(tmp_path, "ask", "sport", "--language", "en")
    assert (code, out.splitlines()[-1]) == (0, "nothing is stored about it")


async def test_migrate_and_doctor(tmp_path: Path) -> None:
    assert (await svodka(tmp_path, "migrate"))[1].startswith("schema none -> ")
    assert (await svodka(tmp_path, "migrate"))[1].endswith("nothing to do\n")
    code, out, _ = await svodka(tmp_path, "doctor")
    assert code == 0
    assert "index: in step with the passages" in out
    assert "articles: all understood by this version and these sectors" in out
    (tmp_path / "data" / "svodka.db").write_bytes(b"spoilt" * 1000)
    code, out, _ = await svodka(tmp_path, "doctor")
    assert code == 1
    assert "WRONG database: can't open the database" in out


async def test_a_sector_named_like_a_command_is_refused_with_its_line(tmp_path: Path) -> None:
    text = (SEEDS / "sectors.toml").read_text(encoding="utf-8").replace("[energy]", "[start]")
    (tmp_path / "sectors.toml").write_text(text, encoding="utf-8")
    line = text.splitlines().index("[start]") + 1
    for command in ("doctor", "try"):
        code, out, err = await svodka(tmp_path, command, SEEDS_DIR=str(tmp_path))
        assert code in {1, 2}
        assert f"sectors.toml:{line}: /start is a command of the bot already" in out + err


def test_the_example_file_names_every_setting_and_is_right() -> None:
    lines = [line.lstrip("#") for line in (ROOT / ".env.example").read_text().splitlines()]
    given = dict(line.split("=", 1) for line in lines if "=" in line and line.split("=")[0].isupper())
    assert set(given) == set(EXAMPLES) == {name.upper() for name in Settings.model_fields}
    Settings.model_validate({name.lower(): value for name, value in given.items() if value})


def test_the_settings_are_read_from_a_file_and_empty_ones_do_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in EXAMPLES:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".env").write_text("BOT_TOKEN=\nADMINS=1, 2\nLOG_LEVEL=debug\nDATA_DIR=/d\n")
    read = Settings.read(tmp_path / ".env")
    assert read.bot_token is None
    assert read.admins == {1, 2}
    assert read.log_level == "DEBUG"
    assert read.database == "sqlite:////d/svodka.db"


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As systemd hands credentials to a service; the environment has precedence."""
    for name in EXAMPLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "bot_token").write_text("42:SECRET\n")
    (tmp_path / "database_url").write_text("postgresql://me:secret@host/news\n")
    read = Settings.read(None)
    assert read.bot_token is not None
    assert read.bot_token.get_secret_value() == "42:SECRET"
    assert read.database == "postgresql://me:secret@host/news"
    monkeypatch.setenv("BOT_TOKEN", "43:OTHER")
    given = Settings.read(None).bot_token
    assert given is not None
    assert given.get_secret_value() == "43:OTHER"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "nothing"))
    assert Settings.read(None).database == "sqlite:///data/svodka.db"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BOT_TOKEN", "42:SANDBOX\n"),
        ("BOT_TOKEN", "٤٢:SANDBOX"),
        ("TELEGRAM_API", "http://127.0.0.1\n"),
        ("TELEGRAM_API", "http://me:secret@127.0.0.1"),
        ("CONTACT", "me@example.org\n"),
        ("CONTACT", "me\r\nCookie: a=b"),
        ("WEBHOOK_URL", "https://bot.example.org/{all:.*}"),
        ("WEBHOOK_URL", "https://bot.example.org/{"),
        ("WEBHOOK_URL", "https://bot.example.org/a\nb"),
        ("WEBHOOK_URL", "https://bot.example.org/%2e%2e/metrics"),
        ("ADMINS", "12345678,1087968824"),
        ("ADMINS", "777000"),
    ],
)
def test_a_value_that_says_more_than_it_seems_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    """Lines in headers and addresses, signs that a route would read otherwise, users that anybody can be."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=f"^{variable}: ") as caught:
        Settings.read(None)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["a b", "a?b", "a%41b", "a#b", "деректер"])
def test_the_data_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    url = Settings(data_dir=tmp_path / name).database
    assert Path(parse_url(url).database or "") == tmp_path / name / "svodka.db"


def test_a_settings_file_that_is_no_text_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"BOT_TOKEN=\xff\n")
    with pytest.raises(UsageError, match=r"\.env: not UTF-8 text$"):
        Settings.read(tmp_path / ".env")
