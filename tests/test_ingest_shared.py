"""The real documents: both settings of one compilation must read alike, and nothing may get lost."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest

from remissnlp.ingest import discover, read_document
from remissnlp.records import FURNITURE, BlockRole, Document

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def documents(shared):
    folder = shared / "data" / "seeds"
    sources, _ = discover(folder)
    return {source.path: read_document(source, folder) for source in sources}


def flat(document: Document) -> tuple[list[str], set[int]]:
    words: list[str] = []
    ends: set[int] = set()
    for block in document.blocks:
        if block.role not in FURNITURE:
            words += document.block_text(block).split()
            ends.add(len(words))
    return words, ends


def test_text_and_pdf_read_alike(documents):
    text, text_ends = flat(documents["utlatande_2020.txt"])
    pdf, pdf_ends = flat(documents["utlatande_2020.pdf"])
    matcher = SequenceMatcher(None, text, pdf, autojunk=False)
    assert matcher.ratio() >= 0.999
    place = {a + k: b + k for a, b, size in matcher.get_matching_blocks() for k in range(size)}
    same = len({place.get(end - 1, -9) + 1 for end in text_ends} & pdf_ends)
    assert 2 * same / (len(text_ends) + len(pdf_ends)) >= 0.99


@pytest.mark.parametrize("name", ["utlatande_2020.txt", "utlatande_2020.pdf"])
def test_body_names_and_lead_ins_stand_alone(documents, name):
    document = documents[name]
    lines = document.text.split("\n")
    roles = {document.block_text(block): block.role for block in document.blocks}
    assert lines.count("Kulturnämnden") == 2
    for line in ("Bilaga 1", "Underremiss", "Synpunkter från Norrmalms råd för funktionshindrade"):
        assert roles[line] is BlockRole.HEADING
    assert "Stokabs remissvar har i huvudsak följande lydelse:" in lines
    assert sum(block.role is BlockRole.HEADER for block in document.blocks) == 2
    assert document.case_number == "KS 2019/1543"


def test_double_spaced_report_reads_as_prose(documents):
    document = documents["stadsledningskontoret_2012.txt"]
    assert 25 <= len(document.blocks) <= 35
    assert "kommunfullmäktiges inriktningsmål" in document.text
    assert "-\n" not in document.text


def test_pages_and_offsets(documents):
    document = documents["utlatande_2020.pdf"]
    assert document.n_pages == 58
    assert {line.page for line in document.lines} == set(range(1, 59))
    assert sum(block.role is BlockRole.PAGE_NUMBER for block in document.blocks) == 58


def test_both_engines_read_the_same_words(shared, documents):
    from remissnlp.ingest.assemble import assemble
    from remissnlp.ingest.columns import page_lines
    from remissnlp.ingest.layout import paragraphs
    from remissnlp.ingest.plumber import Plumber

    plumber = Plumber((shared / "data" / "seeds" / "utlatande_2020.pdf").read_bytes())
    lines = [
        line for number in range(1, 16) for line in page_lines(plumber.fragments(number), page=number, page_width=595)
    ]
    slow = assemble(paragraphs(lines)).text.split()
    assert len(slow) > 4000
    assert SequenceMatcher(None, documents["utlatande_2020.pdf"].text.split()[: len(slow)], slow).ratio() >= 0.999


def test_the_real_documents_are_whole(documents):
    assert [(path, document.warnings) for path, document in documents.items() if document.warnings] == []


def test_reading_the_real_documents_needs_no_word_list(shared):
    """The list costs half a second and 110 MB; only hyphens that can be either way are worth it."""
    import subprocess
    import sys

    code = (
        "import sys; from pathlib import Path; from remissnlp.ingest import discover, read_document\n"
        "folder = Path(sys.argv[1])\n"
        "for source in discover(folder)[0]: read_document(source, folder)\n"
        "print('simplemma' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(shared / "data" / "seeds")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
