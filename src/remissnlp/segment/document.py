"""One document into segments and statements: a pure map from `Document` to `SegmentedDocument`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from remissnlp.grouping import by_segment
from remissnlp.records import (
    Asked,
    BlockRole,
    DocType,
    Document,
    Issue,
    Kind,
    Outcome,
    RespondentType,
    Segment,
    SegmentedDocument,
    Statement,
)
from remissnlp.segment.annexes import split_annexed
from remissnlp.segment.asked import AskedList, AskedName, find_asked
from remissnlp.segment.bundles import split_bundle
from remissnlp.segment.compilation import CompilationParser
from remissnlp.segment.copied import copied_to
from remissnlp.segment.decisions import find_decisions
from remissnlp.segment.declined import find_declined, once, own_declining
from remissnlp.segment.drafts import Draft, NumberedBlock, content_blocks
from remissnlp.segment.enclosed import split_enclosing
from remissnlp.segment.endorsements import find_endorsements
from remissnlp.segment.forms import split_form
from remissnlp.segment.headings import NO_NAMES, CueKind, Names, find_cue, section_label
from remissnlp.segment.letter_head import stands_in_letterhead
from remissnlp.segment.letters import split_letter
from remissnlp.segment.names import gather_names, is_collection
from remissnlp.segment.own_answer import claim_opening
from remissnlp.segment.parties import local_parties
from remissnlp.segment.register import NOBODY, is_sender_office, respondent_key, same_body
from remissnlp.segment.rollcalls import cut_roll_calls
from remissnlp.segment.sections import doc_type_of, split_report
from remissnlp.segment.signatures import cut_sign_off, sign
from remissnlp.segment.spans import metadata_spans, sender_of
from remissnlp.segment.speakers import leading_bodies
from remissnlp.segment.standalone import answering_item
from remissnlp.segment.statement_series import split_series
from remissnlp.segment.statements import build_statements
from remissnlp.segment.tables import answer_rows
from remissnlp.segment.told_senders import asks_for_answers, collects_answers
from remissnlp.segment.voices import split_voices

# Fewer respondents than this make no compilation.
_MIN_LEADS = 2
_MIN_HEADINGS = 3
_MIN_SUMMARIES = 4
_MIN_BELOW_NAMES = 6
# So many sentences of unknown origin are worth a warning; a letterhead or a list of annexes is not.
_MIN_OPEN_STATEMENTS = 8
_TELLING = frozenset({"preparation", "answers_summary"})
_ANSWERING = frozenset({Kind.RESPONSE, Kind.DECISION, Kind.SUMMARY})


def segment_document(document: Document) -> SegmentedDocument:
    """Return the segments, statements and relations of one document.

    Targets of endorsements, outcomes of requests, answer ids and duplicates need the other documents of the case:
    `resolve_cases` sets them.
    """
    asked = find_asked(document)
    names = gather_names(document, asked)
    if summed := _summed_up(document, asked):
        document, names = summed
    stapled = split_bundle(document) or split_annexed(document)
    if stapled is not None and _answers_below_names(document, names, stapled):
        stapled = None
    compiled = stapled is not None or (is_compilation(document, asked, names) and not _answers_in_minutes(document))
    if (form := split_form(document)) is not None:
        drafts, doc_type, compiled = form, DocType.LETTER, False
    elif stapled is not None:
        drafts, doc_type = stapled, DocType.COMPILATION
    elif (enclosing := split_enclosing(document, asked)) is not None:
        drafts, doc_type, compiled = enclosing, DocType.LETTER, False
    elif compiled:
        drafts = CompilationParser(document, asked, names).run()
        claim_opening(document, drafts, asked)
        doc_type = DocType.COMPILATION
    else:
        drafts, doc_type = _of_one(document)
    if stapled is not None:
        document, drafts, names = _with_front(document, drafts, names)
    segments, statements = _finish(document, drafts, names if compiled else NO_NAMES, compiled=compiled)
    respondent = "" if compiled else next((s.respondent for s in segments if s.kind in _ANSWERING), "")
    warnings, issues = _doubts(document, segments, statements)
    sender = sender_of(document, respondent, asked)
    return SegmentedDocument(
        doc_id=document.doc_id,
        doc_type=doc_type,
        respondent=respondent,
        segments=segments,
        statements=statements,
        endorsements=find_endorsements(segments, statements, local_parties(document.text)),
        asked=_asked_rows(document, asked) if compiled else (),
        declined=once((*find_declined(document, asked), *own_declining(segments, statements))),
        decisions=find_decisions(document, segments),
        issues=issues,
        warnings=warnings,
        sender=sender,
        metadata_spans=metadata_spans(document, sender),
    )


def _answers_below_names(document: Document, names: Names, papers: Sequence[Draft]) -> bool:
    """Say whether a collection has its answers below headings: many more of them than papers could be told apart."""
    letters = sum(paper.kind in _ANSWERING for paper in papers)
    many = len(names.headings) >= max(_MIN_BELOW_NAMES, 2 * letters)
    return many and is_collection(content_blocks(document))


def _of_one(document: Document) -> tuple[list[Draft], DocType]:
    """Return the drafts and the type of a document with one respondent, or with none that can be told."""
    doc_type = doc_type_of(document)
    if doc_type is DocType.OFFICE_REPORT:
        return split_report(document), doc_type
    blocks = content_blocks(document)
    texts = [text for _, _, text in blocks]
    collected = collects_answers(texts)
    if collected or asks_for_answers(texts):
        kind = Kind.OTHER if collected else Kind.PROPOSAL
        nobody = Draft(kind=kind, start=blocks[0][0], end=blocks[-1][0], has_text=True)
        return [nobody], DocType.COMPILATION if collected else DocType.OTHER
    return split_letter(document), doc_type


def _with_front(document: Document, drafts: list[Draft], names: Names) -> tuple[Document, list[Draft], Names]:
    """Read what stands in front of stapled answers, where the sender sums them up there; the rest stays as it is."""
    front = drafts[0]
    if front.kind is not Kind.OTHER or front.bodies or len(drafts) < _MIN_LEADS:
        return document, drafts, names
    behind = front.end + 1
    summary = replace(document, blocks=document.blocks[:behind])
    asked = find_asked(summary)
    told = gather_names(summary, asked)
    if summed := _summed_up(summary, asked):
        summary, told = summed
    read = CompilationParser(summary, asked, told).run() if is_compilation(summary, asked, told) else []
    if sum(draft.kind is Kind.SUMMARY for draft in read) < _MIN_LEADS:  # a list of the annexes sums up nothing
        return document, drafts, names
    shift = len(summary.blocks) - behind
    for draft in drafts:
        draft.start, draft.end = draft.start + shift, draft.end + shift
    whole = replace(document, blocks=summary.blocks + document.blocks[behind:])
    return whole, read + drafts[1:], told


def _answers_in_minutes(document: Document) -> bool:
    """Say whether a document is minutes in which one paragraph answers, and that one collects nothing."""
    item = answering_item(document, content_blocks(document))
    if item is None:
        return False
    asked = find_asked(item)
    return not is_compilation(item, asked, gather_names(item, asked))


def _summed_up(document: Document, asked: AskedList) -> tuple[Document, Names] | None:
    """Return a document that sums up answers, cut where speakers change, and what it tells of names.

    A collection sums up part by part; any other document may do so where it tells of those who were asked.
    """
    blocks = content_blocks(document)
    collected = is_collection(blocks)
    told = None if collected else _told_below(blocks)
    finer = split_voices(document, asked.keys, told) if collected or asked.keys else document
    names = gather_names(finer, asked)
    cut = len(finer.blocks) > len(document.blocks)
    return (finer, names) if cut and (names.openers or not collected) else None


def _told_below(blocks: Sequence[NumberedBlock]) -> frozenset[int]:
    """Return the offsets of the paragraphs below headings such as 'Beredning' and 'Remissvaren i korthet'."""
    found: set[int] = set()
    label = ""
    for _, block, text in blocks:
        if block.role is BlockRole.HEADING or section_label(text):
            label = section_label(text)
        elif label in _TELLING:
            found.add(block.char_start)
    return frozenset(found)


def is_compilation(document: Document, asked: AskedList, names: Names) -> bool:
    """Say whether a document holds the answers of several respondents."""
    blocks = content_blocks(document)
    if len(answer_rows(blocks)) >= _MIN_LEADS:
        return True
    copied = copied_to(blocks)
    leads: set[str] = set()
    headings: set[str] = set()
    subjects: set[str] = set()
    for position, (_, block, text) in enumerate(blocks):
        cue = None if position in copied or stands_in_letterhead(blocks, position) else find_cue(block, text, names)
        if cue and cue.kind in {CueKind.LEAD_IN, CueKind.DECISION_LEAD, CueKind.STATEMENT} and cue.body:
            leads.add(respondent_key(cue.body))
        elif cue and cue.kind in {CueKind.BODY_HEADING, CueKind.RUN_IN} and not is_sender_office(cue.body):
            headings.add(respondent_key(cue.body))
        elif not cue and position not in copied:
            subjects.update(respondent_key(name) for name in leading_bodies(text, names.keys)[0])
    return (
        bool(names.headings or names.run_ins or names.openers)
        or len(leads) > _MIN_LEADS
        or (len(leads) >= _MIN_LEADS and len(headings) >= _MIN_LEADS)
        or len(headings) >= _MIN_HEADINGS + 1
        or (len(subjects) >= _MIN_SUMMARIES and len(asked.names) >= _MIN_SUMMARIES)
    )


def _finish(
    document: Document, drafts: list[Draft], names: Names, *, compiled: bool
) -> tuple[tuple[Segment, ...], tuple[Statement, ...]]:
    blocks = content_blocks(document)
    parties = local_parties(document.text)
    split_series(drafts, blocks, parties)
    cut_sign_off(drafts, blocks)
    if not compiled:
        cut_roll_calls(drafts, blocks)
    ids = {id(draft): f"{document.doc_id}.s{number:03d}" for number, draft in enumerate(drafts, start=1)}
    segments: list[Segment] = []
    statements: list[Statement] = []
    for draft in drafts:
        inside = [entry for entry in blocks if draft.start <= entry[0] <= draft.end]
        sign(draft, inside, parties)
        segment = _segment(document, draft, ids)
        segments.append(segment)
        # What a stand-alone report retells is the sender's and not its own.
        retold = draft.kind is Kind.PROPOSAL and not compiled
        statements += build_statements(document, inside, draft, segment, names, retold=retold)
    return tuple(segments), tuple(statements)


def _segment(document: Document, draft: Draft, ids: dict[int, str]) -> Segment:
    body = draft.body or NOBODY
    start, end = document.blocks[draft.start].char_start, document.blocks[draft.end].char_end
    body_type = body.type
    if draft.parent is not None and body_type is RespondentType.OTHER:
        body_type = RespondentType.COMPANY
    return Segment(
        segment_id=ids[id(draft)],
        doc_id=document.doc_id,
        case_id=document.case_id,
        kind=draft.kind,
        respondent=body.name,
        respondent_id=body.respondent_id,
        respondent_type=body_type,
        char_start=start,
        char_end=end,
        page_start=document.page_at(start),
        page_end=document.page_at(max(start, end - 1)),
        heading=draft.heading,
        co_respondents=tuple(other.name for other in draft.bodies[1:]),
        author_body=draft.author_body,
        parties=draft.parties,
        authors=draft.authors,
        date=draft.date,
        meeting_date=draft.meeting_date,
        parent_segment_id=ids.get(id(draft.parent), "") if draft.parent else "",
    )


def _asked_rows(document: Document, asked: AskedList) -> tuple[Asked, ...]:
    """Return one row a body: silent until the case is resolved, or missing where its answer is said to be there."""
    rows: list[Asked] = []
    for name, outcome in (
        *((name, Outcome.MISSING) for name in asked.attached),
        *((name, Outcome.SILENT) for name in asked.names),
    ):
        known = next((row for row in rows if same_body(name.name, row.respondent)), None)
        if known is None:
            rows.append(_asked_row(document, name, outcome))
    return tuple(rows)


def _asked_row(document: Document, name: AskedName, outcome: Outcome) -> Asked:
    return Asked(
        doc_id=document.doc_id,
        case_id=document.case_id,
        respondent=name.name,
        respondent_id=respondent_key(name.name),
        asked_by=name.asked_by,
        outcome=outcome,
        evidence_text=name.evidence,
        page=document.page_at(name.char_start),
    )


def _doubts(
    document: Document, segments: tuple[Segment, ...], statements: tuple[Statement, ...]
) -> tuple[tuple[str, ...], tuple[Issue, ...]]:
    """Say what could not be decided, so that nothing is dropped in silence."""
    warnings: list[str] = []
    issues: list[Issue] = []
    answering = [segment for segment in segments if segment.kind in _ANSWERING]
    if answering and not any(segment.respondent for segment in answering):
        warnings.append("no respondent found: who answers is not said in a form that is known")
        action = "name the body in the letterhead or the file name"
        issues.append(Issue(path=document.path, stage="segment", error=warnings[-1], action=action))
    texts = by_segment(statements)
    for segment in segments:
        n_open = len(texts.get(segment.segment_id, ())) if segment.kind is Kind.OTHER else 0
        if n_open >= _MIN_OPEN_STATEMENTS:
            warnings.append(f"page {segment.page_start}: {n_open} sentences whose speaker is not known")
    return tuple(warnings), tuple(issues)
