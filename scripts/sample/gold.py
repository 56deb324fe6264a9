"""Makes the gold of the sample case from its sources: segments, labelled sentences, copied passages, quotations."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sample.source import CLUSTER_TYPES, Block, Part, Sentence, Source

NOTE = (
    "Gold of the sample case 'Program för digital delaktighet' (Lindvik, an invented city): every answer and political "
    "statement is labelled by hand after docs/output.md; sentences without polarity are the sender's own text."
)

Members = dict[str, list[dict[str, str]]]


def build_gold(sources: tuple[Source, ...]) -> dict[str, Any]:
    """Return the gold of all sources in the form that the evaluation reads."""
    members: Members = defaultdict(list)
    gold: dict[str, Any] = {"note": NOTE, "documents": {source.file: _document(source, members) for source in sources}}
    gold["reuse_clusters"] = [
        {"id": name, "type": CLUSTER_TYPES[name[:3]], "members": members[name]} for name in sorted(members)
    ]
    gold["quotes"] = [quote for source in sources for quote in source.meta.get("quotes", [])]
    gold["endorsements"] = [entry for source in sources for entry in source.meta.get("endorsements", [])]
    return gold


def _document(source: Source, members: Members) -> dict[str, Any]:
    segments: list[dict[str, Any]] = []
    sentences: list[dict[str, Any]] = []
    for number, parts in enumerate(_group(source)):
        name = f"s{number:03d}"
        segments.append(_segment(name, parts))
        for place, (sentence, role) in enumerate(_sentences(parts)):
            sentences.append(_sentence(f"{name}.{place:02d}", name, sentence, role))
            for cluster in sentence.clusters:
                members[cluster].append({"file": source.file, "segment": name, "text": sentence.text})
    asked = source.meta.get("asked", {})
    document: dict[str, Any] = {"segments": segments, "sentences": sentences, "segments_complete": True}
    document["declined"] = source.meta.get("declined", [])
    if asked:
        document["asked"] = [{"respondent": body, "outcome": key} for key, bodies in asked.items() for body in bodies]
    return document


def _group(source: Source) -> list[list[Part]]:
    """Return the parts of each segment: parts with the same `merge` key are one segment, titles belong to none."""
    groups: dict[str, list[Part]] = {}
    for number, part in enumerate(source.parts):
        if "kind" in part.meta:
            groups.setdefault(part.meta.get("merge", f"part {number}"), []).append(part)
    return list(groups.values())


def _segment(name: str, parts: list[Part]) -> dict[str, Any]:
    meta = parts[0].meta
    segment: dict[str, Any] = {
        "id": name,
        "kind": meta["kind"],
        "respondent": meta["respondent"],
        "parties": meta.get("parties", []),
        "authors": meta.get("authors", []),
        "text": " ".join(sentence.text for sentence, _ in _sentences(parts)),
    }
    if "stance" in meta:
        segment |= {"stance": meta["stance"], "stance_also_ok": meta["also_ok"]}
    optional = ("co_respondents", "respondent_also_ok", "date", "optional")
    return segment | {key: meta[key] for key in optional if key in meta}


def _sentences(parts: list[Part]) -> list[tuple[Sentence, str]]:
    """Return the sentences of a segment in print order, each with its role (`heading` or empty)."""
    found: list[tuple[Sentence, str]] = []
    for part in parts:
        found += [(Sentence(text=part.heading), "heading")] if part.heading else []
        found += [(sentence, _role(block)) for block in part.blocks for sentence in block.sentences]
    return found


def _role(block: Block) -> str:
    return "heading" if block.role == "heading" else ""


def _sentence(name: str, segment: str, sentence: Sentence, role: str) -> dict[str, Any]:
    row: dict[str, Any] = {"id": name, "segment": segment, "text": sentence.text}
    if role:
        row["role"] = role
    if sentence.polarity:
        row |= {"themes": list(sentence.themes), "polarity": sentence.polarity}
    if sentence.polarity_also_ok:
        row["polarity_also_ok"] = list(sentence.polarity_also_ok)
    if sentence.themes_also_ok:
        row["themes_also_ok"] = list(sentence.themes_also_ok)
    return row
