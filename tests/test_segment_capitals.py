"""Older utlåtanden: who answers stands in capitals at the start of its paragraph, and the executive concludes below."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.records import DocType, Kind
from remissnlp.segment.capitals import as_written
from remissnlp.segment.parties import read_authors
from tests.segment_helpers import segment

_UTLATANDE = """VIKS KOMMUN
KOMMUNSTYRELSEN                       Nr 31/1991

ANGÅENDE AVGIFT FÖR GÄSTHAMNEN

Fritidsnämnden har i skrivelse den 3 mars 1991 hemställt att avgiften för gästhamnen höjs.

REMISSFÖRFARANDET

Över skrivelsen har kommunstyrelsen inhämtat yttranden från byggnadsnämnden, hamnkontoret samt Båtfolkets kommitté.

BYGGNADSNÄMNDEN anför i yttrande den 20 april 1991 (§ 13) bl.a. följande.

Nämnden kan ej tillstyrka skrivelsen. Hamnen är redan dyr för den som kommer med en liten båt.

HAMNKONTORET (1991-04-26) lämnar skrivelsen utan erinran.

Till protokollet antecknade Bo Al (m): Kontoret borde ha sagt mer om kajen.

BÅTFOLKETS KOMMITTÉ tillstyrker, men erinrar om att vatten saknas vid bryggan.

KOMMUNSTYRELSENS ÖVERVÄGANDEN

Kommunstyrelsen finner att avgiften bör höjas i två steg.

HEMSTÄLLAN

Kommunstyrelsen hemställer att kommunfullmäktige beslutar i enlighet med det anförda.

PÅ KOMMUNSTYRELSENS VÄGNAR

Eva Ek

RESERVATION

Av Siv Ström (v): Avgiften bör inte höjas alls, eftersom hamnen är till för alla.
"""


def test_a_name_in_capitals_begins_an_answer_and_the_executive_concludes(tmp_path: Path) -> None:
    doc = segment(tmp_path, _UTLATANDE)
    told = [(s.kind, s.respondent) for s in doc.segments if s.kind in {Kind.RESPONSE, Kind.RESERVATION}]
    assert told == [
        (Kind.RESPONSE, "Byggnadsnämnden"),
        (Kind.RESPONSE, "Hamnkontoret"),
        (Kind.RESPONSE, "Båtfolkets kommitté"),
        (Kind.RESERVATION, "Kommunstyrelsen"),
    ]
    (noted,) = (s for s in doc.segments if s.kind is Kind.SPECIAL_STATEMENT)
    assert (noted.respondent, noted.parties) == ("Hamnkontoret", ("M",))


def test_one_name_in_capitals_is_emphasis(tmp_path: Path) -> None:
    doc = segment(
        tmp_path, "Yttrande över plan\n\nHAMNKONTORET har läst planen.\n\nVi anser att den är bra för hela staden."
    )
    assert doc.doc_type is not DocType.COMPILATION
    assert len([s for s in doc.segments if s.kind is Kind.RESPONSE]) == 1


@pytest.mark.parametrize(
    ("capitals", "texts", "name"),
    [
        ("VIKS SEGELKLUBB", ["yttranden från Viks Segelklubb"], "Viks Segelklubb"),
        ("BÅTFOLKETS KOMMITTÉ", ["svar av Båtfolkets kommitté"], "Båtfolkets kommitté"),
        ("BYGGNADSNÄMNDEN", ["från byggnadsnämnden"], "Byggnadsnämnden"),
        ("BYGGNADSNÄMNDEN", ["BYGGNADSNÄMNDEN"], "Byggnadsnämnden"),
    ],
)
def test_a_name_in_capitals_is_written_as_the_text_writes_it(capitals: str, texts: list[str], name: str) -> None:
    assert as_written(capitals, texts) == name


def test_codes_in_small_letters_behind_members() -> None:
    assert read_authors("Bo Al (m) jämte övriga ledamöter från m, fp och nyd").parties == ("M", "FP", "NYD")
    assert read_authors("Bo Al (m) och ledamöter från hela kommunen").parties == ("M",)
