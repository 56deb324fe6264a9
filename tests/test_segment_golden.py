"""Whole documents of many makes, each segmented right: who speaks, in what capacity, with which parties.

The documents and their gold are in `data/validation`; those listed here were segmented with F1 >= 0.95 when listed.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from remissnlp.evaluate import evaluate
from tests.conftest import ROOT, run_cli

FOLDER = ROOT / "data" / "validation" / "tuning"
GOLD = ROOT / "data" / "validation" / "validation.gold.json"
FLOOR = 0.95
GOLDEN = [
    "remissammanstallning_framtidens_skola.md",  # leads of many kinds, statements inline, lower-case parties
    "remissbilaga_digital_service.docx",  # 'Svar från X', annex of statements
    "remissammanstallning_lakemedelsplan.docx",  # authorities, companies, private persons in running leads
    "samradsredogorelse_bostadsforsorjning.md",  # short summaries in prose, then answers
    "reservationer_och_yttranden_kameraplan.txt",  # political statements in ten forms
    "yttranden_badplatsutredning.txt",  # headings in capitals above a drawn line
    "remissvar_skyltprogram_2012.docx",  # 'Remissvar 1: X (XN)'
    "svarskort_industrimark.docx",  # numbered cards with the sender's remarks
    "synpunkter_kolonilotter.docx",  # a table
    "utlatande_fardtjanstreglemente.docx",  # board and office, party groups
    "utlatande_kommundelsnamnder_1999.txt",  # hard-wrapped, numbered, answers in quotation marks
    "protokollsutdrag_socialnamnden.pdf",  # minutes
    "tjansteskrivelse_aldrenamnden.docx",  # an office report
    "tjansteutlatande_hastigheter_1997.txt",  # an office report of the nineties
    "yttrande_havs_och_vattenmyndigheten.pdf",  # a letter with a margin column
    "svar_villaagareforeningen.txt",  # an association's letter
    "gemensamt_yttrande_tre_forbund.docx",  # a joint letter
    "mejl_torsabuss.txt",  # an e-mail with the thread below
    "samradsredogorelse_sagen.docx",  # numbered headings with dates, remarks of the office
    "granskningsutlatande_norrvik.txt",  # capitals, owners of a property, 'Svar:'
    "remissammanstallning_ds_modersmal.pdf",  # paragraphs of several bodies under headings of topics
    "pm_svar_pa_fragor_va_taxa.txt",  # answers behind a colon under questions
    "inkomna_svar_farjelage.txt",  # stapled letters
    "inkomna_synpunkter_hastighetsplan.txt",  # names of no form at all
    "remissvar_trafikforsorjningsprogram.pdf",  # a table of contents, place names as headings
    "ks_protokoll_skolskjuts.txt",  # lead-ins within paragraphs of minutes
    "protokollsutdrag_arkivreglemente.txt",  # extracts of minutes in one file
    "svarsmatris_tomgangskorning.docx",  # a table with columns of its own
    "partiernas_svar.txt",  # parties that answer
    "utstallningsutlatande_torget.txt",  # an office's name as the label of its remarks
    "svar_fran_foreningar.md",  # quotations under names
]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("golden") / "out"
    done = run_cli("analyze", FOLDER, "-o", folder, "-q")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("name", GOLDEN)
def test_golden_document(out: Path, tmp_path: Path, name: str) -> None:
    gold = json.loads(GOLD.read_text(encoding="utf-8"))
    one = gold | {"documents": {name: gold["documents"][name]}, "reuse_clusters": [], "quotes": [], "endorsements": []}
    (tmp_path / "gold.json").write_text(json.dumps(one), encoding="utf-8")
    metrics = evaluate(tmp_path / "gold.json", out)
    assert metrics["segments_f1"] >= FLOOR
    assert not metrics["parties_accuracy"] < 1.0  # NaN where the document has no political statement
    assert metrics["offsets_ok"] == 1.0
