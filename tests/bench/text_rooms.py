"""What the text rooms hold in memory together, and how soon they are ready, once each has been used."""

import subprocess
import sys
from collections.abc import Iterator

from tests.conftest import ROOT

HELD_MB, READY_S = 150.0, 3.0

# Every room is used once in each language, so that whatever is loaded late is loaded.
PROGRAM = """
import time
from pathlib import Path
began = time.perf_counter()
from bot.newsroom.summaries import summarise
from bot.text import names
from bot.text.gazetteer import Gazetteer
from bot.text.language import detect
from bot.text.similarity import same_story
from bot.text.tagging import Tagger
from bot.text.taxonomy import load
tagger = Tagger(load(Path("seeds/sectors.toml")))
gazetteer = Gazetteer(names.load(Path("seeds/names.toml")))
TEXTS = (
    "Цены на газ выросли. В Атырау ремонтируют завод. Он построен в 1945 году. Водители ждут в очередях.",
    "Газ бағасы өсті. Атырауда зауыт жөнделіп жатыр. Ол 1945 жылы салынған. Жүргізушілер кезекте күтіп тұр.",
    "Gas prices have risen. A plant is being repaired in Atyrau. It was built in 1945. Drivers wait in queues.",
)
for text in TEXTS:
    spoken = detect(text)
    tagger.tag(text, spoken, title=text[:20])
    summarise(text, title=text[:20], language=spoken, count=2)
    same_story(text[:20], text, text[:10], text[10:])
    gazetteer.readings(text[:20])
print(time.perf_counter() - began)
"""
MEASURED = "\nimport gc, psutil; gc.collect(); print(psutil.Process().memory_info().rss / 2**20)"


def run() -> Iterator[dict[str, object]]:
    """Two rows; the peer is sumy's LexRank as it comes, without any of the rest."""
    bare = _run("print(0.0)")[1]
    ready, held = _run(PROGRAM)
    peer_ready, peer_held = _run(
        "import time; began = time.perf_counter()\n"
        "from sumy.summarizers.lex_rank import LexRankSummarizer\nLexRankSummarizer()\n"
        "print(time.perf_counter() - began)"
    )
    yield _row("text rooms, resident beyond a bare interpreter", held - bare, "MB", HELD_MB, peer_held - bare)
    yield _row("text rooms ready, each used once", ready, "s", READY_S, peer_ready)


def _run(program: str) -> tuple[float, float]:
    """Return what a program prints of its own time, in seconds, and what it holds then, in MB."""
    told = subprocess.run([sys.executable, "-c", program + MEASURED], capture_output=True, check=True, cwd=ROOT)
    seconds, held = told.stdout.split()
    return float(seconds), float(held)


def _row(name: str, figure: float, unit: str, target: float, peer: float) -> dict[str, object]:
    return {
        "name": name,
        "figure": round(figure, 2),
        "unit": unit,
        "peer": "sumy's LexRankSummarizer as it comes",
        "peer_figure": round(peer, 2),
        "ratio": round(figure / peer, 2),
        "target": target,
        "met": figure <= target,
    }
