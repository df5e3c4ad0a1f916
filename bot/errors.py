"""The tree of errors.

SvodkaError                      (storage/errors.py: storage imports nothing of bot)
├── StorageError                 the database can't be used as it is
│   ├── DatabaseUrlError         its URL is none that can be used
│   ├── SqliteTooOldError        this Python's SQLite lacks what the index needs
│   └── SchemaError              the database has another schema than this program
├── UsageError                   wrong use or wrong settings: exit code 2
│   ├── SettingsError            a setting is missing or wrong: names the variable and gives an example
│   └── SeedError                a file that people edit has a mistake: names the line
│       ├── TaxonomyError        in seeds/sectors.toml
│       └── NamesError           in seeds/names.toml
├── RefusedError                 a file or page that is not taken, with its name and why
├── FetchError                   an address that could not be fetched, with why and what became of it
├── SandboxError                 the sandbox can't start
├── OutsideError                 (bot/outside/server.py) the outside world of `svodka try --world` can't start
└── RefusedCallError             (bot/sandbox/refusals.py) what the sandbox answers a wrong call with

An error carries what the person needs; where a language matters, the words stand at the edge (locales).
"""

from pathlib import Path

from storage.errors import SchemaError, SqliteTooOldError, StorageError, SvodkaError

__all__ = [
    "FetchError",
    "NamesError",
    "RefusedError",
    "SandboxError",
    "SchemaError",
    "SeedError",
    "SettingsError",
    "SqliteTooOldError",
    "StorageError",
    "SvodkaError",
    "TaxonomyError",
    "UsageError",
]


class UsageError(SvodkaError):
    """Wrong use: the command ends with exit code 2."""


class SettingsError(UsageError):
    """A setting is missing or wrong."""

    def __init__(self, variable: str, problem: str, example: str) -> None:
        super().__init__(f"{variable}: {problem} (for example {variable}={example})")
        self.variable = variable
        self.problem = problem
        self.example = example


class SeedError(UsageError):
    """A file that people edit has a mistake at a line (1-based)."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path = path
        self.line = line
        self.problem = problem


class TaxonomyError(SeedError):
    """The taxonomy has a mistake."""


class NamesError(SeedError):
    """The file of names has a mistake."""


class RefusedError(SvodkaError):
    """A file or page that is not taken: ``name`` as the person gave it, ``reason`` in a few words."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class FetchError(SvodkaError):
    """An address could not be fetched: ``url`` where it failed, ``reason`` in a few words that a person understands.

    ``retry_after_s`` is how long the host asked to be left alone, or will be. ``gone``: it said that there will be
    nothing any more (410). ``permanent``: it will not become better by itself, as with a private address. ``status`` is
    what its server answered (HTTP); ``None``: nothing that was a refusal. ``unreached``: nothing answered at all, so
    that it may be our own network that fails.
    """

    def __init__(
        self,
        url: str,
        reason: str,
        *,
        retry_after_s: float | None = None,
        gone: bool = False,
        permanent: bool = False,
        status: int | None = None,
        unreached: bool = False,
    ) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason
        self.retry_after_s = retry_after_s
        self.gone = gone
        self.permanent = permanent
        self.status = status
        self.unreached = unreached


class SandboxError(SvodkaError):
    """The sandbox can't start, for example because its port is taken."""
