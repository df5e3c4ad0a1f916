"""Several processes of one bot on one PostgreSQL, behind a balancer, with the sandbox as Telegram."""

import asyncio
import random
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import copy

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from bot.sandbox.server import Sandbox, start
from bot.web.site import site
from storage.engine import Database, open_database
from tests import postgres
from tests.conftest import SEEDS
from tests.e2e.conftest import SVODKA, environment

ALIVE_WITHIN_S = 90.0
SECRET = "a-secret-of-the-tests"  # noqa: S105 - so it is called


@dataclass
class Replica:
    """One process of the bot, started anew as often as it is killed."""

    folder: Path
    port: int
    variables: dict[str, str]
    process: asyncio.subprocess.Process | None = None
    asleep: bool = False

    @property
    def log(self) -> Path:
        """What it has said in all its lives."""
        return self.folder / f"{self.port}.log"

    async def begin(self) -> None:
        """Start it."""
        env = environment(self.folder) | self.variables | {"HTTP_PORT": str(self.port)}
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                str(SVODKA), "run", cwd=self.folder, env=env, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
            )

    async def until_alive(self, http: ClientSession) -> None:
        """Wait until it answers: before, nothing of ours would hear that it is told to stop."""
        async with asyncio.timeout(ALIVE_WITHIN_S):
            while True:
                with suppress(ClientError):
                    async with http.get(f"http://127.0.0.1:{self.port}/healthz"):
                        return
                await asyncio.sleep(0.1)

    async def kill(self) -> None:
        """End it as a power cut would, if it has been begun."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()

    async def stop(self) -> int:
        """Ask it to end; the exit code."""
        assert self.process is not None
        self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), 30)

    def send(self, number: signal.Signals) -> None:
        """Put it to sleep, or wake it up."""
        assert self.process is not None
        self.process.send_signal(number)
        self.asleep = number == signal.SIGSTOP


@dataclass
class Balancer:
    """Hands posts on to any of some ports, and to the next where one doesn't answer soon."""

    ports: list[int]
    chance: random.Random
    http: ClientSession

    async def hand_on(self, request: web.Request) -> web.Response:
        """One post."""
        body = await request.read()
        headers = {name: value for name, value in request.headers.items() if name.startswith(("X-", "Content-Type"))}
        for port in self.chance.sample(self.ports, len(self.ports)):
            address = f"http://127.0.0.1:{port}{request.path}"
            with suppress(ClientError, TimeoutError):
                async with self.http.post(address, data=body, headers=headers, timeout=ClientTimeout(2)) as response:
                    return web.Response(status=response.status)
        return web.Response(status=502)


@dataclass(frozen=True)
class Cluster:
    """The processes, which nobody has begun yet, and what they share."""

    database: Database
    sandbox: Sandbox
    http: ClientSession
    replicas: list[Replica]


@asynccontextmanager
async def cluster(
    folder: Path, number: int, chance: random.Random, *, limits: bool = False, **settings: str
) -> AsyncIterator[Cluster]:
    """So many processes with a database that has the newest schema; they are killed at the end, if they still live.

    ``limits``: the sandbox refuses what Telegram would for its rate.
    """
    (folder / "seeds").mkdir()
    copy(SEEDS / "sectors.toml", folder / "seeds")
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(postgres.fresh())
        database = await open_database(url)
        stack.push_async_callback(database.close)
        sandbox = await start("127.0.0.1", 0, limits=limits)
        stack.push_async_callback(sandbox.close)
        http = await stack.enter_async_context(ClientSession())
        ports = [free_port() for _ in range(number)]
        app = web.Application(client_max_size=1 << 20)
        app.router.add_post("/telegram", Balancer(ports, chance, http).hand_on)
        address = await stack.enter_async_context(site("127.0.0.1", 0, app))
        variables = settings | {
            "DATABASE_URL": url,
            "TELEGRAM_API": sandbox.address,
            "BOT_TOKEN": sandbox.token,
            "WEBHOOK_URL": f"{address}/telegram",
            "WEBHOOK_SECRET": SECRET,
            "SEEDS_DIR": str(folder / "seeds"),
        }
        replicas = [Replica(folder, port, variables) for port in ports]
        for one in replicas:
            stack.push_async_callback(one.kill)
        yield Cluster(database, sandbox, http, replicas)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port
