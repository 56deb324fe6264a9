"""`analysis.qdpx`: a REFI-QDA project, for NVivo, MAXQDA, ATLAS.ti, QualCoder and other tools of qualitative research.

A source is the canonical text of a document, a code is a theme, tone, stance, party or kind of text, and what is coded
is what the matrix counts. Positions are Unicode code points from 0, end exclusive, as in the standard's own example.
The same run gives the same identifiers, so that a project made again can be merged with one that people worked on.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from remissnlp.codebook import Codebook, Theme
from remissnlp.export.dialect import write_bytes
from remissnlp.export.labels import Labels, load_labels
from remissnlp.export.view import View
from remissnlp.records import POLITICAL_KINDS, Document, Kind, Polarity, Segment, Stance
from remissnlp.values import VIEW_KINDS

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

FILE_NAME = "analysis.qdpx"
NAMESPACE = "urn:QDA-XML:project:1.0"

_IDS = uuid5(NAMESPACE_URL, "remissnlp/refi-qda")
# Importers of some tools need a date; the clock would make every file different.
_DATE = "2000-01-01T00:00:00Z"
_ZIP_DATE = (2000, 1, 1, 0, 0, 0)
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_GROUP_COLOUR = "#6B7280"


def write_qda(view: View, codebook: Codebook, out: Path, *, lang: str) -> Path:
    """Write `analysis.qdpx` into `out` and return its path; codes are named in `lang` (`sv` or `en`)."""
    path = out / FILE_NAME
    write_bytes(path, qda_bytes(view, codebook, lang=lang))
    return path


def qda_bytes(view: View, codebook: Codebook, *, lang: str) -> bytes:
    """Return the project as a ZIP archive: `project.qde` and one text file a source."""
    from lxml import etree

    project = _Project(view=view, codebook=codebook, labels=load_labels(lang), lang=lang)
    xml = etree.tostring(project.element(), xml_declaration=True, encoding="UTF-8", pretty_print=True)
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr(_member("project.qde"), xml)
        for document in project.documents:
            archive.writestr(
                _member(f"sources/{project.guid('source', document.doc_id)}.txt"), document.text.encode("utf-8")
            )
    return buffer.getvalue()


def _member(name: str) -> ZipInfo:
    info = ZipInfo(name, date_time=_ZIP_DATE)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _guid(*parts: str) -> str:
    return str(uuid5(_IDS, "\x1f".join(parts)))


def xml_text(text: str) -> str:
    """Return text without the characters that XML cannot hold."""
    return _NO_XML.sub("", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """A stretch of a source with its codes, as (group, value)."""

    guid: str
    char_start: int
    char_end: int
    codes: tuple[tuple[str, str], ...]


@dataclass(kw_only=True)
class _Project:
    """The XML of one project."""

    view: View
    codebook: Codebook
    labels: Labels
    lang: str
    documents: list[Document] = field(init=False)
    digests: dict[str, str] = field(init=False)
    counted: dict[str, list[Segment]] = field(init=False)
    respondents: dict[tuple[str, str], list[Segment]] = field(init=False)
    used_names: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        copies = self.view.copies
        self.documents = [document for document in self.view.analysis.documents if document.doc_id not in copies]
        self.digests = {document.doc_id: document.sha256 for document in self.documents}
        self.counted = {}
        for segment in (segment for voice in self.view.voices for segment in voice):
            self.counted.setdefault(segment.doc_id, []).append(segment)
        self.respondents = {}
        # Political statements are no view of the body that they were made in.
        for segment in (segment for voice in self.view.answers for segment in voice):
            self.respondents.setdefault(_respondent(segment), []).append(segment)

    def guid(self, kind: str, doc_id: str, name: str = "") -> str:
        """Return the identifier of a part of a document: another one where the document's content is another."""
        return _guid(kind, doc_id, self.digests[doc_id], name)

    def element(self) -> Element:
        """Return the root, its parts in the order of the schema."""
        from lxml import etree

        user = _guid("user")
        attributes = {"name": self.codebook.title, "origin": "remissnlp", "creatingUserGUID": user}
        namespaces: Any = {None: NAMESPACE}  # the stubs of lxml know no default namespace
        root = etree.Element(f"{{{NAMESPACE}}}Project", nsmap=namespaces)
        _set(root, attributes | {"creationDateTime": _DATE})
        _add(_add(root, "Users"), "User", guid=user, name="remissnlp")
        self._codes(_add(_add(root, "CodeBook"), "Codes"))
        spans = {document.doc_id: self._spans(document) for document in self.documents}
        if self.respondents:
            variables = _add(root, "Variables")
            for name in ("respondent_type", "stance", "case"):
                label = self.labels["qda"][name]
                _add(variables, "Variable", guid=_guid("variable", name), name=label, typeOfVariable="Text")
            cases = _add(root, "Cases")
            self.used_names.clear()
            for segments in self.respondents.values():
                self._case(cases, segments)
        if self.documents:
            sources = _add(root, "Sources")
            for document in self.documents:
                self._source(sources, document, spans[document.doc_id])
        return root

    # --- codes

    def _codes(self, parent: Element) -> None:
        themes = self._group(parent, "theme")
        for theme in self.codebook.themes:
            if not theme.parent:
                self._theme(themes, theme)
        for group, values in (("polarity", Polarity), ("stance", Stance), ("kind", Kind)):
            element = self._group(parent, group)
            for value in values:
                if group != "kind" or value in VIEW_KINDS:
                    self._code(element, group, value.value, self.labels[group][value.value])
        if self.respondents:
            # Most programs know cases only as whole documents; a code finds an answer within a compilation, too.
            element = self._group(parent, "respondent")
            for key, segments in self.respondents.items():
                self._code(element, "respondent", "\x1f".join(key), segments[0].respondent)
        parties = sorted({party for voice in self.view.voices for segment in voice for party in segment.parties})
        if parties:
            element = self._group(parent, "party")
            for party in parties:
                self._code(element, "party", party, party)

    def _group(self, parent: Element, group: str) -> Element:
        name = self._unique(self.labels["qda"][group], group)
        return _add(parent, "Code", guid=_guid("group", group), name=name, isCodable="false", color=_GROUP_COLOUR)

    def _unique(self, name: str, also: str) -> str:
        """Return a name that no code (or case) has yet: some programs keep one code of each name only."""
        found = name or "?"
        while found.casefold() in self.used_names:
            found = f"{found} ({also})"
        self.used_names.add(found.casefold())
        return found

    def _code(self, parent: Element, group: str, value: str, name: str, colour: str = _GROUP_COLOUR) -> Element:
        unique = self._unique(name, self.labels["qda"][group])
        return _add(parent, "Code", guid=_guid(group, value), name=unique, isCodable="true", color=colour)

    def _theme(self, parent: Element, theme: Theme) -> None:
        element = self._code(parent, "theme", theme.id, theme.name(self.lang), theme.colour)
        _add(element, "Description").text = xml_text(theme.definition)
        for child in self.codebook.themes:
            if child.parent == theme.id:
                self._theme(element, child)

    # --- spans

    def _spans(self, document: Document) -> list[_Span]:
        """Return what is coded in a document: its counted segments, then their statements."""
        segments = self.counted.get(document.doc_id, [])
        spans = [
            _Span(
                guid=self.guid("segment", segment.doc_id, segment.segment_id),
                char_start=segment.char_start,
                char_end=segment.char_end,
                codes=self._codes_of(segment),
            )
            for segment in segments
        ]
        evidence = self._evidence(segments)
        for statement in self.view.statements_of(segments):
            codes = [("theme", theme) for theme in self.view.themes_of(statement.statement_id)]
            polarity = self.view.polarity_of(statement.statement_id)
            if polarity is not Polarity.NEUTRAL:
                codes.append(("polarity", polarity.value))
            codes += evidence.get(statement.statement_id, [])
            if codes:
                guid = self.guid("statement", statement.doc_id, statement.statement_id)
                start, end = statement.char_start, statement.char_end
                spans.append(_Span(guid=guid, char_start=start, char_end=end, codes=tuple(codes)))
        return spans

    def _codes_of(self, segment: Segment) -> tuple[tuple[str, str], ...]:
        """Return the codes of a whole segment: its kind, and whose view it is."""
        parties = [("party", party) for party in segment.parties]
        whose = parties if segment.kind in POLITICAL_KINDS else [("respondent", "\x1f".join(_respondent(segment)))]
        return (("kind", segment.kind.value), *whose)

    def _evidence(self, segments: Iterable[Segment]) -> dict[str, list[tuple[str, str]]]:
        """Return the stances by the id of the statement that shows them."""
        found: dict[str, list[tuple[str, str]]] = {}
        for segment in segments:
            stance = self.view.stances.get(segment.segment_id)
            if stance and stance.evidence_statement_id:
                found.setdefault(stance.evidence_statement_id, []).append(("stance", stance.stance.value))
        return found

    def _source(self, parent: Element, document: Document, spans: Iterable[_Span]) -> None:
        guid = self.guid("source", document.doc_id)
        name = _NO_FILE_NAME.sub("_", document.path)
        source = _add(parent, "TextSource", guid=guid, name=name, plainTextPath=f"internal://{guid}.txt", **_made())
        for span in spans:
            start, end = str(span.char_start), str(span.char_end)
            selection = _add(
                source, "PlainTextSelection", guid=span.guid, startPosition=start, endPosition=end, **_made()
            )
            for group, value in dict.fromkeys(span.codes):
                coding = _add(selection, "Coding", guid=_guid("coding", span.guid, group, value), **_made())
                _add(coding, "CodeRef", targetGUID=_guid(group, value))

    # --- cases

    def _case(self, parent: Element, segments: list[Segment]) -> None:
        first = segments[0]
        name = self._unique(first.respondent, first.case_id)
        case = _add(parent, "Case", guid=_guid("case", *_respondent(first)), name=name)
        stance = next((found for s in segments if (found := self.view.stances.get(s.segment_id))), None)
        values = {
            "respondent_type": self.labels["respondent_type"][first.respondent_type.value],
            "stance": self.labels["stance"][stance.stance.value] if stance else "",
            "case": first.case_id,
        }
        for name, value in values.items():
            element = _add(case, "VariableValue")
            _add(element, "VariableRef", targetGUID=_guid("variable", name))
            _add(element, "TextValue").text = xml_text(value)
        for doc_id in self._whole_documents(segments):
            _add(case, "SourceRef", targetGUID=self.guid("source", doc_id))
        for segment in segments:
            _add(case, "SelectionRef", targetGUID=self.guid("segment", segment.doc_id, segment.segment_id))

    def _whole_documents(self, segments: Iterable[Segment]) -> list[str]:
        """Return the documents in which nobody but this respondent gives an answer or statement."""
        mine = {segment.segment_id for segment in segments}
        return [
            doc_id
            for doc_id in dict.fromkeys(segment.doc_id for segment in segments)
            if all(segment.segment_id in mine for segment in self.counted[doc_id])
        ]


def _respondent(segment: Segment) -> tuple[str, str]:
    return segment.case_id, segment.respondent_id or segment.respondent


def _made() -> dict[str, str]:
    return {"creatingUser": _guid("user"), "creationDateTime": _DATE}


def _add(parent: Element, tag: str, /, **attributes: str) -> Element:
    from lxml import etree

    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}")
    _set(element, attributes)
    return element


def _set(element: Element, attributes: Mapping[str, Any]) -> None:
    for name, value in attributes.items():
        element.set(name, xml_text(value))


__all__ = ["FILE_NAME", "NAMESPACE", "qda_bytes", "write_qda"]
