"""Forms that one body filled in: the field for its name names the respondent of all that follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.records import DocType, Kind
from remissnlp.segment.declined import no_answers
from tests.segment_helpers import segment

_FORM = """Boverket
SVARSFORMULÄR – remiss av vägledning om lekplatser

{field}

Kontaktperson: Eva Ek

Fråga 1. Ställer ni er bakom vägledningens syfte?

☒ Ja ☐ Delvis ☐ Nej

Vi tycker att vägledningen är bra. Den behöver dock bli kortare.

Fråga 2. Hur bör vägledningen följas upp?

Boverket bör vartannat år redovisa hur många lekplatser som har byggts om.

Avvikande mening

Ledamoten Siv Ström delar inte svaret på fråga 2.
"""


@pytest.mark.parametrize("field", ["Organisation: Leka Tillsammans", "Namn på organisation *\n\nLeka Tillsammans"])
def test_the_field_of_the_name_names_the_respondent(tmp_path: Path, field: str) -> None:
    doc = segment(tmp_path, _FORM.format(field=field))
    assert (doc.doc_type, doc.respondent) == (DocType.LETTER, "Leka Tillsammans")
    assert [s.kind for s in doc.segments] == [Kind.OTHER, Kind.RESPONSE, Kind.RESERVATION]


def test_two_names_are_no_form_of_one(tmp_path: Path) -> None:
    text = _FORM.format(field="Organisation: Leka Tillsammans")
    assert segment(tmp_path, text + "\n" + text).respondent != "Leka Tillsammans"


def test_a_field_without_questions_is_no_form(tmp_path: Path) -> None:
    doc = segment(
        tmp_path, "Remissinstans: Viks byalag\n\nYttrande över plan\n\nViks byalag säger ja till hela planen."
    )
    assert [s.kind for s in doc.segments if s.char_start == 0] != [Kind.RESPONSE]


def test_a_member_who_abstains_is_nobody_who_was_asked() -> None:
    assert not no_answers("En ledamot, Bo Al, har avstått på grund av sin anställning.")
    assert no_answers("Viks byalag har avstått.")
