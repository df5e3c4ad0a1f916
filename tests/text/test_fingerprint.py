"""What has to be tagged anew, and what hasn't."""

from dataclasses import replace
from hashlib import blake2b

import pytest

from bot.sources.files import read
from bot.text import fingerprint as module
from bot.text.fingerprint import fingerprint, has_other_stems
from bot.text.language import detect
from bot.text.taxonomy import Taxonomy, Term
from bot.text.words import stems
from storage.records import Draft
from tests.conftest import SEEDS


def test_terms_and_sectors_change_it(taxonomy: Taxonomy) -> None:
    first, *rest = taxonomy.sectors
    heavier = {code: (Term(terms[0].parts, terms[0].weight / 2), *terms[1:]) for code, terms in first.terms.items()}
    others = [
        Taxonomy(tuple(rest)),
        Taxonomy((replace(first, key="power"), *rest)),
        Taxonomy((replace(first, terms=heavier), *rest)),
        Taxonomy((replace(first, terms={**first.terms, "en": ()}), *rest)),
    ]
    assert len({fingerprint(one) for one in (taxonomy, *others)}) == 1 + len(others)


def test_how_sectors_are_called_and_ordered_does_not(taxonomy: Taxonomy) -> None:
    first, *rest = taxonomy.sectors
    assert fingerprint(Taxonomy((*rest, replace(first, emoji="⚽", names={}, descriptions={})))) == fingerprint(
        taxonomy
    )


def test_another_tagger_changes_it(taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint(taxonomy)
    monkeypatch.setattr(module, "TAGGER", module.TAGGER + 1)
    assert fingerprint(taxonomy) != before


def test_other_stems_change_it_and_a_taxonomy_alone_is_not_taken_for_that(
    taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, edited = fingerprint(taxonomy), fingerprint(Taxonomy(taxonomy.sectors[1:]))
    assert not has_other_stems(before, edited)
    monkeypatch.setattr(module, "STEMS", module.STEMS + 1)
    assert fingerprint(taxonomy) != before
    assert has_other_stems(before, fingerprint(taxonomy))


@pytest.mark.parametrize("stored", [None, "", "0123456789abcdef", "0123456789abcdef.", "0123456789abcdef.12"])
def test_a_fingerprint_that_names_no_stems_or_others_is_one_of_other_stems(stored: str | None) -> None:
    assert has_other_stems(stored, "0123456789abcdef.1")
    assert not has_other_stems("fedcba9876543210.1", "0123456789abcdef.1")


STEMS_OF_SEEDS = {1: "2dfa5f62b573f4ca"}
"""By ``STEMS`` the digest of the seeds' stems, which is the same wherever it is made."""


def test_stems_that_have_changed_need_another_number() -> None:
    """When this fails, stems are others than those stored: raise ``STEMS`` if a release had it, and note the digest.

    The seeds have some thousand words; a change that meets none of them has to be remembered without this test.
    """
    digest = blake2b(digest_size=8)
    for draft in read(SEEDS / "articles"):
        assert isinstance(draft, Draft)
        digest.update(" ".join(stems(draft.text, detect(draft.text))).encode())
    assert STEMS_OF_SEEDS.get(module.STEMS) == digest.hexdigest()
