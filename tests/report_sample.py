"""A small analysis made by hand, hostile text included: what the tests of the report read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from remissnlp.records import (
    Analysis,
    Asked,
    ClusterType,
    Decision,
    DecisionAction,
    Declined,
    DocType,
    Document,
    Endorsement,
    Issue,
    Kind,
    LabelScore,
    Outcome,
    Polarity,
    RespondentType,
    ReuseCluster,
    ReuseMember,
    Segment,
    SegmentedDocument,
    SourceFile,
    Stance,
    StanceLabel,
    Statement,
    StatementLabels,
)

HOSTILE = "</script><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://example.org";"klicka")'


@dataclass(frozen=True)
class SampleTheme:
    id: str
    name_sv: str
    name_en: str
    definition: str
    colour: str
    threshold: float = 0.5


@dataclass(frozen=True)
class SampleCodebook:
    id: str = "prov"
    version: str = "1"
    title: str = "Provkodbok"
    themes: tuple[SampleTheme, ...] = (
        SampleTheme("quay", "Kajer", "Quays", "Det som rör kajerna.", "#2a6f97"),
        SampleTheme("noise", "Buller", "Noise", HOSTILE, "red;}</style><script>alert(2)</script>", 0.7),
    )


# (segment, respondent, kind, parties, counted, [(text, themes with scores, polarity, holder)])
SEGMENTS: tuple[tuple[Any, ...], ...] = (
    (
        "hamn",
        "Hamnnämnden",
        Kind.RESPONSE,
        (),
        True,
        [
            ("Nämnden tillstyrker förslaget.", {}, Polarity.POSITIVE, ""),
            ("Kajerna bör rustas upp före vintern.", {"quay": 0.9}, Polarity.REQUEST, ""),
            ("Förslaget handlar om kajerna.", {"quay": 0.8}, Polarity.NEUTRAL, "proposal"),
            ("Bullret är svagt belyst.", {"noise": 0.6}, Polarity.CRITICAL, ""),
        ],
    ),
    (
        "park",
        f"Parknämnden {HOSTILE}",
        Kind.RESPONSE,
        (),
        True,
        [
            (f"Vi säger nej {HOSTILE} till bullret.", {"noise": 0.95, "quay": 0.2}, Polarity.CRITICAL, ""),
            (FORMULA, {}, Polarity.NEUTRAL, ""),
        ],
    ),
    (
        "hamn2",
        "Hamnnämnden",
        Kind.SUMMARY,
        (),
        False,
        [("Kajerna bör rustas upp.", {"quay": 0.9}, Polarity.REQUEST, "")],
    ),
    (
        "vi",
        "Hamnnämnden",
        Kind.SPECIAL_STATEMENT,
        ("Q", "Z"),
        True,
        [("Kajerna måste rustas upp före nästa vinter.", {"quay": 0.9}, Polarity.REQUEST, "")],
    ),
    (
        "forslag",
        "Kontoret",
        Kind.PROPOSAL,
        (),
        True,
        [("Kontoret föreslår nya kajer.", {"quay": 0.9}, Polarity.NEUTRAL, "")],
    ),
)


def sample_analysis() -> Analysis:
    """Return one compilation with two answers, a political statement, a summary, a copied argument and problems."""
    text, segments, statements, labels = "", [], [], {}
    for segment_id, respondent, kind, parties, counted, sentences in SEGMENTS:
        start = len(text)
        for number, (sentence, themes, polarity, holder) in enumerate(sentences):
            statement = Statement(
                statement_id=f"{segment_id}.{number}",
                segment_id=segment_id,
                doc_id="d1",
                respondent=respondent,
                kind=kind,
                holder=holder,
                section="Synpunkter",
                page=number + 1,
                char_start=len(text),
                char_end=len(text) + len(sentence),
                text=sentence,
                paragraph=number,
            )
            statements.append(statement)
            labels[statement.statement_id] = StatementLabels(
                statement_id=statement.statement_id,
                themes=tuple(LabelScore(label=name, score=score, rule="cue") for name, score in themes.items()),
                polarity=polarity,
                polarity_score=0.9,
                polarity_rule="cue",
            )
            text += sentence + "\n"
        segments.append(
            Segment(
                segment_id=segment_id,
                doc_id="d1",
                case_id=".",
                kind=kind,
                respondent=respondent,
                respondent_id=respondent.lower(),
                respondent_type=RespondentType.BOARD,
                char_start=start,
                char_end=len(text) - 1,
                page_start=1,
                page_end=len(sentences),
                heading=respondent,
                counted=counted,
                parties=parties,
                date="2021-03-04",
            )
        )
    document = Document(
        doc_id="d1",
        case_id=".",
        path="under mapp/svar #1.pdf",
        sha256="0" * 64,
        text=text,
        blocks=(),
        lines=(),
        n_pages=4,
        extraction="pdf",
        title=f"Kajplan {HOSTILE}",
        date="2021-03-04",
        warnings=(f"Sidan 3 är skev {HOSTILE}",),
    )
    return Analysis(
        documents=(document,),
        segmented=(_segmented(segments, statements),),
        labels=labels,
        stances=(
            _stance("hamn", Stance.SUPPORT_WITH_COMMENTS, 0.834, "hamn.0", statements[0].text, "cue"),
            _stance("park", Stance.OPPOSE, 0.5, "park.0", statements[4].text, "cue+review"),
            _stance("vi", Stance.COMMENTS_ONLY, 0.6, "vi.0", statements[7].text, "model"),
            _stance("hamn2", Stance.SUPPORT, 0.6, "hamn2.0", statements[6].text, "model"),
        ),
        clusters=(_cluster(statements), replace(_cluster(statements), cluster_id="c2", type=ClusterType.FORMULA)),
        issues=(Issue(path="trasig.pdf", stage="ingest", error=f"Fel {HOSTILE}", action="Hoppades över", page=2),),
        failed=(SourceFile(doc_id="d9", case_id=".", path="trasig.pdf", sha256="1" * 64, size_bytes=3),),
    )


def _segmented(segments: list[Segment], statements: list[Statement]) -> SegmentedDocument:
    evidence = {"evidence_text": f"Avböjde {HOSTILE}", "page": 2}
    return SegmentedDocument(
        doc_id="d1",
        doc_type=DocType.COMPILATION,
        respondent="",
        segments=tuple(segments),
        statements=tuple(statements),
        endorsements=(
            Endorsement(segment_id="vi", relation="instämmer i", target_text="förslaget", statement_id="vi.0"),
        ),
        asked=(
            Asked(
                doc_id="d1",
                case_id=".",
                respondent="AB Kajen",
                respondent_id="kajen",
                asked_by="Kontoret",
                outcome=Outcome.DECLINED,
                **evidence,
            ),
        ),
        declined=(
            Declined(doc_id="d1", respondent="AB Kajen", respondent_id="kajen", char_start=0, char_end=1, **evidence),
        ),
        decisions=(
            Decision(
                segment_id="hamn",
                doc_id="d1",
                item="1.",
                text=f"Svaret godkänns {HOSTILE}",
                action=DecisionAction.APPROVE,
                page=1,
                char_start=0,
                char_end=1,
            ),
        ),
    )


def _stance(segment_id: str, stance: Stance, confidence: float, statement_id: str, text: str, rule: str) -> StanceLabel:
    return StanceLabel(
        segment_id=segment_id,
        stance=stance,
        confidence=confidence,
        evidence_statement_id=statement_id,
        evidence_text=text,
        rule=rule,
    )


def _cluster(statements: list[Statement]) -> ReuseCluster:
    first, second = statements[1], statements[7]
    members = tuple(
        ReuseMember(
            cluster_id="c1",
            segment_id=statement.segment_id,
            doc_id="d1",
            statement_ids=(statement.statement_id,),
            page=statement.page,
            char_start=statement.char_start,
            char_end=statement.char_end,
            text=statement.text,
            similarity=similarity,
            edits="",
        )
        for statement, similarity in ((first, 1.0), (second, 0.7))
    )
    return ReuseCluster(
        cluster_id="c1",
        type=ClusterType.ARGUMENT,
        text=first.text,
        members=members,
        n_respondents=2,
        n_parties=2,
        first_date="2021-03-04",
        origin_segment_id="hamn",
    )


def many_statements(analysis: Analysis, count: int) -> Analysis:
    """Return the analysis with `count` more statements in the first answer, for tests of size."""
    (document,) = analysis.segmented
    model = document.statements[1]
    more = tuple(
        replace(model, statement_id=f"many.{number}", text=f"Mening {number}. {'Ord ' * 30}") for number in range(count)
    )
    labels = {one.statement_id: replace(analysis.labels["hamn.1"], statement_id=one.statement_id) for one in more}
    grown = replace(document, statements=document.statements + more)
    return replace(analysis, segmented=(grown,), labels=analysis.labels | labels)
