"""An intake that says what comes in, for commands that people watch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.newsroom.intake import Intake
from storage.records import Draft, Saved


@dataclass(frozen=True, slots=True)
class ReportingIntake(Intake):
    """Tells of each article once it is stored."""

    tell: Callable[[Draft, Saved], None] = field(kw_only=True)

    async def take_all(self, drafts: Sequence[Draft]) -> list[Saved]:
        """Store drafts, as every intake does, and tell of them."""
        saved = await Intake.take_all(self, drafts)
        for draft, outcome in zip(drafts, saved, strict=True):
            self.tell(draft, outcome)
        return saved
