"""An office report that sums up the answers by theme, with the answers themselves as annexes of their own letterheads."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.records import Kind
from remissnlp.segment.register import is_body_name
from tests.segment_helpers import segment

_REPORT = """Stadsledningskontoret
Tjänsteutlåtande

Redovisning av remissvar på förslag till plan för kajer

Sammanfattning

Planen innehåller fjorton insatser för stadens kajer. Fyra instanser har fått planen på remiss.

Remissinstansernas synpunkter

Flertalet instanser ser planen som angelägen.

Kulturnämnden tillstyrker planen. Även Socialnämnd Öster gör det men efterlyser en tidplan.

Viks Segelklubb avstyrker och menar att planen är ett skyltfönster.

Stadsledningskontorets bedömning

Stadsledningskontoret delar synpunkten att en tidplan saknas.

________________________

Viks stad
Kulturnämnden
2024-02-05

Till kommunstyrelsen

Yttrande över plan för kajer

Kulturnämnden tillstyrker planen och vill att konsten på kajerna får en egen del av anslaget varje år.

________________________

Viks stad
Dnr N162-0990
2024-01-30

Socialnämnd Östers remissvar

Socialnämnd Öster tillstyrker planen men efterlyser en tidplan, för den som bor nära kajen behöver kunna planera.

________________________

Viks Segelklubb
Box 12, 123 45 Vik
2024-02-14

Angående plan för kajer

Vi avstyrker planen, som inte tar hänsyn till dem som seglar i hamnen om våren.
"""


def test_the_front_sums_up_what_the_annexes_hold(tmp_path: Path) -> None:
    doc = segment(tmp_path, _REPORT)
    summed = [s.respondent for s in doc.segments if s.kind is Kind.SUMMARY]
    answers = [s.respondent for s in doc.segments if s.kind is Kind.RESPONSE]
    assert summed == ["Kulturnämnden", "Socialnämnd Öster", "Viks Segelklubb"]
    assert answers == ["Kulturnämnden", "Socialnämnd Öster", "Viks Segelklubb"]


@pytest.mark.parametrize("name", ["Röda Korset Vik", "Svenska Röda Korset, Vikskretsen", "Rädda Barnen i Norra Vik"])
def test_a_branch_is_a_registered_association_with_its_place(name: str) -> None:
    assert is_body_name(name)


@pytest.mark.parametrize("text", ["Rädda Barnen Svar", "Röda Korset", "Korset Vik"])
def test_other_words_behind_an_association_are_no_place(text: str) -> None:
    assert is_body_name(text) is (text == "Röda Korset")
