"""Passages as they travel, why they do, edits that turn the meaning, wide-spread texts, and other people's words."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from remissnlp.records import ClusterType, Kind, ReuseCluster
from remissnlp.reuse.candidates import NEIGHBOURS, similar_pairs
from remissnlp.reuse.edits import changed_runs, turning
from remissnlp.reuse.match import similarity
from remissnlp.reuse.units import Vocabulary
from tests.conftest import run_cli
from tests.test_reuse import A, B, C, Part, answers, clusters_of, edited, make, sentence

# --- one or several sentences ----------------------------------------------------------------------------------------


def test_sentences_that_travel_together_are_one_passage() -> None:
    (cluster,) = clusters_of(*answers([A, B], [C, A, B]))
    assert cluster.text == f"{A}\n{B}"
    assert [len(member.statement_ids) for member in cluster.members] == [2, 2]


def test_sentences_with_other_companions_are_passages_of_their_own() -> None:
    clusters = clusters_of(*answers([A, B], [A, B], [B], [B]))
    assert [(c.text, len(c.members)) for c in clusters] == [(A, 2), (B, 4)]


def test_a_place_that_lacks_a_sentence_stays_a_member_with_what_it_has() -> None:
    whole = [A, B, C]
    (cluster,) = clusters_of(*answers(whole, whole, whole, [A, B]))
    assert [len(member.statement_ids) for member in cluster.members] == [3, 3, 3, 2]
    assert cluster.members[3].text == f"{A}\n{B}"


def test_an_own_sentence_in_between_parts_a_passage() -> None:
    own = "Vi bodde själva i kvarteret under hela åttiotalet och minns hur snöröjningen fungerade den gången."
    assert len(clusters_of(*answers([A, B], [A, own, B]))) == 2


def test_a_passage_does_not_reach_across_types() -> None:
    formula = "Parknämnden överlämnar kontorets tjänsteutlåtande som svar på remissen."
    assert {c.type for c in clusters_of(*answers([formula, A], [formula, A]))} == {
        ClusterType.FORMULA,
        ClusterType.ARGUMENT,
    }


def test_a_merged_sentence_lists_both_parts_as_one_run() -> None:
    merged = A.rstrip(".") + " och " + B[0].lower() + B[1:]
    (cluster,) = clusters_of(*answers([A, B], [merged]))
    assert cluster.members[1].text == merged
    assert [len(member.statement_ids) for member in cluster.members] == [2, 1]
    assert cluster.members[1].edits == "{+och+}"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("saknar belysning", "saknarbelysning"),
        ("eftermiddagar", "efter-\u00admiddagar"),
        ("eleverna", "e1everna"),
        ("Skolgården", "Björkskolans gård"),
        ("mörka vintereftermiddagar", "mörka eftermiddagar i november 2021"),
        ("och träd, ", ""),
        ("vilket gör", "vilket enligt rektor Eva Ek gör"),
    ],
)
def test_names_numbers_clauses_and_faults_of_reading_hide_no_copy(old: str, new: str) -> None:
    (cluster,) = clusters_of(*answers([A], [A.replace(old, new)]))
    assert (cluster.type, len(cluster.members)) == (ClusterType.ARGUMENT, 2)


def test_a_split_sentence_is_one_passage() -> None:
    whole = f"{A.rstrip('.')}, {B[0].lower()}{B[1:]}"
    (cluster,) = clusters_of(*answers([whole], [A, B]))
    assert [len(member.statement_ids) for member in cluster.members] == [1, 2]


# --- types -----------------------------------------------------------------------------------------------------------

TITLE = "För en levande skärgård – kommunens handlingsplan för bryggor, farleder och hamnar 2018–2021"


def test_a_title_of_the_draft_does_not_make_an_argument_the_sender_s() -> None:
    argument = f"{TITLE} nämner inte med ett ord hur fiskarna ska kunna tanka när macken vid sundet stänger i vinter."
    parts: list[Part] = [("Kansliet", Kind.PROPOSAL, (), [f"Planen ersätter {TITLE}."])]
    parts += [(name, Kind.SPECIAL_STATEMENT, ("S",), [argument]) for name in ("X", "Y", "Z")]
    whole = [cluster for cluster in clusters_of(make("d", parts)) if "macken" in cluster.text]
    assert [cluster.type for cluster in whole] == [ClusterType.ARGUMENT]


def test_words_that_the_sender_has_too_are_the_sender_s() -> None:
    parts: list[Part] = [("Kansliet", Kind.PROPOSAL, (), [A])]
    parts += [(name, Kind.RESPONSE, (), [A.replace("mörka", "långa")]) for name in ("X", "Y", "Z")]
    assert [cluster.type for cluster in clusters_of(make("d", parts))] == [ClusterType.PROPOSAL]


@pytest.mark.parametrize(
    "template",
    [
        "Mot bakgrund av det ovan sagda vill jag ställa följande frågor till klimatminister {}:",
        "Jag vill därför fråga finansminister {} följande.",
        "Min fråga till utbildningsminister {} är därför:",
    ],
)
def test_the_frame_of_a_question_is_a_formula(template: str) -> None:
    lines = [[template.format(name)] for name in ("Eva Ek", "Bo Al", "Siv Gran")]
    assert {cluster.type for cluster in clusters_of(*answers(*lines))} <= {ClusterType.FORMULA}


def test_questions_with_one_frame_about_other_things_are_no_copies() -> None:
    one = "Vilka åtgärder avser ministern att vidta för att komma till rätta med den ökade stressen?"
    two = "Vilka åtgärder avser ministern att vidta för att komma till rätta med det ökade klottret?"
    assert clusters_of(*answers([one], [two])) == ()


def test_a_phrase_that_many_bodies_end_with_is_a_formula_without_any_cue() -> None:
    closing = "Undertecknad står gärna till tjänst med kompletterande upplysningar."
    rng = random.Random(5)  # noqa: S311 - sentences, not secrets
    assert [c.type for c in clusters_of(*answers(*[[sentence(rng), closing] for _ in range(6)]))] == [
        ClusterType.FORMULA
    ]
    # Two bodies are no genre, and a campaign has more in common than its last words.
    assert [c.type for c in clusters_of(*answers(*[[sentence(rng), closing] for _ in range(2)]))] == [
        ClusterType.ARGUMENT
    ]
    assert [c.type for c in clusters_of(*answers(*[[A, closing] for _ in range(6)]))] == [ClusterType.ARGUMENT]


# --- edits that turn the meaning -------------------------------------------------------------------------------------


def _turned(old: str, new: str) -> list[str]:
    vocabulary = Vocabulary()
    changes = changed_runs(vocabulary.encode(old), vocabulary.encode(new), old.split(), new.split())
    return [str(change) for change in turning(changes)]


@pytest.mark.parametrize(
    ("old", "new", "edit"),
    [
        ("Kajen bör rustas före vintern", "Kajen bör inte rustas före vintern", "{+inte+}"),
        ("Vi kan inte se att stödet behövs", "Vi kan se att stödet behövs", "[-inte-]"),
        ("Nämnden är för en ny bro", "Nämnden är emot en ny bro", "[-för-]{+emot+}"),
        ("Styrelsen tillstyrker planen", "Styrelsen avstyrker planen", "[-tillstyrker-]{+avstyrker+}"),
        ("Det är möjligt att bygga", "Det är omöjligt att bygga", "[-möjligt-]{+omöjligt+}"),
        ("Alla turer ökar på söndagar", "Alla turer minskar på söndagar", "[-ökar-]{+minskar+}"),
        ("Det finns en brygga", "Det finns ingen brygga", "[-en-]{+ingen+}"),
    ],
)
def test_an_edit_that_turns_the_meaning_is_flagged(old: str, new: str, edit: str) -> None:
    assert _turned(old, new) == [edit]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Kajen bör rustas före vintern", "Bryggan bör rustas före vintern"),
        ("Kajen bör rustas nu", "Kajen bör verkligen rustas nu"),
        ("Det är inte rimligt att vänta", "Det är rimligt inte att vänta"),
        ("Kajen bör rustas", "Kajen bör rustas och ingen av oss som bor här vill vänta längre"),
        ("Det är rätt tid", "Det är orätt och fel sagt av dem som inte var där"),
    ],
)
def test_other_edits_are_not(old: str, new: str) -> None:
    assert _turned(old, new) == []


def test_a_turned_copy_is_still_a_copy_and_says_so() -> None:
    (cluster,) = clusters_of(*answers([C], [C.replace("borde", "borde inte")]))
    assert [member.turns_meaning for member in cluster.members] == ["", "{+inte+}"]


# --- wide-spread texts -----------------------------------------------------------------------------------------------


def test_a_mass_petition_is_one_cluster() -> None:
    rng = random.Random(8)  # noqa: S311
    text = f"{A.rstrip('.')} och {B[0].lower()}{B[1:]}"
    clusters = clusters_of(*answers(*[[edited(text, 0.04, rng)] for _ in range(400)]))
    assert len(clusters[0].members) >= 0.99 * 400
    assert sum(len(cluster.members) for cluster in clusters[1:]) <= 8


def test_pairs_are_complete_and_their_likeness_is_right() -> None:
    rng = random.Random(4)  # noqa: S311
    texts = sorted({"".join(rng.choices("abcdefghijkl", k=rng.randint(1, 30))) for _ in range(120)})
    seen = {}
    for pairs in similar_pairs(texts):
        for i, j, likeness in zip(pairs.left.tolist(), pairs.right.tolist(), pairs.similarity.tolist(), strict=True):
            assert i < j
            assert (i, j) not in seen
            seen[i, j] = likeness
            assert likeness == pytest.approx(similarity(texts[i], texts[j]), abs=1e-6)
    assert seen


def test_no_texts_have_no_pairs() -> None:
    assert list(similar_pairs([])) == []
    assert list(similar_pairs(["a"])) == []


def test_pairs_of_a_wide_spread_text_grow_with_its_copies_not_with_their_square() -> None:
    frame = "abcdefghijklmnop"
    texts = sorted(frame[:8] + chr(5000 + k) + frame[8:] for k in range(3000))
    n_pairs = sum(len(pairs.left) for pairs in similar_pairs(texts))
    assert 3000 - 1 <= n_pairs <= 3000 * NEIGHBOURS * 2


# --- paraphrase is no copy -------------------------------------------------------------------------------------------


def _paraphrases() -> list[tuple[str, str]]:
    table = Path(__file__).parent / "data" / "paraphrases_sv.tsv"
    with table.open(encoding="utf-8", newline="") as handle:
        return [(row["one"], row["other"]) for row in csv.DictReader(handle, delimiter="\t")]


@pytest.mark.parametrize(("one", "other"), _paraphrases())
def test_the_same_thing_in_other_words_is_no_copy(one: str, other: str) -> None:
    assert clusters_of(*answers([one], [other])) == ()


def test_paraphrases_among_each_other_are_no_copies_either() -> None:
    pairs = _paraphrases()
    assert len(pairs) >= 30
    assert clusters_of(*answers([one for one, _ in pairs], [other for _, other in pairs])) == ()


# --- across documents ------------------------------------------------------------------------------------------------


def _member_docs(rows: list[dict[str, str]], cluster: str) -> set[str]:
    return {row["doc_id"] for row in rows if row["cluster_id"] == cluster}


@pytest.mark.shared
def test_an_office_report_is_a_version_of_its_answer_in_the_compilation(shared: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("tjansteutlatande_socialnamnden_2019.md", "utlatande_2020.txt"):
        (folder / name).write_bytes((shared / "data" / "seeds" / name).read_bytes())
    done = run_cli("analyze", folder, "-o", tmp_path / "out", "--quiet")
    assert done.returncode == 0, done.stderr
    tables = {}
    for name in ("reuse_clusters", "reuse_members", "segments"):
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            tables[name] = list(csv.DictReader(handle))
    versions = [row["cluster_id"] for row in tables["reuse_clusters"] if row["type"] == "version"]
    across = [c for c in versions if len(_member_docs(tables["reuse_members"], c)) == 2]
    assert across
    respondents = {row["respondent"] for row in tables["reuse_members"] if row["cluster_id"] in across}
    assert respondents == {"Socialnämnden"}
    answer_of = {row["segment_id"]: row["answer_id"] for row in tables["segments"]}
    members = [row for row in tables["reuse_members"] if row["cluster_id"] in across]
    assert len({answer_of[row["segment_id"]] for row in members}) == 1


def test_versions_across_years_and_formats_have_one_type() -> None:
    def version(name: str) -> tuple[ReuseCluster, ...]:
        return clusters_of(
            make("a", [("Socialnämnden", Kind.RESPONSE, (), [A, B, C])]),
            make(name, [("Socialnämnden", Kind.RESPONSE, (), [A, B.replace("flera", "tre"), C])]),
        )

    assert [cluster.type for cluster in version("b")] == [ClusterType.VERSION]
