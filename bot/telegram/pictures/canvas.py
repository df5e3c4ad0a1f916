"""A sheet of pixels to draw on: themes, text that fits, and the PNG it becomes.

Imports matplotlib: only what draws in a thread imports this.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

WIDTH = 1080
MARGIN = 52
DPI = 100
SMALL, PLAIN, LARGE = 29, 33, 56
"""Sizes of letters in pixels: at a phone's width the smallest are 10 points high."""

_POINTS = 72 / DPI


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours; blue and orange are told apart by everybody."""

    paper: str
    ink: str
    muted: str
    line: str
    bar: str
    accent: str
    up: str
    down: str


LIGHT = Theme("#ffffff", "#16202c", "#5b6673", "#d8dde3", "#8fb8de", "#0b5cad", "#0b5cad", "#b04a00")
DARK = Theme("#17212b", "#f2f5f8", "#9fabb8", "#33404d", "#4a7ba6", "#7cc4ff", "#7cc4ff", "#ffad66")

Rectangle = tuple[float, float, float, float]
"""Left, top, width and height in pixels."""


class Sheet:
    """A figure whose coordinates are pixels from the top left corner."""

    def __init__(self, height: int, theme: Theme) -> None:
        self.theme = theme
        self.figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=theme.paper)
        self._renderer = FigureCanvasAgg(self.figure).get_renderer()  # type: ignore[no-untyped-call]
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        self._axes.axis("off")

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = PLAIN,
        colour: str = "",
        bold: bool = False,
        align: str = "left",
        room: float | None = None,
    ) -> Text:
        """A line whose letters stand on ``y``; words that don't fit into ``room`` give way to an ellipsis."""
        drawn = self._axes.text(
            x,
            y,
            text,
            fontsize=size * _POINTS,
            color=colour or self.theme.ink,
            fontweight="bold" if bold else "normal",
            ha=align,
            va="baseline",
            fontfamily="DejaVu Sans",
            parse_math=False,  # a title's dollars are dollars
        )
        if room is not None and self.width(drawn) > room:
            self._shorten(drawn, text, room)
        return drawn

    def width(self, drawn: Text) -> float:
        """How wide a text is, in pixels."""
        return float(drawn.get_window_extent(self._renderer).width)

    def widest(self, texts: Iterable[str], *, size: float, bold: bool = False) -> float:
        """The width of the widest of some texts, in pixels."""
        probe = self.write(0, 0, "", size=size, bold=bold)
        found = 0.0
        for text in texts:
            probe.set_text(text)
            found = max(found, self.width(probe))
        probe.remove()
        return found

    def lines(self, text: str, *, room: float, most: int, size: float = PLAIN) -> list[str]:
        """A text as lines that fit; the last of ``most`` ends in an ellipsis where there is more."""
        probe = self.write(0, 0, "", size=size)
        found: list[str] = []
        words = text.split()
        while words and len(found) < most - 1:
            count = len(words)
            while count > 1:
                probe.set_text(" ".join(words[:count]))
                if self.width(probe) <= room:
                    break
                count -= 1
            found.append(" ".join(words[:count]))
            words = words[count:]
        if words:
            found.append(" ".join(words))
        probe.remove()
        return found

    def fill(self, rectangles: Iterable[Rectangle], colour: str) -> None:
        """Rectangles of one colour."""
        corners = [((x, y), (x + w, y), (x + w, y + h), (x, y + h)) for x, y, w, h in rectangles]
        self._axes.add_collection(
            PolyCollection(corners, facecolors=colour, edgecolors="none", antialiaseds=True), autolim=False
        )

    def png(self) -> bytes:
        """The picture."""
        out = BytesIO()
        self.figure.savefig(out, format="png", dpi=DPI, facecolor=self.theme.paper)
        return out.getvalue()

    def _shorten(self, drawn: Text, text: str, room: float) -> None:
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            drawn.set_text(text[:middle].rstrip(" ,.;:–—-") + "…")
            low, high = (middle, high) if self.width(drawn) <= room else (low, middle - 1)
        drawn.set_text(text[:low].rstrip(" ,.;:–—-") + "…")


def bars(values: Sequence[int], place: Rectangle, *, top: int) -> list[Rectangle]:
    """A bar for each value, side by side in a place; ``top`` reaches its whole height."""
    left, up, width, height = place
    step = width / len(values)
    gap = min(6.0, step * 0.2)
    drawn: list[Rectangle] = []
    for number, value in enumerate(values):
        high = max(2.0, height * value / top) if value and top else 0.0
        drawn.append((left + number * step + gap / 2, up + height - high, step - gap, high))
    return drawn
