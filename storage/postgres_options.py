"""What a PostgreSQL URL may say after its question mark: what the driver does of it; the rest is refused."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy.engine import URL

from storage.errors import DatabaseUrlError

SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")

_VERIFYING = ("require", "verify-ca", "verify-full")
"""The modes in which the driver looks at an authority's certificate at all."""

_SESSIONS = (
    "any",
    "primary",
    "standby",
    "prefer-standby",
)  # read-write would refuse our own connections that only read

_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl", "passfile")

_NUMBERS = ("connect_timeout", "prepared_statement_cache_size")

TOOLS = ("host", "sslmode", *_FILES)
"""What PostgreSQL's own tools (``pg_dump``) understand as we do."""

KNOWN = (*TOOLS, "target_session_attrs", "application_name", *_NUMBERS)


@dataclass(frozen=True, slots=True)
class Options:
    """What a URL's options come to: ``dsn`` is what the driver reads by itself, as PostgreSQL's tools do."""

    host: str | None
    dsn: str
    application_name: str
    connect_timeout_s: float | None
    statements: int | None
    """Prepared statements that a connection keeps; none behind a pooler that can't have them."""


def options_of(url: URL) -> Options:
    """The options of a PostgreSQL URL.

    Raises:
        DatabaseUrlError: one that isn't known, is said twice, or can't be.
    """
    said = {"sslmode" if name == "ssl" else name: _one(name, value) for name, value in url.query.items()}
    for name, value in said.items():
        _must_be_possible(name, value)
    for name in ("sslrootcert", "sslcrl"):
        if name in said and said.get("sslmode") not in _VERIFYING:
            raise DatabaseUrlError(
                f"{name} is looked at with sslmode=verify-full only (or verify-ca, require): say so too"
            )
    own = {name: value for name, value in said.items() if name in (*_FILES, "sslmode", "target_session_attrs")}
    statements, timeout_s = said.get("prepared_statement_cache_size"), said.get("connect_timeout")
    return Options(
        said.get("host") or url.host,
        f"postgresql://?{urlencode(own)}" if own else "postgresql://",
        said.get("application_name", "svodka"),
        float(timeout_s) if timeout_s and int(timeout_s) else None,
        int(statements) if statements else None,
    )


def _one(name: str, value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return value
    raise DatabaseUrlError(f"the URL says {name} twice")


def _must_be_possible(name: str, value: str) -> None:
    if name not in KNOWN:
        raise DatabaseUrlError(f"the URL's option {name!r} isn't known, only {', '.join(KNOWN)} are")
    for of, possible in (("sslmode", SSL_MODES), ("target_session_attrs", _SESSIONS)):
        if name == of and value not in possible:
            raise DatabaseUrlError(f"{name} is one of {', '.join(possible)}")
    if name in _NUMBERS and not (value.isascii() and value.isdigit()):
        raise DatabaseUrlError(f"{name} is a number")
    if name in _FILES and not Path(value).is_file():
        raise DatabaseUrlError(f"{name}: there is no file {value}")
