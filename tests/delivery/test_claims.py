"""Who holds a claim: ourselves, another process of this machine, one that is dead, another machine."""

import asyncio
import os
import sys
from pathlib import Path

from bot.delivery.claims import Holder, is_running, machine


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


def test_two_containers_of_one_name_are_not_one_machine(tmp_path: Path) -> None:
    spaces = []
    for name in ("a", "b"):
        (tmp_path / name / "sys/kernel/random").mkdir(parents=True)
        (tmp_path / name / "sys/kernel/random/boot_id").write_text("e0b3\n")
        (tmp_path / name / "self/ns").mkdir(parents=True)
        (tmp_path / name / "self/ns/pid").symlink_to(f"pid:[402653{ord(name)}]")
        spaces.append(machine(tmp_path / name))
    one, other = (Holder(host=host, pid=7, running=lambda _pid: False) for host in spaces)
    assert not one.knows_dead(other())
    assert one.knows_dead(Holder(host=spaces[0], pid=8)())


def test_where_nothing_is_told_of_processes_the_name_alone_counts(tmp_path: Path) -> None:
    assert machine(tmp_path) == machine(tmp_path / "nothing")
    assert ":" not in machine()


async def test_a_real_process_runs_until_it_has_ended() -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE)
    assert is_running(process.pid)
    await process.communicate(b"\n")
    assert not is_running(process.pid)
    assert is_running(os.getpid())
