"""Lines below names that only tell a date, and the sender's remarks that name who of it speaks."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from remissnlp.records import Kind
from remissnlp.segment.bylines import is_byline
from tests.segment_helpers import segment

DATES = ["2019-03-01", "3 mars 2020", "den 3 mars", "måndag den 3 maj 2021", "4/3 2021", "3 okt. 2020", "190304"]
FORMS = ["{}", "Skrev {}", "Inkom {}", "Publicerad: {} kl. 10:22", "{}, 14.30", "Svar inkommet {}", "{}, dnr 2020/14"]


@pytest.mark.parametrize(("form", "date"), list(product(FORMS, DATES)))
def test_a_line_with_a_date_alone_is_a_byline(form: str, date: str) -> None:
    assert is_byline(form.format(date))


@pytest.mark.parametrize(
    "text",
    ["2019-03-01 beslutade nämnden att säga ja.", "Den 3 mars är för sent.", "3 parker", "Inkom efter påminnelse",
     "Vi skrev den 3 mars att planen är dyr.", "Svar", "Kulturnämnden 2019-03-01"],
)  # fmt: skip
def test_other_lines_with_dates_are_text(text: str) -> None:
    assert not is_byline(text)


ANSWERS = [
    ("Lina", "Så bra! Mina barn längtar."),
    ("Cykelfarsan", "Cykelbanan får inte gå där."),
    ("Brf Sextanten (61 lägenheter)", "Vi säger nej till rastgården."),
    ("Maria & Hamid", "Toaletter? Hur tänkte ni då?"),
]


def _page(remark: str, byline: str) -> str:
    posts = "".join(
        f"<h3>{name}</h3><p>{byline}</p><p>{text}</p><p>{remark}</p><p>Tack för det!</p>" for name, text in ANSWERS
    )
    return f"<html><body><main><h1>Plan för parker</h1><p>Så här gick det.</p><h2>Kommentarer</h2>{posts}</main></body></html>"


@pytest.mark.parametrize("byline", ["Skrev 18 mars 2026, kl. 10:22", "11 februari 2026", "Inkom 2026-02-11"])
@pytest.mark.parametrize(
    "remark",
    ["Svar från Park- och naturenheten", "Parkenhetens svar", "Kommentar från parkkontoret", "Parkenheten svarar:",
     "Återkoppling: Parkenheten"],
)  # fmt: skip
def test_comments_under_names_of_any_form_are_answers(tmp_path: Path, remark: str, byline: str) -> None:
    result = segment(tmp_path, _page(remark, byline), "sida.html")
    answers = [found for found in result.segments if found.kind is Kind.RESPONSE]
    assert [found.respondent for found in answers] == ["Lina", "Cykelfarsan", "Brf Sextanten", "Maria & Hamid"]
    assert all(found.date == answers[0].date for found in answers)
    said = {found.segment_id: [] for found in answers}
    for statement in result.statements:
        if statement.segment_id in said:
            said[statement.segment_id].append(statement.text)
    assert [" ".join(texts) for texts in said.values()] == [text for _, text in ANSWERS]


def test_the_answers_of_many_are_no_remarks(tmp_path: Path) -> None:
    bodies = ["Kulturnämnden", "Idrottsnämnden", "Viks byalag", "Socialnämnden"]
    page = "".join(f"<h3>Svar från {name}</h3><p>Vi är för planen men vill ha fler parker.</p>" for name in bodies)
    result = segment(tmp_path, f"<html><body><h1>Inkomna svar på planen</h1>{page}</body></html>", "sida.html")
    assert [found.respondent for found in result.segments if found.kind is Kind.RESPONSE] == bodies


@pytest.mark.parametrize("byline", ["Skrev 18 mars 2026, kl. 10:22", "2026-02-11"])
def test_in_plain_text_a_line_above_a_date_alone_is_a_name(tmp_path: Path, byline: str) -> None:
    said = "Det har vi som bor här sagt i många år till den som har velat lyssna."
    posts = "\n".join(f"{name}\n\n{byline}\n\n{text} {said}\n" for name, text in ANSWERS[:3])
    text = f"Inkomna kommentarer om planen\n\nSå här gick det till när alla fick skriva vad de ville.\n\n{posts}"
    answers = [found for found in segment(tmp_path, text).segments if found.kind is Kind.RESPONSE]
    assert [found.respondent for found in answers] == ["Lina", "Cykelfarsan", "Brf Sextanten"]
