"""Codebooks travel: YAML, CSV and REFI-QDA hold the same themes, and files of other tools and hostile ones are read."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from remissnlp.codebook import (
    Codebook,
    Cue,
    Theme,
    check_codebook,
    convert_codebook,
    load_codebook,
    read_draft,
    shipped_codebooks,
    write_codebook,
)
from remissnlp.codebook.schema import one_line
from remissnlp.errors import ConfigurationError, UsageError
from tests.conftest import ROOT

SCHEMA = ROOT / "tests" / "data" / "refi_qda" / "Codebook.xsd"
NASTY = Theme(
    id="nasty",
    name_sv='=HYPERLINK("x") & <b>"\'ÅÄÖ',
    name_en="-1+1; a, b c",
    definition="First paragraph: & <tag>.\n\nSecond, with 'quotes' and \"more\".",
    include=("- a dash", "+ a plus, a comma; a semicolon", "' an apostrophe"),
    exclude=("@cmd",),
    examples=("=1+1", 'Svaret "nej", sade hon; sedan gick hon.', "Åsikter: a, b; c"),
    counter_examples=("<Code name='x'/>", "]]> &amp; &lt;"),
    cues=(Cue(r"\b(?:a|b), ;\"'\s", 0.35, 0), Cue("- x", -1.0, 3)),
    colour="#00ff7F",
    threshold=0.45,
)
CHILD = Theme(
    id="child", name_sv="Barn", name_en="Child", definition="Below.", parent="nasty",
    examples=("Ett.", "Två.", "Tre."), counter_examples=("Fyra.", "Fem."),
)  # fmt: skip
BOOK = Codebook("nasty_book", "2.1", 'A & B; <c>, "d"', (NASTY, CHILD, replace(CHILD, id="other", parent="")))


def by_content(codebook: Codebook) -> Codebook:
    return replace(codebook, sha256="")


@pytest.mark.parametrize("name", ["x.yaml", "x.csv", "x.qdc"])
@pytest.mark.parametrize("book", [*shipped_codebooks(), BOOK], ids=lambda b: b if isinstance(b, str) else b.id)
def test_codebook_survives_the_round_trip(tmp_path: Path, name: str, book: str | Codebook) -> None:
    codebook = load_codebook(book) if isinstance(book, str) else book
    first, again = tmp_path / name, tmp_path / f"again_{name}"
    write_codebook(codebook, first)
    read = load_codebook(str(first))
    assert by_content(read) == by_content(codebook)
    write_codebook(read, again)
    assert again.read_bytes() == first.read_bytes()


_TEXT = st.text(st.characters(codec="utf-8"), max_size=40).filter(one_line)
_ANY = _TEXT | st.sampled_from(
    ["Exempel:", "- Exempel:", "remissnlp:", "'=1", "''-", "id: x", "- id: x", "a\nExempel:\nb"]
)
_SETS = st.lists(_ANY, min_size=5, max_size=8, unique_by=one_line)


@settings(max_examples=60, deadline=None)
@given(names=st.tuples(_ANY, _ANY, _ANY, _ANY), texts=_SETS, rules=st.lists(_ANY, max_size=3))
def test_any_text_survives_the_round_trip(
    tmp_path_factory: pytest.TempPathFactory, names: tuple[str, ...], texts: list[str], rules: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    theme = Theme("t", names[0], names[1], names[2], tuple(rules), (), tuple(texts[:3]), tuple(texts[3:]))
    write_codebook(Codebook("b", "1", names[3], (theme,)), folder / "x.yaml")
    codebook = load_codebook(str(folder / "x.yaml"))
    for name in ("x.csv", "x.qdc", "y.yaml"):
        write_codebook(codebook, folder / name)
        assert by_content(load_codebook(str(folder / name))) == by_content(codebook)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_qdc_names_codes_in_the_language_and_keeps_both(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "x.qdc"
    write_codebook(load_codebook("default"), path, lang=lang)
    root = etree.fromstring(path.read_bytes())
    assert [code.get("name") for code in root[0]] == [theme.name(lang) for theme in load_codebook("default").themes]
    assert by_content(load_codebook(str(path))) == by_content(load_codebook("default"))


def test_csv_of_swedish_excel_survives_the_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    write_codebook(BOOK, path, swedish_csv=True)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("\ufeffid;name_sv;")
    assert ";0,45;" in text
    assert by_content(load_codebook(str(path))) == BOOK


@pytest.mark.parametrize("book", [load_codebook("sakerhet"), BOOK], ids=lambda b: b.id)
def test_qdc_is_valid_against_the_published_schema(tmp_path: Path, book: Codebook) -> None:
    path = tmp_path / "x.qdc"
    write_codebook(book, path)
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    document = etree.parse(path)
    schema.assertValid(document)
    document.getroot()[0][0].attrib.pop("isCodable")
    assert not schema.validate(document), "the schema would let anything pass"


def test_another_reader_of_the_standard_finds_the_same_codes(tmp_path: Path) -> None:
    reader = pytest.importorskip("pyrefiqda", reason="the independent reader comes with the dev extra").RefiCodebook
    path = tmp_path / "x.qdc"
    write_codebook(BOOK, path)
    first, second = reader.load(path).codes.code
    assert (first.name, first.color, [child.name for child in first.code]) == (NASTY.name_sv, NASTY.colour, ["Barn"])
    assert first.description.startswith(NASTY.definition)
    assert "- ]]> &amp; &lt;" in first.description
    assert second.name == "Barn"


def test_csv_cells_are_safe_to_open_in_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    write_codebook(BOOK, path)
    with path.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r")]


def test_codebook_of_another_tool_becomes_a_draft(tmp_path: Path) -> None:
    path = tmp_path / "My codes.qdc"
    path.write_text(
        '<?xml version="1.0" encoding="utf-8"?><CodeBook xmlns="urn:QDA-XML:codebook:1:0" origin="Some tool"><Codes>'
        '<Code guid="1" name="Mapp" isCodable="false"><Code guid="2" name="Trafik &amp; buller" isCodable="true" '
        'color="#f00"><Description>Allt om vägar.</Description>'
        '<Code guid="3" name="Övrigt" isCodable="true"/></Code></Code>'
        '<Code guid="4" name="Övrigt" isCodable="true"/><Code guid="5" name="Övrigt" isCodable="true"/></Codes>'
        '<Sets><Set guid="6" name="Some set"><MemberCode guid="4"/></Set></Sets></CodeBook>',
        encoding="utf-8",
    )
    draft, shortages = read_draft(str(path))
    found = [(theme.id, theme.parent) for theme in draft.themes]
    assert found[:2] == [("trafik_buller", ""), ("ovrigt", "trafik_buller")]
    assert len({name for name, _ in found}) == 4
    assert (draft.id, draft.version, draft.title) == ("my_codes", "1", "My codes")
    first = draft.themes[0]
    assert (first.name_sv, first.definition, first.colour) == ("Trafik & buller", "Allt om vägar.", "#ff0000")
    assert len(shortages) == 8
    with pytest.raises(ConfigurationError, match="8 faults"):
        load_codebook(str(path))
    left = convert_codebook(str(path), tmp_path / "draft.yaml")
    assert left == shortages
    assert by_content(read_draft(str(tmp_path / "draft.yaml"))[0]) == by_content(draft)


def test_description_that_another_tool_wrapped_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.qdc"
    write_codebook(load_codebook("default"), path)
    text = path.read_text(encoding="utf-8")
    sentence = load_codebook("default").themes[0].examples[0]
    assert text.count(sentence) == 1
    path.write_text(text.replace(sentence, sentence.replace(" ", "\n   ", 1)).replace("\n", "\r\n"), encoding="utf-8")
    assert load_codebook(str(path)).themes == load_codebook("default").themes


def test_small_table_of_a_spreadsheet_is_a_codebook(tmp_path: Path) -> None:
    path = tmp_path / "Mina teman.csv"
    path.write_text(
        "name_sv;definition;examples;counter_examples;threshold\n"
        'Grön mobilitet;Cyklar.;"Vi cyklar.\nHon går.\nDe åker buss.";"En bil.\n\nEn båt.";0,7\n;;;;\n',
        encoding="utf-8-sig",
    )
    codebook = load_codebook(str(path))
    (theme,) = codebook.themes
    assert (codebook.id, theme.id, theme.name_en, theme.threshold) == (
        "mina_teman",
        "gron_mobilitet",
        "Grön mobilitet",
        0.7,
    )
    assert (len(theme.examples), theme.counter_examples) == (3, ("En bil.", "En båt."))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "themes"),
        ("id,name_sv\n", "themes"),
        ("id,name_sv,colour\nA,x,red\n", "colour"),
        ("id,name_sv\na,x,y,z\n", "has 4 cells, the header 2"),
        ("id,name_sv,nmae\na,x,y\n", "nmae: unknown key"),
        ('id,name_sv\na,"x\n', "needs at least 3"),
        ("id,name_sv,cues\na,x,0.9 2 (\n", "not a regular expression"),
        ("id,name_sv,threshold\na,x,much\n", "threshold"),
    ],
)
def test_fault_in_a_table_is_named(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    assert any(fault in line for line in check_codebook(path)), check_codebook(path)


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><CodeBook><Codes><Code name="&b;"/></Codes></CodeBook>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><CodeBook><Codes><Code name="n"><Description>&a;</Description></Code></Codes></CodeBook>'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "not valid XML"),
        ("<CodeBook><Codes>", "not valid XML"),
        ("<Project/>", "no REFI-QDA <CodeBook>"),
        ("<CodeBook/>", "themes"),
        (ENTITIES, "DOCTYPE"),
        (OUTSIDE, "DOCTYPE"),
        ("<CodeBook><Codes>" + "<Code name='a'>" * 300 + "</Code>" * 300 + "</Codes></CodeBook>", "depth"),
    ],
)
def test_hostile_or_broken_qdc_is_a_fault(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "x.qdc"
    path.write_text(text, encoding="utf-8")
    assert any(fault in line for line in check_codebook(path)), check_codebook(path)


def test_nested_codes_are_read_to_a_depth(tmp_path: Path) -> None:
    path = tmp_path / "x.qdc"
    path.write_text("<CodeBook><Codes>" + "<Code name='a'>" * 200 + "</Code>" * 200 + "</Codes></CodeBook>")
    assert len(read_draft(str(path))[0].themes) == 200


def test_deep_yaml_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("[" * 20_000, encoding="utf-8")
    assert "not valid YAML" in check_codebook(path)[0]


def test_large_and_wrong_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"a" * 2_000_001)
    with pytest.raises(ConfigurationError, match="is over"):
        check_codebook(path)
    path.write_bytes(b"id,name_sv\na,\xe5\n")
    with pytest.raises(ConfigurationError, match="UTF-8"):
        check_codebook(path)
    with pytest.raises(UsageError, match="no format"):
        write_codebook(BOOK, tmp_path / "x.xlsx")
    with pytest.raises(UsageError, match="Choose another place"):
        write_codebook(BOOK, tmp_path / "nowhere" / "x.csv")


def test_nothing_is_replaced_unasked(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="there already"):
        convert_codebook("default", path)
    assert path.read_text(encoding="utf-8") == "mine"
    convert_codebook("default", path, overwrite=True)
    assert load_codebook(str(path)).themes == load_codebook("default").themes


def test_a_theme_has_the_same_identifier_in_a_codebook_and_in_a_project(sample_out: Path, tmp_path: Path) -> None:
    convert_codebook("default", tmp_path / "x.qdc")
    codes = {code.get("guid"): code.get("name") for code in etree.parse(tmp_path / "x.qdc").iter("{*}Code")}
    with ZipFile(sample_out / "analysis.qdpx") as archive:
        project = etree.fromstring(archive.read("project.qde"))
    assert codes.items() <= {code.get("guid"): code.get("name") for code in project.iter("{*}Code")}.items()
