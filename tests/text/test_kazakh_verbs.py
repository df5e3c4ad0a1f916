"""Forms of Kazakh verbs: their root, and None where a word may be a noun."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.kazakh_verbs import root
from bot.text.wordlists import listed

FORMS = {
    "сал": "салу салып салыпты салады салды салған салатын салса салмақ салсын салмады салмайды салынды салынған",
    "бер": "беру беріп береді берді берген беретін берсе бермек бермейді берілді берілген берілмеді",
    "тап": "табу табады тапты тапқан табылды табылған таппады",
    "жүргіз": "жүргізу жүргізді жүргізеді жүргізген жүргізілді жүргізіліп жүргізбейді",
    "өндір": "өндіру өндірді өндіріп өндірілді өндірілген өндіретін",
    "ұйымдастыр": "ұйымдастыру ұйымдастырды ұйымдастырып ұйымдастырылған",
    "қабылда": "қабылдау қабылдады қабылдайды қабылдап қабылданды қабылданған қабылдамады",
    "жоспарла": "жоспарлау жоспарлап жоспарлайды жоспарланған жоспарланып",
    "көрсет": "көрсету көрсетіп көрсетілді көрсетілген көрсетпейді",
    "басқар": "басқару басқарып басқарылған",
}
NO_VERBS = listed(
    """
    мектеп мектепті тәртіп қауіпті кәсіп айып жылу қару тау ақтау дәрі алматы алты алма ұрпақ қалдық талап кітап есеп
    мақсатын депутатын қызметін сайтын ауылды жамбылды журналды порталда тұлға
    """
)


@pytest.mark.parametrize(("expected", "forms"), FORMS.items())
def test_forms_have_their_root(expected: str, forms: str) -> None:
    assert {form: root(form) for form in forms.split()} == dict.fromkeys(forms.split(), expected)


@pytest.mark.parametrize("word", sorted(NO_VERBS))
def test_what_may_be_a_noun_has_none(word: str) -> None:
    assert root(word) is None


@given(st.text(alphabet="аәбғдезйкқлмнңоөпрстуұүшыі", max_size=64))
def test_a_root_begins_as_its_form_does(word: str) -> None:
    found = root(word)
    assert found is None or (len(found) > 1 and found[:-1] == word[: len(found) - 1])
