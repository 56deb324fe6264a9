"""Suggested themes: what people would group by hand comes out, and nothing is a theme because one voice says it."""

from __future__ import annotations

import json

from remissnlp.suggest import Uncoded, content_words, suggest_themes
from tests.conftest import SAMPLE_GOLD


def uncoded(*rows: tuple[str, str]) -> list[Uncoded]:
    return [
        Uncoded(statement_id=f"s{n}", text=text, respondent=respondent, wording=text.lower())
        for n, (respondent, text) in enumerate(rows)
    ]


BUSES = [
    ("Alnäs kommun", "Bussarna måste gå oftare på kvällen."),
    ("Hembygdsföreningen", "Skolbussen är alltid försenad."),
    ("Kulturnämnden", "Vi saknar en busslinje till museet."),
]
BATHS = [
    ("Alnäs kommun", "Badhuset borde rustas upp."),
    ("Fritidsnämnden", "Ett nytt badhus vore bättre än två gamla."),
    ("Simsällskapet", "Badhusets omklädningsrum är trånga."),
]


def test_statements_are_grouped_by_the_word_they_share_also_in_compounds() -> None:
    found = suggest_themes(uncoded(*BUSES, *BATHS, ("Räddningsnämnden", "Brandposterna behöver märkas ut.")))
    groups = {group.terms[0]: {statement.text for statement in group.statements} for group in found}
    assert groups == {"buss": {text for _, text in BUSES}, "badhus": {text for _, text in BATHS}}


def test_one_voice_is_no_theme_and_copies_are_one_vote() -> None:
    alone = uncoded(*(("Kulturnämnden", text) for _, text in BUSES))
    assert suggest_themes(alone) == ()
    copies = [
        Uncoded(statement_id=f"c{n}", text="Kartan bör läggas tillbaka.", respondent=f"Parti {n}", wording="k")
        for n in range(3)
    ]
    (group,) = suggest_themes(copies)
    assert group.terms[0] == "karta"
    assert group.examples == ("Kartan bör läggas tillbaka.",)
    assert len(group.respondents) == 3


def test_names_and_words_of_procedure_name_no_theme() -> None:
    (found,) = content_words(["Nämnden anser att Alnäs bör yttra sig över förslaget till hamnplan 2024."])
    assert found == ["hamnplan"]
    rows = [(name, f"Lindåsens {word} är viktig.") for name, word in zip("ABC", ("skog", "sjö", "bro"), strict=True)]
    named = suggest_themes(uncoded(*((f"Lindåsens {name}-råd", text) for name, text in rows)))
    assert named == ()


def test_part_of_a_word_that_is_no_word_is_no_link() -> None:
    rows = [("A", "Egen regi är dyrt."), ("B", "Den regionala vägen stryks."), ("C", "Regional samsyn behövs.")]
    assert suggest_themes(uncoded(*rows)) == ()


def test_nothing_gives_nothing() -> None:
    assert suggest_themes([]) == ()
    assert suggest_themes(uncoded(("A", "!"), ("B", "Vi och ni."))) == ()


def test_order_is_fixed_and_the_most_voices_come_first() -> None:
    rows = uncoded(*BUSES, *BATHS, ("Räddningsnämnden", "Badhuset har för få utrymningsvägar."))
    found = suggest_themes(rows)
    assert found == suggest_themes(rows)
    assert [len(group.respondents) for group in found] == [4, 3]
    assert suggest_themes(rows, most=1) == found[:1]


def test_sample_case_gives_the_groups_that_a_person_would_name() -> None:
    gold = json.loads(SAMPLE_GOLD.read_text(encoding="utf-8"))
    rows = []
    for name, document in gold["documents"].items():
        speakers = {segment["id"]: segment["respondent"] for segment in document["segments"]}
        for sentence in document["sentences"]:
            if sentence.get("polarity") in {"request", "critical"} and not sentence["themes"]:
                rows.append((f"{speakers[sentence['segment']]} {name}", sentence["text"]))
    found = suggest_themes(uncoded(*rows))
    groups = {group.terms[0]: " ".join(group.examples) for group in found}
    assert "pengarna till vår lokal drogs in" in groups["pengar"]
    assert "följer det inga pengar med" in groups["pengar"]
    assert len(found) < len(rows) / 3
