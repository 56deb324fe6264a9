from __future__ import annotations

import unicodedata

import pytest

from remissnlp.ingest import discover
from remissnlp.ingest.discover import doc_id_of


@pytest.fixture
def folder(tmp_path):
    for name in (
        "b.txt",
        "A/Yttrande från nämnden.pdf",
        "A/djupt/c.MD",
        "README.md",
        "bild.xcf",
        "b.gold.json",
        ".dold/x.txt",
        ".dold.txt",
        "~$b.docx",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return tmp_path


def test_finds_documents_in_order_with_their_cases(folder):
    sources, _ = discover(folder)
    assert [(s.path, s.case_id) for s in sources] == [
        ("A/Yttrande från nämnden.pdf", "A"),
        ("A/djupt/c.MD", "A"),
        ("b.txt", "."),
    ]
    assert sources[1].suffix == ".md"
    assert all(len(s.sha256) == 64 and s.size_bytes > 0 for s in sources)


def test_says_what_it_leaves_out(folder):
    _, issues = discover(folder)
    assert [(i.path, i.stage, i.action) for i in issues] == [
        ("README.md", "ingest", "skipped"),
        ("bild.xcf", "ingest", "skipped"),
    ]
    assert ".xcf" in issues[1].error


def test_a_dangling_link_is_an_issue(tmp_path):
    (tmp_path / "borta.txt").symlink_to(tmp_path / "finns-inte.txt")
    sources, issues = discover(tmp_path)
    assert sources == []
    assert [i.path for i in issues] == ["borta.txt"]


def test_ids_are_readable_unique_and_independent_of_unicode_form():
    path = "Ärende 1/Yttrande från Åre ö-nämnd.pdf"
    assert doc_id_of(path).startswith("arende-1-yttrande-fran-are-o-namnd-pdf-")
    assert doc_id_of(path) == doc_id_of(unicodedata.normalize("NFD", path))
    assert doc_id_of("a b.txt") != doc_id_of("a-b.txt")
    long = doc_id_of("x" * 300 + ".pdf")
    assert len(long) == 48 + 7
    assert doc_id_of("…").startswith("doc-")
