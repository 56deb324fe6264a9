"""E-mails printed one after another: their heads, numbered or not, and the body behind each sender line."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.records import Kind
from remissnlp.segment.mails import sender_body
from tests.segment_helpers import segment

_MAILS = """Samlade e-postsvar på remissen om cykelvägar

______________________________________
[1]  From: Vägenheten
     To: remissinstanser
     Sent: Monday, May 4, 2009 10:11 AM
     Subject: REMISS cykelvägar

Hej alla!

Här kommer regionens förslag till cykelvägar. Vi behöver svar senast den 1 juni.

______________________________________
[2]  From: Torild Ek [Seko]
     To: Vägenheten
     Sent: Tuesday, May 12, 2009 8:02 PM
     Subject: Tack!

Hejsan

Seko klubb 12 avstyrker förslaget. Det är för smalt för den som kör buss på vägen varje dag.

//Torild Ek, ordf

______________________________________
[3]  From: Viks kommun – kommunkansliet
     To: Vägenheten
     Cc: Arkivet
     Sent: Thursday, May 14, 2009 3:00 PM
     Subject: KS § 77

Kommunstyrelsen i Vik beslutade den 12 maj 2009 att inte ha några synpunkter på förslaget.

______________________________________
[4]  From: Patientnämnden (Lena)
     To: Vägenheten
     Sent: Friday, May 15, 2009 11:15 AM
     Subject: RE: REMISS

Nämnden ansluter sig till det som Seko klubb 12 säger om bussarna. Vägen bör bli bredare.
"""


def test_each_numbered_mail_is_an_answer_of_the_body_in_it(tmp_path: Path) -> None:
    doc = segment(tmp_path, _MAILS)
    answers = [s for s in doc.segments if s.kind is Kind.RESPONSE]
    assert [s.respondent for s in answers] == ["Seko klubb 12", "Viks kommun", "Patientnämnden"]
    (joined,) = doc.endorsements
    assert joined.target_respondent == "Seko klubb 12"


def test_the_lines_of_the_head_are_no_part_of_the_answer(tmp_path: Path) -> None:
    doc = segment(
        tmp_path, "Från: Eva Ek <eva@vik.example>\nTill: Region Vik\nÄmne: Svar på remiss\n\nViks byalag säger ja."
    )
    (answer,) = (s for s in doc.segments if s.kind is Kind.RESPONSE)
    assert (answer.respondent, answer.char_end - answer.char_start) == ("Viks byalag", len("Viks byalag säger ja."))


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("Patientnämnden (Lena)", "Patientnämnden"),
        ("Viks kommun – kommunkansliet", "Viks kommun"),
        ("Eva Ek (Viks byalag)", "Eva Ek (Viks byalag)"),
    ],
)
def test_who_of_a_body_writes_is_no_part_of_its_name(line: str, body: str) -> None:
    assert sender_body(line) == body
