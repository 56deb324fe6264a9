"""Statements of staff, and who a letter joins by an acronym."""

from __future__ import annotations

from pathlib import Path

from remissnlp.records import Kind
from tests.segment_helpers import segment

_MINUTES = """# Remissvar på kommunens förslag till hamnplan

Viks Hamn AB tillstyrker förslaget till hamnplan men vill att kajerna rustas innan trafiken flyttas dit.

## Arbetstagarrepresentanternas särskilda mening

Bo Al (Kommunal) och Eva Ek (Vision) önskar få antecknat att hamnen också behöver fler hamnvakter.
"""


def test_a_union_behind_the_name_of_staff_is_no_party(tmp_path: Path) -> None:
    doc = segment(tmp_path, _MINUTES, "protokoll.md")
    (staff,) = (s for s in doc.segments if s.kind is Kind.SPECIAL_STATEMENT)
    assert (staff.authors, staff.parties) == (("Bo Al", "Eva Ek"), ())


def test_joining_in_other_respects_what_an_acronym_answers(tmp_path: Path) -> None:
    text = "Viks byalag\n\nYttrande över hamnplan\n\nVi i byalaget tillstyrker planen. "
    doc = segment(tmp_path, text + "Byalaget ansluter sig i övrigt till det yttrande som LRF lämnar.")
    (joined,) = doc.endorsements
    assert (joined.relation, joined.target_respondent) == ("ansluter sig till", "LRF")
