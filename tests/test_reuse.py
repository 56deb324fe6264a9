"""Copied passages: made-up answers with known copies, edits of every sort, and what must hold for any input."""

from __future__ import annotations

import random
import time
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remissnlp.records import (
    BlockRole,
    ClusterType,
    Decision,
    DecisionAction,
    DocType,
    Document,
    Kind,
    RespondentType,
    ReuseCluster,
    Segment,
    SegmentedDocument,
    Statement,
)
from remissnlp.reuse import find_reuse
from remissnlp.reuse.candidates import similar_pairs
from remissnlp.reuse.match import alike, best_window, similarity
from remissnlp.reuse.units import Vocabulary, carries_content, fold, word_spans

WHO = [
    "lärarna",
    "eleverna",
    "grannarna",
    "cyklisterna",
    "odlarna",
    "föräldrarna",
    "pendlarna",
    "hyresgästerna",
    "fiskarna",
    "bönderna",
    "simmarna",
]
DOES = [
    "saknar",
    "bygger",
    "vårdar",
    "hindrar",
    "lagar",
    "hyr",
    "städar",
    "målar",
    "flyttar",
    "sparar",
    "mäter",
    "räddar",
    "samlar",
    "öppnar",
    "stänger",
]
HOW = [
    "trasiga",
    "gröna",
    "billiga",
    "farliga",
    "gemensamma",
    "fuktiga",
    "ljusa",
    "rymliga",
    "slitna",
    "bullriga",
    "värdefulla",
    "sällsynta",
    "tysta",
]
WHAT = [
    "broar",
    "parker",
    "lokaler",
    "bänkar",
    "skolgårdar",
    "cykelbanor",
    "dammar",
    "skogar",
    "badhus",
    "lekplatser",
    "bibliotek",
    "ateljéer",
    "kajer",
    "trappor",
    "odlingar",
    "orgeltak",
    "fiskevatten",
    "vindkraftverk",
    "busslinjer",
    "matsalar",
    "ishallar",
    "museer",
    "slöjdsalar",
    "spårvagnar",
]
WHERE = [
    "hamnen",
    "dalen",
    "centrum",
    "förorten",
    "skärgården",
    "byn",
    "ådalen",
    "villaområdet",
    "industrikvarteret",
    "järnvägsstationen",
]
WHY = [
    "vintern",
    "olyckor",
    "värmebölja",
    "trängsel",
    "buller",
    "stölder",
    "fukt",
    "ensamhet",
    "isbildning",
    "översvämning",
    "renovering",
]


def sentence(rng: random.Random) -> str:
    """Return a sentence of 14 to 16 words in which nearly every word was drawn."""
    pick = rng.choice
    head = f"{pick(WHO).capitalize()} {pick(DOES)} {pick(HOW)} {pick(WHAT)} vid {pick(WHERE)}"
    middle = f"{pick(['medan', 'fastän', 'eftersom'])} {pick(WHO)} {pick(DOES)} {pick(HOW)} {pick(WHAT)}"
    tail = f"{pick(['under', 'trots', 'genom'])} {pick(WHY)} {pick(['och', 'eller'])} {pick(HOW)} {pick(WHAT)}"
    return f"{head} {middle} {tail}."


def edited(text: str, rate: float, rng: random.Random) -> str:
    """Return a sentence with a share of its words changed, dropped, doubled by another, or misread."""
    words = []
    for word in text.rstrip(".").split():
        action = rng.choice(["swap", "drop", "insert", "misread"]) if rng.random() < rate else "keep"
        if action == "swap":
            words.append(rng.choice(WHAT + HOW))
        elif action == "insert":
            words.extend([word, rng.choice(HOW)])
        elif action == "misread":
            words.append(word[:-1] + "l1")
        elif action == "keep":
            words.append(word)
    return " ".join(words) + "."


Part = tuple[str, Kind, tuple[str, ...], list[str]]


def make(
    doc_id: str, parts: list[Part], *, duplicate_of: str = "", dates: tuple[str, ...] = (), formal: tuple[str, ...] = ()
) -> tuple[Document, SegmentedDocument]:
    """Return a document whose segments are (respondent, kind, parties, sentences), a sentence a line."""
    text, segments, statements, decisions = "", [], [], []
    for number, (respondent, kind, parties, sentences) in enumerate(parts):
        start, segment_id = len(text), f"{doc_id}.s{number}"
        for place, words in enumerate(sentences):
            at = len(text)
            text += words + "\n"
            statements.append(
                Statement(
                    statement_id=f"{segment_id}.{place}",
                    segment_id=segment_id,
                    doc_id=doc_id,
                    respondent=respondent,
                    kind=kind,
                    holder="",
                    section="",
                    page=1,
                    char_start=at,
                    char_end=at + len(words),
                    text=words,
                    paragraph=place,
                    role=BlockRole.BODY,
                )
            )
            if words in formal:
                decisions.append(
                    Decision(
                        segment_id=segment_id,
                        doc_id=doc_id,
                        item="1",
                        text=words,
                        action=DecisionAction.PASS_ON,
                        page=1,
                        char_start=at,
                        char_end=at + len(words),
                    )
                )
        segments.append(
            Segment(
                segment_id=segment_id,
                doc_id=doc_id,
                case_id=".",
                kind=kind,
                respondent=respondent,
                respondent_id=respondent.lower(),
                respondent_type=RespondentType.OTHER,
                char_start=start,
                char_end=len(text),
                page_start=1,
                page_end=1,
                parties=parties,
                date=dates[number] if number < len(dates) else None,
            )
        )
    document = Document(
        doc_id=doc_id,
        case_id=".",
        path=f"{doc_id}.txt",
        sha256="",
        text=text,
        blocks=(),
        lines=(),
        n_pages=1,
        extraction="text",
    )
    entry = SegmentedDocument(
        doc_id=doc_id,
        doc_type=DocType.LETTER,
        respondent="",
        segments=tuple(segments),
        statements=tuple(statements),
        decisions=tuple(decisions),
        duplicate_of=duplicate_of,
    )
    return document, entry


def clusters_of(*made: tuple[Document, SegmentedDocument]) -> tuple[ReuseCluster, ...]:
    return find_reuse([document for document, _ in made], [entry for _, entry in made])[0]


def answers(*sentences: list[str]) -> list[tuple[Document, SegmentedDocument]]:
    return [make(f"d{i}", [(f"Förening{i}", Kind.RESPONSE, (), list(lines))]) for i, lines in enumerate(sentences)]


A = "Skolgården saknar belysning och träd, vilket gör att eleverna undviker den under mörka vintereftermiddagar."
B = "Bryggan vid badplatsen har spruckna plankor som redan har skadat flera simmare i somras."
C = "Biblioteket borde hålla öppet på söndagar eftersom många studenter saknar en lugn plats hemma."


# --- recall and precision on edits with a known answer ---------------------------------------------------------------


def _scores(rate: float, seed: int) -> tuple[float, float]:
    rng = random.Random(seed)  # noqa: S311 - sentences, not secrets
    originals = [sentence(rng) for _ in range(150)]
    copies = [edited(text, rate, rng) for text in originals]
    noise = [sentence(rng) for _ in range(150)]
    more = [sentence(rng) for _ in range(150)]
    left = originals + noise
    right = copies + more
    order = list(range(len(right)))
    rng.shuffle(order)
    found = set()
    for cluster in clusters_of(*answers(left, [right[k] for k in order])):
        for a, b in combinations(cluster.members, 2):
            if a.doc_id != b.doc_id:
                found |= _aligned(a.statement_ids, b.statement_ids, order)
    true = {(k, k) for k in range(len(originals))}
    return len(found & true) / len(true), len(found & true) / len(found)


def _aligned(left: tuple[str, ...], right: tuple[str, ...], order: list[int]) -> set[tuple[int, int]]:
    """Return the pairs of sentences that two members of a passage put together: in order, as many on both sides."""
    numbers = [[int(statement_id.rsplit(".", 1)[1]) for statement_id in side] for side in (left, right)]
    assert len(numbers[0]) == len(numbers[1])
    return {(a, order[b]) for a, b in zip(*numbers, strict=True)}


@pytest.mark.parametrize(("rate", "recall"), [(0.0, 1.0), (0.05, 0.99), (0.12, 0.95)])
def test_edited_sentences_are_found_and_nothing_else(rate: float, recall: float) -> None:
    scores = [_scores(rate, seed) for seed in range(3)]
    assert sum(score[0] for score in scores) / 3 >= recall
    assert sum(score[1] for score in scores) / 3 >= 0.98


# --- what is a copy --------------------------------------------------------------------------------------------------


def test_a_sentence_in_two_answers_is_an_argument() -> None:
    (cluster,) = clusters_of(*answers([A, B], [C, A]))
    assert cluster.type is ClusterType.ARGUMENT
    assert cluster.cluster_id == "c0001"
    assert [member.text for member in cluster.members] == [A, A]
    assert (cluster.n_respondents, cluster.n_parties) == (2, 0)
    assert [member.edits for member in cluster.members] == ["", ""]


def test_changed_words_are_shown() -> None:
    (cluster,) = clusters_of(*answers([B], [B.replace("spruckna", "ruttna").replace("flera", "två")]))
    assert cluster.members[1].edits == "[-spruckna-]{+ruttna+} … [-flera-]{+två+}"
    assert cluster.members[1].similarity == pytest.approx(24 / 28, abs=1e-4)


def test_an_inserted_clause_is_shown() -> None:
    longer = C.replace("eftersom", "och helst även på kvällar eftersom")
    (cluster,) = clusters_of(*answers([C], [longer]))
    assert cluster.members[1].edits == "{+och helst även på kvällar+}"


def test_letters_without_accents_are_the_same_words() -> None:
    (cluster,) = clusters_of(*answers([C], [C.replace("ö", "o").replace("ä", "a").replace("å", "a")]))
    assert cluster.members[1].similarity == 1.0


def test_a_merged_sentence_counts_with_the_part_that_was_copied() -> None:
    merged = A.rstrip(".") + " och " + B[0].lower() + B[1:]
    clusters = clusters_of(*answers([A, C, B], [merged]))
    assert len(clusters) == 2
    parts = [cluster.members[1].text for cluster in clusters]
    assert parts[0].startswith("Skolgården")
    assert "bryggan" not in parts[0].lower().split()
    assert parts[1].endswith("somras.")
    assert "vintereftermiddagar" not in parts[1]


def test_reordered_sentences_are_found() -> None:
    assert [cluster.text for cluster in clusters_of(*answers([A, B, C], [C, A, B]))] == [f"{A}\n{B}", C]
    assert len(clusters_of(*answers([A, B, C], [C, B, A]))) == 3


@pytest.mark.parametrize(("before", "after"), [(True, False), (False, True)])
def test_short_sentences_count_beside_copied_ones_only(before: bool, after: bool) -> None:
    short = "Så kan det inte fortsätta."
    lines = [short, A] if before else [A, short]
    assert [c.text for c in clusters_of(*answers(lines, lines))] == ["\n".join(lines)]
    assert clusters_of(*answers([short, B], [short, C])) == ()
    assert not any(c.text == short for c in clusters_of(*answers([A, short] if after else [short, A], [B, short])))


def test_a_template_with_other_content_is_no_copy() -> None:
    one = "Förvaltningen är positiv till förslaget om att bygga nya simhallar."
    two = "Förvaltningen är positiv till förslaget om att stödja lokala musikskolor."
    assert clusters_of(*answers([one], [two])) == ()


def test_one_speaker_repeating_itself_is_no_reuse() -> None:
    assert clusters_of(make("d", [("Bolaget", Kind.RESPONSE, (), [A, B, A])])) == ()


def test_other_text_duplicates_and_headings_take_no_part() -> None:
    first, second = make("a", [("Ett", Kind.RESPONSE, (), [A])]), make("b", [("Två", Kind.OTHER, (), [A])])
    assert clusters_of(first, second) == ()
    assert clusters_of(first, make("c", [("Tre", Kind.RESPONSE, (), [A])], duplicate_of="a")) == ()


# --- types -----------------------------------------------------------------------------------------------------------


def _type(*parts: Part) -> list[ClusterType]:
    return [cluster.type for cluster in clusters_of(make("d", list(parts)))]


def test_parties_within_one_body_are_speakers() -> None:
    one = ("Parknämnden", Kind.SPECIAL_STATEMENT, ("S",), [A])
    two = ("Parknämnden", Kind.RESERVATION, ("C", "L"), [A])
    (cluster,) = clusters_of(make("d", [one, two]))
    assert (cluster.type, cluster.n_respondents, cluster.n_parties) == (ClusterType.ARGUMENT, 1, 3)


def test_summary_of_the_same_body() -> None:
    assert _type(("X", Kind.SUMMARY, (), [A]), ("X", Kind.RESPONSE, (), [A])) == [ClusterType.SUMMARY]
    third = ("Y", Kind.RESPONSE, (), [A])
    assert _type(("X", Kind.SUMMARY, (), [A]), ("X", Kind.RESPONSE, (), [A]), third) == [ClusterType.ARGUMENT]


def test_summary_names_the_body_otherwise() -> None:
    summary, answer = f"Nämnden påpekar att {B.lower()}", f"Förvaltningen påpekar att {B.lower()}"
    assert _type(("X", Kind.SUMMARY, (), [summary]), ("X", Kind.RESPONSE, (), [answer])) == [ClusterType.SUMMARY]


def test_the_same_answer_in_another_document_is_a_version() -> None:
    made = [make(name, [("X", Kind.RESPONSE, (), [A])]) for name in ("a", "b")]
    assert [cluster.type for cluster in clusters_of(*made)] == [ClusterType.VERSION]


def test_words_of_the_draft() -> None:
    assert _type(("Kansliet", Kind.PROPOSAL, (), [A]), ("X", Kind.RESPONSE, (), [A])) == [ClusterType.PROPOSAL]
    assert _type(("Kansliet", Kind.PROPOSAL, (), [A]), ("Rådet", Kind.RAPPORTEUR, (), [A])) == []


@pytest.mark.parametrize(
    "phrase",
    [
        "{} överlämnar kontorets tjänsteutlåtande som svar på remissen.",
        "{} beslutade vid sitt sammanträde den 4 maj 2021 följande.",
        "Tjänsteutlåtande från {} har i huvudsak följande lydelse.",
        "Paragrafen justeras omedelbart.",
    ],
)
def test_procedure_is_a_formula(phrase: str) -> None:
    lines = [[phrase.format(name)] for name in ("Kulturnämnden", "Idrottsnämnden", "Parknämnden")]
    clusters = clusters_of(*answers(*lines))
    assert {cluster.type for cluster in clusters} == {ClusterType.FORMULA}


def test_long_hostile_text_is_read_in_no_time() -> None:
    start = time.perf_counter()
    for text in ("Å" * 50_000, "överlämnar som " * 9_000, "beslutade sammanträde " * 9_000, "”a " * 40_000):
        clusters_of(*answers([text], [text]))
    assert time.perf_counter() - start < 10


def test_formal_decision_items_are_formulas() -> None:
    made = [make(name, [(name, Kind.DECISION, (), [A])], formal=(A,)) for name in ("x", "y")]
    assert [cluster.type for cluster in clusters_of(*made)] == [ClusterType.FORMULA]


def test_a_marked_quotation_is_a_quote() -> None:
    quoting = f"Styrelsen skriver ”{B}”"
    assert _type(("X", Kind.RESPONSE, (), [quoting]), ("Y", Kind.RESPONSE, (), [B])) == [ClusterType.QUOTE]


def test_origin_is_the_earliest_date() -> None:
    parts = [(name, Kind.RESPONSE, (), [A]) for name in ("X", "Y", "Z")]
    (cluster,) = clusters_of(make("d", parts, dates=("2021-05-02", "2021-04-30", "2021-05-01")))
    assert (cluster.first_date, cluster.origin_segment_id) == ("2021-04-30", "d.s1")
    (cluster,) = clusters_of(make("d", parts))
    assert (cluster.first_date, cluster.origin_segment_id) == (None, "")


def test_representative_is_the_most_frequent_wording() -> None:
    changed = A.replace("mörka", "kalla")
    (cluster,) = clusters_of(*answers([changed], [A], [A]))
    assert cluster.text == A


def test_progress_reaches_its_total() -> None:
    told: list[tuple[int, int]] = []
    made = answers([A, B], [C])
    find_reuse([d for d, _ in made], [s for _, s in made], progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3)


# --- what must hold for any input ------------------------------------------------------------------------------------

_WORDS = st.sampled_from([*WHAT, "och", "på", "”", "att", "Nämnden", "beslutar", "2021"])
_LINES = st.lists(st.lists(_WORDS, min_size=1, max_size=14).map(" ".join), min_size=1, max_size=6)
_KINDS = st.sampled_from([Kind.RESPONSE, Kind.SUMMARY, Kind.PROPOSAL, Kind.SPECIAL_STATEMENT, Kind.OTHER])
_PARTS = st.tuples(st.sampled_from(["X", "Y", "Z"]), _KINDS, st.sampled_from([(), ("S",), ("V", "S")]), _LINES)


def _likeness(a: str, b: str) -> float:
    """Return 2·(longest common subsequence)/(words of both), the slow way."""
    left, right = fold(a).replace("”", "").split(), fold(b).replace("”", "").split()
    row = [0] * (len(right) + 1)
    for word in left:
        above = row[:]
        for k, other in enumerate(right):
            row[k + 1] = above[k] + 1 if word == other else max(above[k + 1], row[k])
    return 2 * row[-1] / (len(left) + len(right))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_PARTS, min_size=1, max_size=3), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_always(folder: list[list[Part]], rng: random.Random) -> None:
    made = [make(f"d{i}", parts) for i, parts in enumerate(folder)]
    # A copied line is likely only where one is planted.
    made.append(make("e", [("E", Kind.RESPONSE, (), [line for parts in folder for part in parts for line in part[3]])]))
    documents, segmented = [d for d, _ in made], [s for _, s in made]
    clusters, quotes = find_reuse(documents, segmented)
    shuffled = list(made)
    rng.shuffle(shuffled)
    assert find_reuse([d for d, _ in shuffled], [s for _, s in shuffled]) == (clusters, quotes)
    texts = {document.doc_id: document.text for document in documents}
    segments = {segment.segment_id: segment for entry in segmented for segment in entry.segments}
    statements = {s.statement_id: s for entry in segmented for s in entry.statements}
    for cluster in clusters:
        assert len(cluster.members) > 1
        assert cluster.text in {member.text for member in cluster.members}
        for member in cluster.members:
            assert texts[member.doc_id][member.char_start : member.char_end] == member.text
            inside = [statements[s] for s in member.statement_ids]
            assert inside[0].char_start <= member.char_start < member.char_end <= inside[-1].char_end
            assert segments[member.segment_id].kind is not Kind.OTHER
            assert 0 <= member.similarity <= 1
        for a, b in combinations(cluster.members, 2):
            assert _likeness(a.text, b.text) >= 0.6 - 1e-9
    for quote in quotes:
        assert texts[quote.segment_id.split(".")[0]][quote.char_start : quote.char_end] == quote.text
        assert quote.segment_id != quote.source_segment_id


# --- parts -----------------------------------------------------------------------------------------------------------


def test_fold_drops_case_accents_and_soft_hyphens() -> None:
    assert fold("Ål\u00adÄng") == "alang"


def test_content_words() -> None:
    assert carries_content("brygga")
    assert not any(carries_content(fold(word)) for word in ("och", "nämndens", "2021", "förslaget", "på"))


def test_words_keep_their_places() -> None:
    vocabulary = Vocabulary()
    codes = vocabulary.encode("Ett, två – ett!")
    assert (len(codes), codes[0] == codes[2]) == (3, True)
    assert word_spans("Ett, två – ett!", 10) == ((10, 13), (15, 18), (21, 24))


@given(st.text())
def test_codes_and_places_are_of_the_same_words(text: str) -> None:
    assert len(Vocabulary().encode(text)) == len(word_spans(text))


def test_window_is_the_part_in_common() -> None:
    window = best_window("xxabcdefyy", "abcdefzzzz")
    assert window is not None
    assert (window.a_start, window.a_end, window.b_start, window.b_end) == (2, 8, 0, 6)
    assert (window.shared, window.similarity) == ("abcdef", 1.0)
    assert best_window("abc", "xyz") is None


@given(st.text("abcdefgh", max_size=12), st.text("abcdefgh", max_size=12))
def test_likeness_is_symmetric(a: str, b: str) -> None:
    assert alike(a, b) == alike(b, a)
    assert similarity(a, b) == similarity(b, a)


def test_close_copies_of_a_wide_spread_sentence_meet() -> None:
    wordings = sorted(f"abcdef{chr(1000 + k)}" for k in range(300))
    linked = {int(k) for pairs in similar_pairs(wordings) for k in (*pairs.left, *pairs.right)}
    assert linked == set(range(300))
