"""Several papers in one file: every way in which a registrar marks where one begins, and what is no such mark."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.records import Kind
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.mails import is_quoted
from remissnlp.segment.own_annex import is_annex_mark
from tests.segment_helpers import segment

_SENDERS = ("Eklunda kommun", "Föreningen Ro", "Bryggans fiskebod", "Statens broverk")
_TEXTS = (
    "Kommunen tillstyrker förslaget men vill att färjan går även på söndagar.",
    "Vi avstyrker förslaget, eftersom ingen har frågat dem som bor på ön.",
    "Vi behöver färjan varje dag året om, annars kan vi inte sälja någon fisk.",
    "Broverket har inget att invända mot förslaget om nya turer.",
)
_STAMPS = {
    "received": ("INKOM 2003-10-{n}", "Ankom den {n} oktober 2003", "Ink. 0310{n}", "Inkommet: 2003-10-{n} kl. 10.15"),
    "registered": ("Diariefört 2003-10-{n}, dnr 44/{n}", "Registrerad {n}/10 2003", "ANKOMSTSTÄMPEL 2003-10-{n}"),
    "numbered": ("Aktbilaga {n}", "Handling nr {n}", "Skrivelse {n} av 14", "Brev nr {n}", "Inkommet yttrande {n}"),
}
_FORMS = [form for forms in _STAMPS.values() for form in forms]


def _file(form: str) -> str:
    papers = []
    for number, (sender, text) in enumerate(zip(_SENDERS, _TEXTS, strict=True), start=10):
        letterhead = f"{sender}\n2003-10-0{number - 9}\n\n"
        papers.append(f"{form.format(n=number)}\n\n{letterhead}Yttrande över nya färjeturer\n\n{text}\n\nBo Al\n")
    return "Färjeärendet\n\n" + "\n".join(papers)


@pytest.mark.parametrize("form", _FORMS)
def test_each_stamped_paper_is_a_letter_of_the_sender_at_its_top(tmp_path: Path, form: str) -> None:
    doc = segment(tmp_path, _file(form))
    answers = [s for s in doc.segments if s.kind is Kind.RESPONSE]
    assert [s.respondent for s in answers] == list(_SENDERS)
    texts = {s.segment_id: s.text for s in doc.statements}
    assert [texts[s.segment_id] for s in answers] == list(_TEXTS)


@pytest.mark.parametrize("form", ["{n}. 2016-09-{n} kl. 08.14", "2016-09-{n} 08:14", "Mejl {n}, {n} september 2016"])
@pytest.mark.parametrize("subject", ["Ärende", "Ämne", "Rubrik", "Angående"])
def test_mails_below_dated_titles_end_there_and_what_the_registrar_adds_is_nobodys(
    tmp_path: Path, form: str, subject: str
) -> None:
    mails = [
        f"## {form.format(n=number)}\n\n**Från:** {sender}\n\n**Till:** kommunen@vik.example\n\n**{subject}:** Färjan\n\n{text}\n"
        for number, (sender, text) in enumerate(zip(_SENDERS, _TEXTS, strict=True), start=10)
    ]
    text = "# Inkomna mejl\n\n" + "\n".join(mails) + "\n## Registrators anteckning\n\nÖvriga har inte hörts av.\n"
    doc = segment(tmp_path, text, "handling.md")
    answers = [s for s in doc.segments if s.kind is Kind.RESPONSE]
    assert [s.respondent for s in answers] == list(_SENDERS)
    told = {s.segment_id: s.text for s in doc.statements}
    assert [told[s.segment_id] for s in answers] == list(_TEXTS)
    assert doc.segments[-1].kind is Kind.OTHER


def test_a_stamp_below_the_name_of_each_answer_begins_no_paper(tmp_path: Path) -> None:
    parts = [
        f"## {sender}\n\nInkom 2003-10-1{number}\n\n{text}\n"
        for number, (sender, text) in enumerate(zip(_SENDERS, _TEXTS, strict=True))
    ]
    doc = segment(tmp_path, "# Inkomna yttranden\n\n" + "\n".join(parts), "handling.md")
    assert [s.respondent for s in doc.segments if s.kind is Kind.RESPONSE] == list(_SENDERS)


@pytest.mark.parametrize(
    ("text", "is_mark"),
    [
        ("Bilaga 1", True),
        ("Kommunstyrelsen Bilaga 2", True),
        ("Bilaga § 93 A", True),
        ("Bilaga till KS § 14", True),
        ("BILAGA (1)", True),
        ("Bilaga 1 – Förslag till yttrande", False),
        ("Svaret står i bilaga 1.", False),
        ("Bilagor", False),
    ],
)
def test_a_letterhead_marks_an_annex_alone_or_behind_a_name(text: str, *, is_mark: bool) -> None:
    assert is_annex_mark(text) is is_mark


@pytest.mark.parametrize(
    "line",
    [
        "Den 1 september 2016 skrev Kommunstyrelsen: Ni får svara.",
        "Den 2016-09-01 kl. 10.12 skrev Eva Ek <eva@vik.example>:",
        "On 1 Sep 2016, Eva Ek wrote:",
        "Eva Ek skrev 2016-09-01 10:12:",
        "> Hej!",
        "-----Ursprungligt meddelande-----",
    ],
)
def test_a_mail_that_is_quoted_below_its_answer_is_no_part_of_it(tmp_path: Path, line: str) -> None:
    assert is_quoted(line)
    mails = [
        f"Från: {sender}\nTill: Viks kommun\nÄmne: Färjan\n\n{text}\n\n{line}\n\nVi vill veta vad ni tycker om färjan.\n"
        for sender, text in zip(_SENDERS, _TEXTS, strict=True)
    ]
    doc = segment(tmp_path, "\n".join(mails))
    told = {s.segment_id: [t.text for t in doc.statements if t.segment_id == s.segment_id] for s in doc.segments}
    assert [told[s.segment_id] for s in doc.segments if s.kind is Kind.RESPONSE] == [[text] for text in _TEXTS]


@pytest.mark.parametrize("text", ["Nämnden skrev: ja", "Den 1 maj skrev nämnden till oss.", "Vi skrev 2016."])
def test_who_wrote_something_once_is_not_quoted(text: str) -> None:
    assert not is_quoted(text)


@pytest.mark.parametrize(
    "text", ["Bilaga 3 Remissvar", "Yttrande 2019-05-04", "Yttrande över 4 planer", "Brev 4 kom sent"]
)
def test_a_title_with_a_number_is_no_stamp(text: str) -> None:
    assert first_match(load_rules("papers_sv.yaml", "paper_number"), text) is None
