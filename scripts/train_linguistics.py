"""Train the Swedish pipeline that ships with the package (`make models-linguistics`).

    python scripts/train_linguistics.py DATA            train, write the model and score it on the development part
    python scripts/train_linguistics.py DATA --test     score the model that is there on the test part, for the record

DATA holds `text/*.txt.xz` (plain text, for the word vectors) and `ud/*.conllu` (the treebanks). Work files lie in
`--work` and are used again where they are there, so that a run that was stopped goes on with the next step. One thread
throughout: the same data give the same model.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import floret
import spacy
from spacy.cli.init_pipeline import convert_vectors
from spacy.cli.train import train as spacy_train
from spacy.language import Language
from spacy.pipeline._edit_tree_internals.edit_trees import EditTrees
from spacy.scorer import Scorer
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.training.converters import conllu_to_docs
from spacy.util import load_config

from remissnlp.linguistics.lemma_layer import FACTORY, lexicon_of
from remissnlp.linguistics.pipelines import use_numpy

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "scripts" / "sv_remiss.cfg"
MODEL = ROOT / "src" / "remissnlp" / "models" / "sv_remiss"
TRAIN = ("sv_talbanken-train-converted.conllu", "sv_pud-ud-test.conllu")
DEV = "sv_talbanken-ud-dev.conllu"
TEST = "sv_talbanken-ud-test.conllu"
# A training document is this many sentences, so that the model sees where one ends and the next begins.
SENTENCES_A_DOCUMENT = 10
# 40,000 rows of 100 numbers are 16 MB: what the limit of 30 MB for the whole pipeline leaves for vectors.
FLORET = {
    "model": "cbow", "mode": "floret", "dim": 100, "bucket": 40_000, "hashCount": 2, "minn": 4, "maxn": 5,
    "minCount": 5, "epoch": 5, "neg": 10, "thread": 1, "verbose": 1,
}  # fmt: skip

META = {
    "name": "remiss",
    "version": "0.1.0",
    "description": "Swedish: tags, morphology, lemmas, dependencies and sentences for public documents.",
    "author": "The remissnlp authors",
    "license": "CC BY-SA 4.0",
    "spacy_version": ">=3.8,<4",
    "sources": [
        {"name": "UD Swedish Talbanken", "license": "CC BY-SA 4.0", "url": "https://universaldependencies.org",
         "author": "Joakim Nivre, Aaron Smith and others"},
        {"name": "UD Swedish PUD", "license": "CC BY-SA 4.0", "url": "https://universaldependencies.org",
         "author": "Joakim Nivre, Aaron Smith, Victor Norrman and others"},
        {"name": "SIGMORPHON 2019 task 2 (lemmas and spacing of the Talbanken sentences)", "license": "CC BY-SA 4.0",
         "url": "https://github.com/sigmorphon/2019", "author": "Arya D. McCarthy and others"},
        {"name": "Open data of the Riksdag: interpellations (Swerik), bills, motions and reports; Swedish statutes",
         "license": "free to use, named as source", "url": "https://www.riksdagen.se/sv/dokument-och-lagar/riksdagens-oppna-data/",
         "author": "Sveriges riksdag; Swerik"},
    ],
}  # fmt: skip


def check_data(data: Path) -> None:
    """Stop with one clear line where something that training needs is absent."""
    needed = [data / "ud" / name for name in (*TRAIN, DEV, TEST)]
    absent = [str(path) for path in needed if not path.is_file()]
    if not list((data / "text").glob("*.txt.xz")):
        absent.append(str(data / "text" / "*.txt.xz"))
    if absent:
        sys.exit(
            f"Training data are absent: {', '.join(absent)}. Give their folder: make models-linguistics DATA=FOLDER"
        )


def sentences(data: Path) -> Iterator[str]:
    """Yield the lines of all texts, file by file in the order of their names."""
    for path in sorted((data / "text").glob("*.txt.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            yield from (line.strip() for line in lines)


def train_vectors(data: Path, work: Path) -> Path:
    """Train floret vectors on the texts and return the folder of a pipeline that holds them."""
    folder = work / "vectors"
    if (folder / "config.cfg").exists():
        return folder
    tokens = work / "tokens.txt"
    nlp = spacy.blank("sv")
    with tokens.open("w", encoding="utf-8") as out:
        for doc in nlp.tokenizer.pipe(sentences(data)):
            out.write(" ".join(token.text for token in doc if not token.is_space) + "\n")
    model = floret.train_unsupervised(str(tokens), **FLORET)
    table = work / "vectors.floret"
    model.save_floret_vectors(str(table))
    convert_vectors(nlp, table, truncate=0, prune=-1, mode="floret")
    nlp.to_disk(folder)
    return folder


def convert_treebanks(data: Path, work: Path) -> None:
    """Write `train.spacy`, `dev.spacy` and `test.spacy`."""
    for part, names in {"train": TRAIN, "dev": (DEV,), "test": (TEST,)}.items():
        docs = []
        for name in names:
            text = (data / "ud" / name).read_text(encoding="utf-8")
            docs += conllu_to_docs(text, n_sents=SENTENCES_A_DOCUMENT, no_print=True)
        DocBin(docs=docs, store_user_data=True).to_disk(work / f"{part}.spacy")


def train_pipeline(work: Path) -> Path:
    """Train all components on the treebanks and return the folder of the checkpoint that is best on dev."""
    best = work / "training" / "model-best"
    if not (best / "meta.json").exists():
        paths = {f"paths.{name}": str(work / f"{name}.spacy") for name in ("train", "dev")}
        spacy_train(CONFIG, work / "training", overrides=paths | {"paths.vectors": str(work / "vectors")})
    return best


def _docs(work: Path, part: str, nlp: Language) -> list[Doc]:
    return list(DocBin().from_disk(work / f"{part}.spacy").get_docs(nlp.vocab))


def assemble(best: Path, work: Path, model: Path) -> None:
    """Add the lemma layer to the best checkpoint, say where it comes from and write it where the package finds it."""
    nlp = spacy.load(best)
    train = _docs(work, "train", nlp)
    # The treebanks have no white space to learn from.
    nlp.add_pipe("attribute_ruler").add([[{"IS_SPACE": True}]], {"TAG": "_SP", "POS": "SPACE", "MORPH": "_"})
    layer = nlp.add_pipe(FACTORY)
    layer.lexicon = lexicon_of(train)
    use_numpy(nlp)
    nlp.meta.update(META)
    scores = _rounded(score(nlp, _docs(work, "dev", nlp)))
    speed = scores.pop("words_per_cpu_second")  # of this machine, not of the model
    nlp.meta["performance"] = scores
    shutil.rmtree(model, ignore_errors=True)
    model.parent.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(model)
    config = load_config(model / "config.cfg")
    config["paths"] = dict.fromkeys(config["paths"])  # where the training data lay is nobody's business
    config["nlp"]["batch_size"] = 32  # documents; more do not fit into the cache of a processor, and take longer
    config.to_disk(model / "config.cfg")
    (model / "vocab" / "strings.json").write_text(json.dumps(_needed_strings(work, nlp), ensure_ascii=False, indent=0))
    megabytes = sum(path.stat().st_size for path in model.rglob("*") if path.is_file()) / 1e6
    print(f"{model.name}: {megabytes:.1f} MB; development part: {scores}, {speed:.0f} words per CPU-second")


def _needed_strings(work: Path, nlp: Language) -> list[str]:
    """Return the strings that the components look up: those of the treebanks, of the labels and of the edit trees.

    The checkpoint also has every word of the text for the vectors, of no use to floret vectors and 5 MB.
    """
    fresh = spacy.blank("sv")
    trees = EditTrees(fresh.vocab.strings)
    for doc in _docs(work, "train", fresh):
        for token in doc:
            trees.add(token.text, token.lemma_)
    for labels in nlp.pipe_labels.values():
        for label in labels:
            fresh.vocab.strings.add(label)
    return sorted(fresh.vocab.strings)


def score(nlp: Language, gold: list[Doc]) -> dict[str, float]:
    """Return the scores of a pipeline on annotated documents, as shares of one, and its speed.

    Everything is scored from plain text. `lemma_words` leaves punctuation out and counts a word whose borders were not
    found as wrong; the other scores are spaCy's own, of all tokens.
    """
    texts = [doc.text for doc in gold]
    nlp(texts[0])  # what is loaded once does not count
    started = time.process_time()
    found = list(nlp.pipe(texts))
    seconds = time.process_time() - started
    examples = [Example(doc, reference) for doc, reference in zip(found, gold, strict=True)]
    scores = Scorer(nlp).score(examples)
    n_words = n_right = 0
    for example in examples:
        for token, aligned in zip(example.reference, example.alignment.y2x, strict=True):
            if token.pos_ == "PUNCT":
                continue
            n_words += 1
            places = [int(place) for place in aligned]
            n_right += len(places) == 1 and example.predicted[places[0]].lemma_ == token.lemma_
    names = ("tag_acc", "pos_acc", "morph_acc", "dep_uas", "dep_las", "sents_f")
    return {name: float(scores[name]) for name in names} | {
        "lemma_words": n_right / n_words,
        "words_per_cpu_second": sum(len(doc) for doc in gold) / seconds,
    }


def _rounded(scores: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) if value <= 1 else round(value) for name, value in scores.items()}


def main() -> None:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with text/ and ud/")
    parser.add_argument(
        "--work", type=Path, default=ROOT / "build" / "linguistics", help="folder of intermediate files"
    )
    parser.add_argument("--model", type=Path, default=MODEL, help="folder of the pipeline")
    parser.add_argument("--test", action="store_true", help="score the pipeline on the test part instead of training")
    options = parser.parse_args()
    check_data(options.data)
    options.work.mkdir(parents=True, exist_ok=True)
    convert_treebanks(options.data, options.work)
    if options.test:
        nlp = spacy.load(options.model, exclude=["senter"])  # as the package loads it
        use_numpy(nlp)
        print(json.dumps(_rounded(score(nlp, _docs(options.work, "test", nlp))), indent=2))
        return
    train_vectors(options.data, options.work)
    assemble(train_pipeline(options.work), options.work, options.model)


if __name__ == "__main__":
    main()
