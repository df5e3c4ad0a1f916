"""Lists of words as they stand in this room's modules: as running text, which a person can read and add to."""


def listed(text: str) -> frozenset[str]:
    """Return the words of ``text``, which white space separates."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """Return the phrases of ``text``, which semicolons separate; white space within one is a single space."""
    return frozenset(" ".join(phrase.split()) for phrase in text.split(";"))
