"""What paid broadcast costs, and that no more is spent in a day than was agreed to."""

from datetime import date, timedelta

import pytest

from bot.delivery.budget import Budget, cost_of
from bot.delivery.limits import Limiter
from storage import spending
from tests.delivery.world import World


@pytest.mark.parametrize(
    ("messages", "per_s", "takes_s", "stars"),
    [
        pytest.param(900, 30, 30, 0, id="the free rate costs nothing"),
        pytest.param(1000, 1000, 1, 97, id="a second at a thousand: 970 are paid"),
        pytest.param(60_000, 1000, 60, 5820, id="a minute"),
        pytest.param(1500, 1000, 1.5, 97 + 47, id="what is begun counts from its thirty-first message"),
        pytest.param(0, 1000, 0, 0, id="nothing"),
    ],
)
def test_what_it_costs(messages: int, per_s: int, takes_s: float, stars: float) -> None:
    cost = cost_of(messages, per_s=per_s)
    assert cost.takes == timedelta(seconds=takes_s)
    assert cost.stars == pytest.approx(stars)


async def test_a_restart_goes_on_with_what_is_left_and_a_new_day_begins_anew(world: World) -> None:
    async with world.database.write() as connection:
        await spending.add(connection, date(2025, 11, 12), 70)
    limiter = Limiter(paid_per_s=1000)
    budget = Budget(world.database, limiter, world.clock, stars_per_day=10)
    await budget.refresh()
    assert limiter.paid_left == 30
    limiter.paid_left = 4
    await budget.refresh()  # within a day the limiter itself counts
    assert limiter.paid_left == 4
    world.clock.pass_(hours=6)
    await budget.refresh()
    assert limiter.paid_left == 100


async def test_a_budget_that_was_exceeded_leaves_nothing(world: World) -> None:
    async with world.database.write() as connection:
        await spending.add(connection, world.clock().date(), 200)
    limiter = Limiter(paid_per_s=1000)
    await Budget(world.database, limiter, world.clock, stars_per_day=10).refresh()
    assert limiter.paid_left == 0
