"""Who holds a claim: ourselves, another process of this machine, one that is dead, another machine."""

import asyncio
import os
import sys

from bot.delivery.claims import Holder, is_running


def test_names_are_never_given_twice() -> None:
    holder = Holder()
    assert len({holder() for _ in range(1000)}) == 1000


def test_a_process_is_not_dead_to_itself() -> None:
    holder = Holder()
    assert not holder.knows_dead(holder())


def test_an_earlier_process_with_our_number_is_dead() -> None:
    assert Holder(pid=7).knows_dead(Holder(pid=7)())


def test_only_who_is_surely_gone_is_dead() -> None:
    here = Holder(host="a", pid=1, running=lambda pid: pid == 2)
    assert here.knows_dead(Holder(host="a", pid=3)())
    assert not here.knows_dead(Holder(host="a", pid=2)())
    assert not here.knows_dead(Holder(host="b", pid=3)())


async def test_a_real_process_runs_until_it_has_ended() -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE)
    assert is_running(process.pid)
    await process.communicate(b"\n")
    assert not is_running(process.pid)
    assert is_running(os.getpid())
