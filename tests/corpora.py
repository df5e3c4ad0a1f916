"""The texts to measure with, which are not part of the repository: ``SVODKA_DATA`` names their folder."""

import os
from pathlib import Path

import pytest

from bot.text.language import Language
from tests.conftest import ROOT

NTREX = {Language.RU: "newstest2019-ref.rus", Language.KK: "newstest2019-ref.kaz", Language.EN: "newstest2019-src.eng"}


def corpus(name: str) -> Path:
    """The file or folder ``name`` of the data; the test is skipped where it is missing."""
    folder = Path(os.environ.get("SVODKA_DATA") or ROOT.parent / "shared" / "data")
    path = folder / name
    if not path.exists():
        pytest.skip(f"needs {name} of the data that SVODKA_DATA names")
    return path


def news_sentences(language: Language) -> list[str]:
    """NTREX-128: 1,997 sentences of news, the same ones in each language."""
    return corpus(f"ntrex/{NTREX[language]}.txt").read_text("utf-8").splitlines()


def treebank_sentences(name: str) -> list[str]:
    """The sentences of a treebank of Universal Dependencies."""
    lines = corpus(f"ud/{name}-ud-test.conllu").read_text("utf-8").splitlines()
    return [line.removeprefix("# text = ").strip() for line in lines if line.startswith("# text = ")]
