"""A link to the tests' PostgreSQL over TCP that can go silent: what is sent is taken, and nothing ever comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Link:
    """The link: whoever sends while it is silent hears nothing, new connections among them."""

    port: int = 0
    _heard: asyncio.Event = field(default_factory=asyncio.Event)
    _parts: set[asyncio.Task[None]] = field(default_factory=set)

    def url_of(self, url: str) -> str:
        """The database of a URL, by this link."""
        name = url.rpartition("/")[2] if "?" not in url else url.partition("?")[0].rpartition("/")[2]
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}?sslmode=disable"

    def silence(self) -> None:
        """Nothing comes through from now on."""
        self._heard.clear()

    def speak(self) -> None:
        """All goes through again, and what was held back with it."""
        self._heard.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take what comes, and hand it on while the link isn't silent."""
        try:
            while data := await reader.read(65_536):
                await self._heard.wait()
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.transport.abort()


@asynccontextmanager
async def link(folder: Path) -> AsyncIterator[Link]:
    """A link to the server that listens in a folder."""
    made = Link()
    made.speak()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        other_reader, other_writer = await asyncio.open_unix_connection(folder / ".s.PGSQL.5432")
        for way in (made.carry(reader, other_writer), made.carry(other_reader, writer)):
            made._parts.add(asyncio.create_task(way))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        made.speak()
        server.close()
        for part in made._parts:
            part.cancel()
        await asyncio.gather(*made._parts, return_exceptions=True)
