"""What a document itself tells of names and of its own make, gathered once before it is parsed."""

from __future__ import annotations

import itertools

from remissnlp.records import Document
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.asked import AskedList
from remissnlp.segment.capitals import find_capitals
from remissnlp.segment.drafts import NumberedBlock, content_blocks
from remissnlp.segment.evidence import could_be_name, weigh_headings
from remissnlp.segment.headings import NO_NAMES, CueKind, Names, find_cue, heading_name, section_label
from remissnlp.segment.openers import find_labelled, find_leads, find_listed, find_numbered, find_openers
from remissnlp.segment.parties import local_parties, parties_named
from remissnlp.segment.register import respondent_key
from remissnlp.segment.remarks import find_refrain, find_remarks
from remissnlp.segment.run_ins import find_run_ins
from remissnlp.segment.speakers import bodies_from
from remissnlp.segment.voices import labels_answers, sums_up

_FRONT_BLOCKS = 20
_HEADING_CHARS = 110
_LEADS = frozenset({CueKind.LEAD_IN, CueKind.DECISION_LEAD})
# With so many formulas that introduce an answer, headings in plain text are parts of answers.
_MANY_LEADS = 4
# More than these, and a paragraph that begins with a name is part of an answer that was introduced already.
_FEW_LEADS = 1


def gather_names(document: Document, asked: AskedList) -> Names:
    """Return the names that a document tells: those asked, headings of bodies, paragraphs that begin with a speaker."""
    blocks = content_blocks(document)
    keys = asked.keys | headed_keys(blocks)
    collected = is_collection(blocks)
    remarks = find_remarks(blocks, collected=collected)
    leads = sum(
        cue is not None and cue.kind in _LEADS for cue in (find_cue(block, text, NO_NAMES) for _, block, text in blocks)
    )
    evidence = weigh_headings(blocks, keys, remarks, collected=collected, led=leads >= _MANY_LEADS)
    remarks |= find_refrain(blocks, evidence.headings)
    labelled = find_labelled(blocks) or find_capitals(blocks, keys)
    labels = {section_label(text) for _, _, text in blocks}
    announced = collected or "answers" in labels
    above = _above(blocks, evidence.headings)
    begun = find_run_ins(above, keys, remarks) if announced or "answers_summary" in labels else {}
    told = collected or not labels.isdisjoint({"answers", "answers_summary"})
    run_ins = labelled or ({} if evidence.headings else begun)
    openers = (
        find_openers(blocks, keys, remarks)
        if told and not (evidence.headings or run_ins) and leads <= _FEW_LEADS
        else {}
    )
    if openers:  # among paragraphs that begin with who speaks, what sums several up is the sender's
        remarks |= {block.char_start for _, block, text in blocks if block.char_start not in openers and sums_up(text)}
    return Names(
        keys=keys,
        headings=evidence.headings,
        divisions=evidence.divisions,
        remarks=remarks,
        leads=find_leads(blocks, keys),
        run_ins=run_ins,
        overview=begun if evidence.headings else {},
        openers=openers or (find_numbered(blocks, keys, evidence.headings) if announced else {}),
        listed=find_listed(blocks, keys) if announced else {},
        parties=local_parties(document.text),
    )


def _above(blocks: list[NumberedBlock], headings: frozenset[int]) -> list[NumberedBlock]:
    """Return the blocks above the first heading of an answer, where an overview can stand; all where there is none."""
    first = min(headings, default=None)
    return [entry for entry in blocks if first is None or entry[1].char_start < first]


def headed_keys(blocks: list[NumberedBlock]) -> frozenset[str]:
    """Return the keys of the names that a heading holds and the text right below it says something of.

    'Klang' above 'Klang beslutade den 3 maj att …' is a name, whatever its form; 'Buller' above 'Buller stör' is none.
    Several names in one heading are left to their forms.
    """
    found: set[str] = set()
    for (_, _, text), (_, _, below) in itertools.pairwise(blocks):
        subject = first_match(load_rules("structure_sv.yaml", "speaking"), below)
        if subject is None or len(text) > _HEADING_CHARS or len(bodies_from(text)) != 1:
            continue
        name = heading_name(text, registered=True)
        if subject[1]["body"].lower() == name.lower() and could_be_name(name) and not parties_named(name):
            found.add(respondent_key(name))
    return frozenset(found)


def is_collection(blocks: list[NumberedBlock]) -> bool:
    """Say whether a document's title or opening sentences say that it holds the answers of several."""
    titled = any(
        first_match(load_rules("structure_sv.yaml", "collection"), text) for _, _, text in blocks[:_FRONT_BLOCKS]
    )
    return titled or labels_answers(blocks)
