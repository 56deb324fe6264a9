"""Where sentences of the genre end, and where they do not."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remissnlp.linguistics import sentence_spans

# Each case is a paragraph with its sentences divided by "|".
CASES = [
    "Nämnden tillstyrker förslaget.| Den saknar dock mål.",
    "Förslaget berör bl.a. skolor, t.ex. gymnasiet.| Det är bra.",
    "Kontoret, dvs. staden, betalar.| Så bör det vara.",
    "Särskilt uttalande gjordes av Bo Al m.fl. (S) och Eva Ek m.fl. (V).",
    "Skolor, förskolor m.m. berörs.| Bibliotek m.m.| Även badhus omfattas.",
    "Beslutet fattades den 3 maj 2021.| Nämnden var enig.",
    "Det gäller år 2020.| 12 nämnder har svarat.",
    "Se s. 12 i planen och kap. 3 i bilagan.| Där saknas mål.",
    "S:t Olofs gata stängs av.| Det är olyckligt.",
    "Enligt 5 § 2 st. gäller annat.| Nämnden noterar det.",
    "Planen omfattar ca. 400 bostäder.| Hälften är hyresrätter.",
    "Vad avses med nivå?| Är det stadsdelen?| Det bör klargöras!",
    "Nämnden skriver: ”Det är bra. Det räcker.”| Vi håller inte med.",
    "”Staden ska växa. Alla ska med”, heter det.| Hur är oklart.",
    "Kontoret (se bilaga 2) instämmer.| (Se även ovan.)| Det räcker.",
    "»Nämnden tillstyrker.| Målen är bra.«",
    "Bo Al (S) anförde: ”Planen är dålig.”",
    "Bo Al (S) anförde:| ”Planen är dålig.| Riv upp den.”",
    "Målen är tre: 1. trygghet, 2. hälsa, 3. klimat.| De är bra.",
    "1. Nämnden tillstyrker förslaget.",
    "A. Svensson och B. Ek deltog.| Mötet avslutades.",
    "Bolaget ägs av Lindviks Stadshus AB.| AB Hem ingår i koncernen.",
    "Priset är 3,5 mnkr.| Det är dyrt.",
    "Det kostar 1.500 kr per år.| Nämnden betalar.",
    "Frågan ställdes kl. 13.30 på mötet.| Svaret dröjde.",
    "Programmet gäller fr.o.m. 2021 t.o.m. 2024.| Därefter ses det över.",
    "Nämnden anser att … målen är oklara.| Det bör ändras.",
    "Remissen kom sent...| Tiden var för kort.",
    "Förslaget är – enligt kontoret – bra.| – Ja, sade ordföranden.",
    "Nr. 4 och dnr. KS 2020/1 avses.| Övriga utgår.",
    "Skälen är flera, bl. a. tiden.| Kostnaden är en annan.",
    "Det är rimligt etc.| Vidare saknas mål.",
    "Arbetet, inkl. uppföljning, ska redovisas.| När är oklart.",
    "f.d. skolan rivs.| Marken säljs.",
    "Lag (2006:544) gäller.| Den är tydlig.",
    "Nämnden har inget att erinra.",
    "Är det bra? ja, men dyrt.",
    "Boende i Haga har svarat.| Åtta av tio är nöjda.",
    "Prop. 2019/20:1 anger detta.| Så blir det.",
    "Handläggare är Eva Ek, tel. 08-12 34 56.| Hon svarar gärna.",
    "Se www.example.org/plan.pdf för mer.| Allt finns där.",
    "Mötet hölls i Vänersborg.| ”Det var bra”, säger Ek.",
]


# The same in a table, by group; "|" stands for the blank between two sentences.
TABLE = [
    tuple(line.split("\t", 1))
    for line in (Path(__file__).parent / "data" / "sentences_sv.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("case", CASES)
def test_sentences(case: str) -> None:
    text = case.replace("|", "")
    expected = [part.strip() for part in case.split("|")]
    assert [text[start:end] for start, end in sentence_spans(text)] == expected


@pytest.mark.parametrize(("group", "case"), TABLE)
def test_sentences_of_the_table(group: str, case: str) -> None:
    parts = case.split("|")
    text = " ".join(parts)
    assert [text[start:end] for start, end in sentence_spans(text)] == [part.strip() for part in parts]


def test_the_table_is_large_and_mixed() -> None:
    assert len(set(TABLE)) >= 200
    assert len({group for group, _ in TABLE}) >= 10


@given(st.text(alphabet=st.sampled_from('Abå.!?…”"() 12\u00a0-:;'), max_size=80))
def test_spans_are_in_order_and_lose_nothing(text: str) -> None:
    spans = sentence_spans(text)
    assert all(a < b for a, b in spans)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))
    assert "".join(text[a:b] for a, b in spans).split() == [] or "".join(
        "".join(text[a:b] for a, b in spans).split()
    ) == "".join(text.split())


@pytest.mark.shared
def test_sentences_of_the_gold(shared) -> None:
    """Against the labelled sentences of the 2020 compilation: fewer than 3 % begin or end elsewhere."""
    import json
    import re

    from remissnlp.ingest import discover, read_document
    from remissnlp.segment import segment_document

    folder = shared / "data" / "seeds"
    gold = json.loads((shared / "eval" / "gold_2020_dev.json").read_text(encoding="utf-8"))
    source = next(s for s in discover(folder)[0] if s.path == "utlatande_2020.txt")
    ours = {_bare(s.text) for s in segment_document(read_document(source, folder)).statements}
    sentences = [s["text"] for s in gold["documents"]["utlatande_2020.txt"]["sentences"] if s.get("role") != "heading"]
    missed = [s for s in sentences if _bare(re.sub(r"^(?:\d+\.|[-•])\s+", "", s)) not in ours]
    assert len(sentences) > 900
    assert len(missed) / len(sentences) < 0.03, missed[:20]


def _bare(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
