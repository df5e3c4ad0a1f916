"""Why a passage got its sectors, as JSON: what ``svodka text tag --explain`` adds, for whoever edits the taxonomy."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.text.tagging import Evidence, Reason

DIGITS = 4


def reason_json(reason: "Reason") -> dict[str, object]:
    """What spoke for a sector and against it, strongest first, and what kept it out where it was not given."""
    terms = [_term_json(one, "opening" if one.opening else "text") for one in reason.terms]
    heading = [_term_json(one, "title") for one in reason.title_terms]
    told: dict[str, object] = {
        "key": reason.key,
        "given": reason.given,
        "evidence": round(reason.evidence, DIGITS),
        "needed": round(reason.needed, DIGITS),
        "terms": terms,
        "title": heading,
        "context": round(reason.from_context, DIGITS),
    }
    return told if reason.given else {**told, "kept_out": _kept_out(reason)}


def _term_json(evidence: "Evidence", where: str) -> dict[str, object]:
    return {
        "term": str(evidence.term),
        "weight": evidence.term.weight,
        "times": evidence.times,
        "where": where,
        "adds": round(evidence.adds, DIGITS),
    }


def _kept_out(reason: "Reason") -> str:
    if reason.evidence < reason.needed:
        return f"{reason.evidence:.2f} of {reason.needed:.2f} that it needs beside the others"
    return "three others are stronger"
