"""The classifier on documents built from a few lines of Swedish, so that its tests need no other stage."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remissnlp.classify import classify_by_cues, classify_stances
from remissnlp.classify.cues import TABLE, combined, consume, fold, own_words
from remissnlp.classify.polarity import text_polarity
from remissnlp.codebook import load_codebook
from remissnlp.records import (
    BlockRole,
    DocType,
    Endorsement,
    Kind,
    Polarity,
    RespondentType,
    Segment,
    SegmentedDocument,
    Stance,
    StanceLabel,
    Statement,
)
from remissnlp.rules import load_rules, rule_sections

_SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÅÄÖ])")


def segment(segment_id: str, kind: Kind = Kind.RESPONSE, **more: object) -> Segment:
    """Return a segment with the given id; its document is what stands before the first dot."""
    fields: dict[str, object] = {
        "segment_id": segment_id,
        "doc_id": segment_id.split(".", maxsplit=1)[0],
        "case_id": ".",
        "kind": kind,
        "respondent": "Kulturnämnden",
        "respondent_id": "kulturnamnden",
        "respondent_type": RespondentType.BOARD,
        "char_start": 0,
        "char_end": 0,
        "page_start": 1,
        "page_end": 1,
    }
    return Segment(**(fields | more))  # type: ignore[arg-type]


def statements(
    part: Segment, text: str, *, holder: str = "", role: BlockRole = BlockRole.BODY
) -> tuple[Statement, ...]:
    """Return the sentences of `text`; each line of it is a paragraph."""
    found: list[Statement] = []
    for paragraph, line in enumerate(text.split("\n")):
        for sentence in _SENTENCE.split(line.strip()):
            found.append(
                Statement(
                    statement_id=f"{part.segment_id}.{len(found)}",
                    segment_id=part.segment_id,
                    doc_id=part.doc_id,
                    respondent=part.respondent,
                    kind=part.kind,
                    holder=holder,
                    section="",
                    page=1,
                    char_start=0,
                    char_end=len(sentence),
                    text=sentence,
                    paragraph=paragraph,
                    role=role,
                )
            )
    return tuple(found)


def document(parts: Sequence[tuple[Segment, str]], *, endorsements: tuple[Endorsement, ...] = ()) -> SegmentedDocument:
    """Return a document of the given segments and their texts."""
    return SegmentedDocument(
        doc_id=parts[0][0].doc_id,
        doc_type=DocType.COMPILATION,
        respondent="",
        segments=tuple(part for part, _ in parts),
        statements=tuple(s for part, text in parts for s in statements(part, text)),
        endorsements=endorsements,
    )


CODEBOOK = load_codebook("default")


def stances(*documents: SegmentedDocument) -> dict[str, StanceLabel]:
    labels = {label.statement_id: label for d in documents for label in classify_by_cues(d, CODEBOOK)}
    return {found.segment_id: found for found in classify_stances(documents, labels)}


def themes_of(text: str) -> list[list[str]]:
    labels = classify_by_cues(document([(segment("d.0"), text)]), CODEBOOK)
    return [[s.label for s in label.themes if s.score >= CODEBOOK.theme(s.label).threshold] for label in labels]


RULES = [rule for section in rule_sections(TABLE) for rule in load_rules(TABLE, section)]


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_every_cue_finds_its_examples_and_no_counter_example(rule) -> None:
    assert rule.examples
    assert rule.counter_examples
    assert [text for text in rule.examples if not rule.regex.search(text)] == []
    assert [text for text in rule.counter_examples if rule.regex.search(text)] == []


def test_theme_goes_on_over_sentences_that_refer_back() -> None:
    found = themes_of("Remisstiden är för kort. I annat fall hade vi kunnat svara utförligt. Sjön är fin.")
    assert found == [["timing"], ["timing"], []]


def test_weak_cue_counts_only_near_its_theme() -> None:
    assert themes_of("Segregationen ökar. Kommunen bör arbeta för ökad tillit.") == [["segregation"], ["segregation"]]
    assert themes_of("Kommunen bör arbeta för ökad tillit.") == [[]]


def test_theme_does_not_cross_into_the_next_segment() -> None:
    both = document([(segment("d.0"), "Segregationen ökar."), (segment("d.1"), "Detta är allvarligt.")])
    labels = classify_by_cues(both, CODEBOOK)
    assert [score.label for score in labels[0].themes] == ["segregation"]
    assert labels[1].themes == ()


def test_headings_have_neither_theme_nor_polarity() -> None:
    part = segment("d.0")
    heading = statements(part, "Segregation är olyckligt", role=BlockRole.HEADING)
    only = SegmentedDocument(doc_id="d", doc_type=DocType.LETTER, respondent="", segments=(part,), statements=heading)
    (label,) = classify_by_cues(only, CODEBOOK)
    assert (label.themes, label.polarity) == ((), Polarity.NEUTRAL)


def test_only_the_respondents_own_view_has_a_polarity() -> None:
    part = segment("d.0")
    for holder, polarity in (
        ("", Polarity.REQUEST),
        ("proposal", Polarity.NEUTRAL),
        ("Idrottsnämnden", Polarity.NEUTRAL),
    ):
        said = statements(part, "Taxan bör sänkas.", holder=holder)
        only = SegmentedDocument(doc_id="d", doc_type=DocType.LETTER, respondent="", segments=(part,), statements=said)
        assert classify_by_cues(only, CODEBOOK)[0].polarity is polarity


def test_board_outweighs_its_office() -> None:
    decision = segment("d.0", Kind.DECISION, answer_id="a")
    text = segment("d.1", answer_id="a", char_start=50)
    found = stances(document([(decision, "Nämnden avstyrker planen."), (text, "Kontoret tillstyrker planen.")]))
    assert {key: label.stance for key, label in found.items()} == {"d.1": Stance.OPPOSE}
    assert found["d.1"].evidence_text == "Nämnden avstyrker planen."


def test_decision_that_passes_on_leaves_the_stance_to_the_office() -> None:
    decision = segment("d.0", Kind.DECISION, answer_id="a")
    text = segment("d.1", answer_id="a", char_start=50)
    passed = "Nämnden överlämnar kontorets tjänsteutlåtande som svar på remissen."
    found = stances(document([(decision, passed), (text, "Kontoret avstyrker planen.")]))
    assert found["d.1"].stance is Stance.OPPOSE


@pytest.mark.parametrize(
    "decision",
    [
        "Nämnden ställer sig bakom förvaltningens synpunkter och överlämnar dem till kommunstyrelsen.",
        "Nämnden tillstyrker kontorets förslag till yttrande.",
        "Nämnden bifaller förvaltningens förslag.",
    ],
)
def test_approval_of_the_own_office_is_no_support_of_the_draft(decision: str) -> None:
    board = segment("d.0", Kind.DECISION, answer_id="a")
    text = segment("d.1", answer_id="a", char_start=50)
    found = stances(document([(board, decision), (text, "Kontoret avstyrker planen.")]))
    assert found["d.1"].stance is Stance.OPPOSE


def test_decision_inside_the_response_stands_before_its_lead_in() -> None:
    text = (
        "Nämnden beslutade vid sitt sammanträde den 3 maj följande. Nämnden avstyrker planen.\n"
        "Kontorets tjänsteutlåtande daterat den 2 april har i huvudsak följande lydelse.\n"
        "Kontoret tillstyrker planen."
    )
    assert stances(document([(segment("d.0"), text)]))["d.0"].stance is Stance.OPPOSE


def test_decision_alone_carries_the_row_and_looks_up_the_text_elsewhere() -> None:
    decision = segment("a.0", Kind.DECISION, answer_id="x")
    text = segment("b.0", answer_id="x")
    passed = document([(decision, "Nämnden överlämnar tjänsteutlåtandet som svar.")])
    found = stances(passed, document([(text, "Kontoret tillstyrker planen.")]))
    assert {key: label.stance for key, label in found.items()} == {"a.0": Stance.SUPPORT, "b.0": Stance.SUPPORT}


def test_summary_has_a_row_only_where_there_is_no_full_answer() -> None:
    lone = segment("d.0", Kind.SUMMARY, answer_id="a")
    summed = segment("d.1", Kind.SUMMARY, answer_id="b", counted=False, char_start=9)
    full = segment("d.2", answer_id="b", char_start=20)
    text = "Rådet tillstyrker planen."
    assert set(stances(document([(lone, text), (summed, text), (full, text)]))) == {"d.0", "d.2"}


def test_other_kinds_have_no_row_and_councils_and_parties_have_one() -> None:
    parts = [(segment(f"d.{n}", kind, char_start=n), "Vi tillstyrker planen.") for n, kind in enumerate(Kind)]
    found = stances(document(parts))
    kinds = {part.kind for part, _ in parts if part.segment_id in found}
    assert kinds == set(Kind) - {Kind.PROPOSAL, Kind.PREPARATION, Kind.RAPPORTEUR, Kind.OTHER}


def test_statement_that_only_joins_another_inherits_its_stance() -> None:
    first = segment("d.0", Kind.RESERVATION)
    second = segment("d.1", Kind.SUBSTITUTE_STATEMENT, char_start=50)
    joins = Endorsement(
        segment_id="d.1",
        relation="instämmer i",
        target_text="reservationen",
        statement_id="d.1.0",
        target_segment_id="d.0",
        whole_segment=True,
    )
    texts = [(first, "Vi avstyrker planen."), (second, "Anna Berg (X) instämmer i reservationen.")]
    found = stances(document(texts, endorsements=(joins,)))
    assert (found["d.1"].stance, found["d.1"].rule) == (Stance.OPPOSE, "inherited")
    assert found["d.1"].evidence_text == "Anna Berg (X) instämmer i reservationen."


def test_a_lead_in_says_nothing_of_the_stance_unless_it_is_all_there_is() -> None:
    lead = "Eva Ek (M) reserverar sig mot beslutet och anför:"
    found = stances(document([(segment("d.0", Kind.RESERVATION), f"{lead} Planen är bra och bör antas.")]))
    assert found["d.0"].stance is Stance.SUPPORT
    assert found["d.0"].evidence_text == "Planen är bra och bör antas."
    alone = stances(document([(segment("d.0", Kind.RESERVATION), lead)]))
    assert alone["d.0"].evidence_text == lead


SAYS = [
    "lämnar följande särskilda yttrande",
    "anför i huvudsak",
    "reserverar sig skriftligt",
    "skriver",
    "uttalar följande",
]


@pytest.mark.parametrize("says", SAYS)
@pytest.mark.parametrize("who", ["Eva Ek (V)", "Miljöpartiet", "Nämnden", "Föräldrarådet vid Ekens skola"])
@pytest.mark.parametrize("said", ["Vi säger nej till hela planen.", "”Planen bör avslås.”"])
def test_who_speaks_is_no_part_of_what_is_said(who: str, says: str, said: str) -> None:
    assert own_words(f"{who} {says}: {said}") == said
    assert text_polarity(fold(f"{who} {says}: {said}")) == text_polarity(fold(said))


@pytest.mark.parametrize(
    "text",
    ["Eva Ek (V) anför:", "Nämnden lämnar detta svar: Ja tack.", "Sammanfattning: Nämnden tillstyrker hela planen.",
     "Nämnden lämnar följande: mål, medel och tid.", "Vi ser tre brister: Mål saknas helt."],
)  # fmt: skip
def test_what_is_no_speech_stays_whole(text: str) -> None:
    assert own_words(text) == text


def test_two_statements_that_join_each_other_end() -> None:
    parts = [(segment(f"d.{n}", Kind.RESERVATION, char_start=n), "Vi instämmer.") for n in (0, 1)]
    joins = tuple(
        Endorsement(
            segment_id=f"d.{n}",
            relation="instämmer i",
            target_text="",
            statement_id=f"d.{n}.0",
            target_segment_id=f"d.{1 - n}",
            whole_segment=True,
        )
        for n in (0, 1)
    )
    assert len(stances(document(parts, endorsements=joins))) == 2


def test_unsure_stance_asks_for_review() -> None:
    (found,) = stances(document([(segment("d.0"), "Kommunen har två sjöar.")])).values()
    assert found.stance is Stance.COMMENTS_ONLY
    assert found.confidence < 0.5
    assert found.rule.endswith("+review")


def test_answer_without_text_has_a_row_without_evidence() -> None:
    empty = SegmentedDocument(
        doc_id="d", doc_type=DocType.LETTER, respondent="", segments=(segment("d.0"),), statements=()
    )
    (found,) = classify_stances([empty], {})
    assert (found.evidence_statement_id, found.evidence_text) == ("", "")


@given(st.lists(st.floats(0, 1), max_size=6))
def test_combined_evidence_never_falls_and_stays_a_share(weights: list[float]) -> None:
    score = combined(weights)
    assert 0 <= score <= 1
    assert score >= round(max(weights, default=0), 4)


WORDS = ["förslaget", "bör", "inte", "tillstyrker", "avstyrker", "segregation", "detta", "remiss", ",", ".", "är", "vi"]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(WORDS), max_size=40), st.text(max_size=80))
def test_any_text_gets_a_full_set_of_labels_and_the_same_twice(words: list[str], noise: str) -> None:
    text = (" ".join(words) + noise).replace("\n", " ")
    answer = document([(segment("d.0"), text)])
    labels = classify_by_cues(answer, CODEBOOK)
    assert [label.statement_id for label in labels] == [s.statement_id for s in answer.statements]
    assert all(0 < score.score <= 1 for label in labels for score in label.themes)
    assert labels == classify_by_cues(answer, CODEBOOK)
    assert len(classify_stances([answer], {label.statement_id: label for label in labels})) == 1


def test_hostile_sentence_takes_bounded_time() -> None:
    assert len(fold("förslaget " * 100_000)) <= 2000
    for section in rule_sections(TABLE):
        consume(section, fold("förslaget att " * 1000))


def test_items_of_a_decision_have_no_theme_and_an_attitude_only_in_so_many_words() -> None:
    part = segment("d.0", kind=Kind.DECISION)
    text = "Utlåtandet om uppföljningen av planen överlämnas som svar.\nNämnden avstyrker planen."
    passed_on, refused = classify_by_cues(document([(part, text)]), load_codebook("default"))
    assert (passed_on.themes, refused.themes) == ((), ())
    assert (passed_on.polarity, refused.polarity) == (Polarity.NEUTRAL, Polarity.CRITICAL)


def test_a_weak_criticism_counts_after_a_clear_one_in_the_same_paragraph_only() -> None:
    weak = "Bryggan nämns inte, och stegen bara ibland."
    alone, clear, after = (
        [label.polarity for label in classify_by_cues(document([(segment("d.0"), text)]), load_codebook("default"))]
        for text in ("Det är en brygga.", "Kalkylen är naiv.", f"Kalkylen är naiv. {weak}")
    )
    assert (alone, clear) == ([Polarity.NEUTRAL], [Polarity.CRITICAL])
    assert after == [Polarity.CRITICAL, Polarity.CRITICAL]


@pytest.mark.parametrize(
    "text",
    [
        "Enligt 4 § ska avgiften betalas i förväg.",
        "Tillstånd får meddelas om det finns särskilda skäl.",
        "Ordföranden ställer proposition på yrkandena.",
    ],
)
def test_the_law_and_the_minutes_take_no_side(text: str) -> None:
    (label,) = classify_by_cues(document([(segment("d.0"), text)]), load_codebook("default"))
    assert label.polarity is Polarity.NEUTRAL


@pytest.mark.parametrize(
    ("more", "stance"), [("Bryggan bör däremot breddas.", Stance.COMMENTS_ONLY), ("Det är allt.", Stance.ABSTAIN)]
)
def test_who_takes_no_position_may_still_comment(more: str, stance: Stance) -> None:
    answer = document([(segment("d.0"), f"Rådet tar inte ställning till planen. {more}")])
    labels = {label.statement_id: label for label in classify_by_cues(answer, load_codebook("default"))}
    assert [found.stance for found in classify_stances([answer], labels)] == [stance]


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_every_text_gets_one_polarity_whatever_it_holds(text: str) -> None:
    (label,) = classify_by_cues(document([(segment("d.0"), "x")]), load_codebook("default"))
    polarity, score, rule = text_polarity(fold(text))
    assert polarity in Polarity
    assert 0.0 <= score <= 1.0
    assert rule
    assert label.polarity is Polarity.NEUTRAL
