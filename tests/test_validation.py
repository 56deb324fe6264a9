"""The validation documents are what their sources say, and their gold is consistent with itself and with them."""

import json
import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "data" / "validation"
GOLDS = {
    "tuning": FOLDER / "validation.gold.json",
    "choice": FOLDER / "choice" / "validation_choice.gold.json",
    "held_out": FOLDER / "held_out" / "validation_held_out.gold.json",
}
POLITICAL = {"special_statement", "substitute_statement", "reservation"}
SCORED = POLITICAL | {"response", "summary", "advisory_council"}
KINDS = SCORED | {"decision", "proposal", "preparation", "rapporteur", "other"}
STANCES = {"support", "support_with_comments", "no_objection", "oppose", "abstain", "comments_only"}
THEMES = {"segregation", "information_security", "follow_up", "timing"}
POLARITIES = {"positive", "request", "critical", "neutral"}
PARTY_CODE = re.compile(r"\((?:S|M|SD|C|V|KD|L|MP|FP|F[iI]|s|m|sd|c|v|kd|l|mp|fp)\)")
CLUSTER_TYPES = {"argument", "formula", "summary", "proposal", "version", "quote"}


@pytest.fixture(scope="module", params=sorted(GOLDS))
def half(request):
    return request.param, json.loads(GOLDS[request.param].read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def both():
    golds = [json.loads(path.read_text(encoding="utf-8")) for path in GOLDS.values()]
    return [document for gold in golds for document in gold["documents"].values()]


@pytest.fixture
def builder(monkeypatch):
    pytest.importorskip("reportlab", reason="the validation documents are built with the dev extra")
    monkeypatch.syspath_prepend(ROOT / "scripts")
    import build_validation

    return build_validation


def squeezed(text):
    """Return `text` without white space and hyphens: how a line was broken says nothing about what it says."""
    return re.sub(r"[\s-]+", "", text)


def written(path):
    """Return what stands in a document, read by other means than the package under test."""
    if path.suffix == ".docx":
        docx = pytest.importorskip("docx")
        document = docx.Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    if path.suffix == ".html":
        numbered = re.sub(r'<li value="(\d+)">', r"\1. ", path.read_text(encoding="utf-8"))
        return unescape(re.sub(r"<[^>]+>", " ", numbered))
    if path.suffix != ".pdf":
        return path.read_text(encoding="utf-8")
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(path)
    pages = [page.get_textpage().get_text_range() for page in document]
    total = len(pages)
    document.close()
    head = pages[0].splitlines()[0].split(" 1 (")[0]
    furniture = [rf"{re.escape(head)}\s+{number} \({total}\)" for number in range(1, total + 1)]
    return "\n".join(re.sub(mark, "", page, count=1) for mark, page in zip(furniture, pages, strict=True))


def test_committed_files_are_what_the_sources_build(builder):
    assert builder.differing(builder.build(), FOLDER) == []


def test_check_names_changed_missing_and_surplus_files(builder, tmp_path):
    files = builder.build()
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert builder.differing(files, tmp_path) == []
    changed, missing, *_ = (name for name in sorted(files) if name.endswith(".txt"))
    (tmp_path / changed).write_text("annat", encoding="utf-8")
    (tmp_path / missing).unlink()
    (tmp_path / "tuning" / "skrap.txt").write_text("x", encoding="utf-8")
    assert builder.differing(files, tmp_path) == sorted([changed, missing, "tuning/skrap.txt"])


@pytest.mark.parametrize(
    "lines",
    [
        "@seg response A\nUtan märke.",
        "@seg response A\nx Fel märke.",
        "n Före segment.",
        "@okand x",
        "@seg response A\nr:z X.",
    ],
)
def test_source_refuses_unreadable_marks(builder, lines):
    with pytest.raises(builder.SourceError, match="line"):
        builder.parse_source(lines)


def test_marks_become_labels(builder):
    source = builder.parse_source("@seg response A; party=S|V\n! Ingress:\nr/c:f,s? #arg-x Följ upp.\n- n Punkt.\n")
    assert source.segments[0]["parties"] == ["S", "V"]
    assert source.segments[0]["text"] == "Ingress: Följ upp. - Punkt."
    assert source.sentences == [
        {
            "segment": "s000",
            "text": "Följ upp.",
            "polarity": "request",
            "themes": ["follow_up"],
            "polarity_also_ok": ["critical"],
            "themes_also_ok": ["segregation"],
        },
        {"segment": "s000", "text": "Punkt.", "polarity": "neutral", "themes": []},
    ]
    assert source.copies == [("arg-x", "s000", "Följ upp.")]


def test_html_page_holds_text_lists_and_tables_between_menu_and_footer(builder):
    source = builder.parse_source(
        "@file sida.html; site=Å & Ö kommun; nav=Start|Bygga; foot=Växel 0123-45\n~ Dnr 7\n~ 2020-01-02\n"
        "@seg response A\n# Svar <1>\n! Vi är & förblir positiva.\n\n- n Punkt.\n2. n Två.\n3. n Tre.\n"
        "@row\n~ Instans\n~ Svar\n@row\n~ B\n! Nej\n\n@endtable\n"
    )
    page = builder.draw(source).decode()
    assert page.startswith('<!DOCTYPE html>\n<html lang="sv">')
    assert "<title>Svar &lt;1&gt; - Å &amp; Ö kommun</title>" in page
    assert '<li><a href="#">Bygga</a></li>\n</ul>\n</nav>\n</header>\n<main>' in page
    assert "<p>Dnr 7<br>\n2020-01-02</p>\n<h1>Svar &lt;1&gt;</h1>\n<p>Vi är &amp; förblir positiva.</p>" in page
    assert '<ul>\n<li>Punkt.</li>\n</ul>\n<ol>\n<li value="2">Två.</li>\n<li value="3">Tre.</li>\n</ol>' in page
    assert "<thead>\n<tr><th>Instans</th><th>Svar</th></tr>\n</thead>" in page
    assert "<tbody>\n<tr><td>B</td><td>Nej</td></tr>\n</tbody>\n</table>\n</main>\n<footer>" in page
    assert page.count("<nav>") == 1  # no way to the page is given, and no empty element stands for it


def test_gold_and_documents_are_the_same_set(half):
    name, gold = half
    files = [path for path in (FOLDER / name).rglob("*") if path.is_file() and path.suffix != ".json"]
    assert sorted(path.name for path in files) == sorted(gold["documents"])
    assert len({path.stem.lower() for path in files}) == len(files)


def test_every_sentence_stands_in_its_segment_and_every_word_in_the_document(half):
    name, gold = half
    for path in (FOLDER / name).rglob("*.*"):
        if path.suffix == ".json":
            continue
        document, text = gold["documents"][path.name], squeezed(written(path))
        segments = {segment["id"]: segment for segment in document["segments"]}
        for sentence in document["sentences"]:
            assert sentence["text"] in segments[sentence["segment"]]["text"]
            assert squeezed(sentence["text"]) in text, (path.name, sentence["text"])
        for segment in segments.values():
            for word in segment["text"].split():
                assert squeezed(word) in text, (path.name, segment["id"], word)


def test_labels_are_known_and_do_not_contradict_themselves(half):
    for document in half[1]["documents"].values():
        for segment in document["segments"]:
            also = segment.get("stance_also_ok", [])
            assert {segment["kind"], *segment.get("kind_also_ok", [])} <= KINDS
            assert {segment.get("stance", "support"), *also} <= STANCES
            assert segment.get("stance") not in also
            assert segment["text"]
        for sentence in document["sentences"]:
            themes, also = set(sentence["themes"]), set(sentence.get("themes_also_ok", []))
            assert themes | also <= THEMES
            assert not themes & also
            assert {sentence["polarity"], *sentence.get("polarity_also_ok", [])} <= POLARITIES
            assert sentence["polarity"] not in sentence.get("polarity_also_ok", [])


def test_answers_have_a_stance_and_political_statements_a_speaker(half):
    for document in half[1]["documents"].values():
        segments = document["segments"]
        if document["sentences"]:  # the others are labelled for segmentation only
            assert all("stance" in s for s in segments if s["kind"] in SCORED - {"summary"})
            assert all(s["authors"] or s["parties"] for s in segments if s["kind"] in POLITICAL)
        # Staff, students and experts dissent without a party: they are named, and no party stands with them.
        for segment in (s for s in segments if s["kind"] in POLITICAL and not s["parties"]):
            assert segment["authors"]
            assert not PARTY_CODE.search(segment["text"]), (segment["id"], segment["text"])
        assert not any(s["parties"] for s in segments if s["kind"] not in POLITICAL)
        kinds = {s["id"]: s["kind"] for s in segments}
        assert {kinds[s["segment"]] for s in document["sentences"]} <= SCORED


def test_relations_point_at_what_is_there(half):
    gold = half[1]
    respondents = {s["respondent"] for d in gold["documents"].values() for s in d["segments"]}
    for row in gold["endorsements"] + gold["quotes"]:
        assert row["respondent"] in respondents
    for row in gold["quotes"]:
        assert row["source_respondent"] in respondents
    for row in gold["endorsements"]:
        # A body outside the documents can be joined: the text of whoever joins it names it.
        own = [
            s["text"] for d in gold["documents"].values() for s in d["segments"] if s["respondent"] == row["respondent"]
        ]
        target = row["target_respondent"]
        assert target in respondents or any(target in text for text in own), row
    texts = [s["text"] for d in gold["documents"].values() for s in d["segments"]]
    for quote in gold["quotes"]:
        assert sum(quote["text"].lower() in text.lower() for text in texts) == 2
    for cluster in gold["reuse_clusters"]:
        assert cluster["type"] in CLUSTER_TYPES
        assert len(cluster["members"]) >= 2


def test_there_is_material_for_every_label(both):
    sentences = [s for document in both for s in document["sentences"]]
    stances = Counter(s["stance"] for document in both for s in document["segments"] if "stance" in s)
    themes = Counter(theme for s in sentences for theme in s["themes"])
    assert len(sentences) >= 420
    assert set(themes) == THEMES
    assert min(themes.values()) >= 25
    assert sum(not s["themes"] for s in sentences) > len(sentences) / 2
    assert set(stances) == STANCES
    assert min(stances.values()) >= 5
    assert min(Counter(s["polarity"] for s in sentences).values()) >= 50


def test_no_sentence_is_in_two_halves():
    golds = [json.loads(path.read_text(encoding="utf-8")) for path in GOLDS.values()]
    halves = [{s["text"] for d in g["documents"].values() for s in d["sentences"]} for g in golds]
    assert len(set.union(*halves)) == sum(map(len, halves))
