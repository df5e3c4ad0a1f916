"""What has to be tagged anew, and what hasn't."""

from dataclasses import replace

import pytest

from bot.text import fingerprint as module
from bot.text.fingerprint import fingerprint, has_other_stems
from bot.text.taxonomy import Taxonomy, Term


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
