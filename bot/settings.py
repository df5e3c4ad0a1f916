"""Settings: the environment and .env, read once, checked at once, handed down as values."""

import os
import re
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError, UsageError

EXAMPLES = {
    "BOT_TOKEN": "123456789:AAExampleExampleExampleExampleExample",
    "DATABASE_URL": "sqlite:///data/svodka.db",
    "READ_DATABASE_URL": "postgresql://reader:secret@replica.example.org/svodka",
    "DATA_DIR": "./data",
    "TELEGRAM_API": "https://api.telegram.org",
    "ADMINS": "12345678,87654321",
    "SEEDS_DIR": "./seeds",
    "TIMEZONE": "Asia/Almaty",
    "WEBHOOK_URL": "https://bot.example.org/telegram",
    "WEBHOOK_SECRET": "a-long-random-word",
    "ANSWER_WITHIN_S": "3600",
    "HTTP_HOST": "127.0.0.1",
    "HTTP_PORT": "8080",
    "CONTACT": "https://example.org/about-our-bot",
    "PRIVATE_HOSTS": "127.0.0.1,intranet.example.org,10.1.0.0/16",
    "KEEP_DAYS": "365",
    "BACKUP_DIR": "/mnt/backups/svodka",
    "BACKUP_EVERY_HOURS": "24",
    "BACKUP_KEEP": "7",
    "PAID_PER_SECOND": "1000",
    "STARS_PER_DAY": "500",
    "LOG_FORMAT": "console",
    "LOG_LEVEL": "INFO",
}
"""A right value for each variable, shown beside a wrong one; .env.example has the same names (a test holds them)."""

WELL_FORMED = r"[0-9]{1,20}:[A-Za-z0-9_-]{3,}"
"""A bot's id, a colon and its secret (core.telegram.org/bots/api#authorizing-your-bot)."""

NOBODYS = frozenset({777_000, 136_817_688, 1_087_968_824})
"""Users that Telegram shows where somebody writes as a channel, or as a group they administer: anybody can be them
(core.telegram.org/bots/api#message, ``from``)."""


_PLAIN = frozenset("{}%\\")
"""Signs that a path of ours would mean something else by, or that a proxy may write in another way."""

_HOST_NAME = r"^(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?$"


def _secret_folders() -> list[Path]:
    """Where a container (Docker's secrets) or a service (systemd's credentials) finds a file for each secret."""
    given = os.environ.get("CREDENTIALS_DIRECTORY")
    return [folder for folder in (Path("/run/secrets"), given and Path(given)) if folder and folder.is_dir()]


def _is_network(host: str) -> bool:
    try:
        ip_network(host.strip("[]"))
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def passwords(*urls: str) -> tuple[str, ...]:
    """The passwords that stand in databases' URLs, in every form that a library may write them in."""
    words: list[str] = []
    for url in urls:
        try:
            password = urlsplit(url).password
        except ValueError:
            continue
        words += [password, unquote(password)] if password else []
    return _in_every_form(words)


def _in_every_form(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for word in words for form in (word, quote(word, safe=""), repr(word)[1:-1])))


class Settings(BaseSettings):
    """What the environment says; an empty value counts as not given.

    What it doesn't say may stand in ``.env``, or in a file of its own where containers and services find secrets.
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, validate_default=True
    )

    bot_token: SecretStr | None = None
    database_url: str = ""
    read_database_url: str = ""
    data_dir: Path = Path("data")
    telegram_api: str = "https://api.telegram.org"
    admins: Annotated[frozenset[int], NoDecode] = frozenset()
    seeds_dir: Path = Path("seeds")
    timezone: str = "Asia/Almaty"
    webhook_url: str = ""
    webhook_secret: SecretStr | None = None
    answer_within_s: int | None = Field(None, ge=60)
    http_host: str = "127.0.0.1"
    http_port: int = Field(8080, ge=0, le=65535)
    contact: str = Field("", max_length=200)
    private_hosts: Annotated[frozenset[str], NoDecode] = frozenset()
    keep_days: int | None = Field(None, ge=1, le=36_500)
    backup_dir: Path | None = None
    backup_every_hours: int | None = Field(None, ge=1, le=8_760)
    backup_keep: int = Field(7, ge=1, le=10_000)
    paid_per_second: int | None = Field(None, gt=30, le=1000)
    stars_per_day: int = Field(0, ge=0)
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(WELL_FORMED, value.get_secret_value()):
            raise ValueError("this is not a bot token: @BotFather gives one")
        return value

    @field_validator("telegram_api")
    @classmethod
    def _address(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^/\s@?#]+/?", value):
            raise ValueError("this is not the base address of a server (http:// or https://, a host, nothing else)")
        return value.rstrip("/")

    @field_validator("webhook_url")
    @classmethod
    def _posted_to(cls, value: str) -> str:
        parts = urlsplit(value)
        try:
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            host = ""
        if value and not (host and (parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host)))):
            raise ValueError("this is not an address that Telegram posts to (https://)")
        if parts.query or parts.fragment or parts.username:
            raise ValueError("an address with a path and nothing behind it is wanted")
        if not re.fullmatch(r"[!-~]*", value) or not _PLAIN.isdisjoint(value):
            raise ValueError("its path may have letters (A-Z, a-z), digits and - . _ ~ : / only")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value.get_secret_value()):
            raise ValueError("this is not a secret that Telegram takes (16 to 256 of A-Z, a-z, 0-9, _ and -)")
        return value

    @field_validator("stars_per_day")
    @classmethod
    def _agreed(cls, value: int, info: ValidationInfo) -> int:
        rate = info.data.get("paid_per_second")
        if rate is not None and value == 0:
            raise ValueError(
                f"with PAID_PER_SECOND={rate} every message above 30 a second costs 0.1 Star, up to "
                f"{(rate - 30) / 10:g} Stars a second: say how many a day you agree to"
            )
        return value

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _word(cls, value: object, info: ValidationInfo) -> object:
        if not isinstance(value, str):
            return value
        return value.upper() if info.field_name == "log_level" else value.lower()

    @field_validator("admins", mode="before")
    @classmethod
    def _ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(re.fullmatch(r"[0-9]{1,18}", part) for part in parts):
            raise ValueError("admins are numeric Telegram ids, separated by commas")
        if nobody := NOBODYS.intersection(ids := frozenset(map(int, parts))):
            raise ValueError(f"{min(nobody)} is no person: whoever writes as a group or a channel has this id")
        return ids

    @field_validator("contact")
    @classmethod
    def _reachable(cls, value: str) -> str:
        if value and not re.fullmatch(r"[!-~]+", value):
            raise ValueError("this is not an address that an outlet could write to (a web page or an e-mail address)")
        return value

    @field_validator("private_hosts", mode="before")
    @classmethod
    def _hosts(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        hosts = frozenset(part.strip().lower() for part in value.split(",") if part.strip())
        for host in hosts:
            if not (_is_network(host) or re.match(_HOST_NAME, host)):
                raise ValueError(f"{host!r} is neither a host's name nor an IP address or network")
        return hosts

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: ``Asia`` is a folder of zones
            raise ValueError(f"there is no time zone {value!r}") from None
        return value

    @property
    def database(self) -> str:
        """The database's URL: the given one, else a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{quote(str(self.data_dir / 'svodka.db'))}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """The words that nobody must see, in every form that a library may write them in."""
        words = [one.get_secret_value() for one in (self.bot_token, self.webhook_secret) if one is not None]
        return _in_every_form(words) + passwords(self.database_url, self.read_database_url)

    @classmethod
    def read(cls, env_file: Path | None = Path(".env")) -> Self:
        """Read and check them all.

        Raises:
            SettingsError: the first one that is wrong, with what is wrong and an example.
            UsageError: the file can't be read.
        """
        try:
            return cls(_env_file=env_file, _secrets_dir=_secret_folders())
        except UnicodeDecodeError:
            raise UsageError(f"{env_file}: not UTF-8 text") from None
        except OSError as error:
            raise UsageError(f"{env_file}: can't be read: {error.strerror}") from None
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            variable = str(first["loc"][0]).upper()
            problem = first["msg"].removeprefix("Value error, ")
            raise SettingsError(variable, problem, EXAMPLES.get(variable, "…")) from None
