"""sumy is loaded without nltk and scipy.stats; who wants either afterwards still gets it."""

import subprocess
import sys

PROGRAM = """
import sys
from bot.text import ranking
assert "scipy.stats" not in sys.modules
assert not any(name.partition(".")[0] == "nltk" for name in sys.modules)
import nltk.stem.snowball
assert nltk.stem.snowball.EnglishStemmer().stem("nations") == "nation"
import scipy.stats
assert scipy.stats.norm.cdf(0) == 0.5
"""


def test_sumy_comes_alone_and_leaves_the_rest_importable() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)
