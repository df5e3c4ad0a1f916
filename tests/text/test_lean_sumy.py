"""sumy is loaded whole for us, and without scipy.stats; who wants scipy.stats afterwards still gets it."""

import subprocess
import sys

PROGRAM = """
import sys
from bot.text import ranking
assert "scipy.stats" not in sys.modules
assert "nltk" in sys.modules
import scipy.stats
assert scipy.stats.norm.cdf(0) == 0.5
"""


def test_sumy_comes_without_scipy_stats_and_leaves_it_importable() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)
