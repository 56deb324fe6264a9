"""Train a small Stanza pipeline on the treebanks: tokeniser, tagger, lemmatiser, parser, offline and on the processor.

    python scripts/train_stanza.py DATA FOLDER
    python scripts/train_stanza.py DATA FOLDER --sentences 300 --steps 60     a tiny one, for the tests
    python scripts/train_stanza.py DATA FOLDER --test                         score the pipeline in FOLDER

FOLDER comes out as Stanza's own download makes it, so `remissnlp analyze --nlp stanza --nlp-model FOLDER` reads it. No
word vectors and no character model: both would have to be downloaded. What it scores stands in `docs/models.md`; the
files are torch archives and stay out of the package.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

TRAIN = "sv_talbanken-train-converted.conllu"
DEV = "sv_talbanken-ud-dev.conllu"
TEST = "sv_talbanken-ud-test.conllu"
NAME = "remiss"
# A fourth to a half of Stanza's own sizes: a step takes a tenth of the time.
_SIZES = [
    *("--hidden_dim", "100", "--char_hidden_dim", "100", "--char_emb_dim", "50", "--word_emb_dim", "75"),
    *("--tag_emb_dim", "30", "--transformed_dim", "75", "--deep_biaff_hidden_dim", "100"),
]
_PARTS = ("tokenize", "pos", "lemma", "depparse")


def sentences(path: Path, limit: int) -> list[str]:
    """Return the CoNLL-U blocks of a treebank, at most `limit` (0: all)."""
    if not path.is_file():
        sys.exit(f"Training data are absent: {path}. Give the folder that holds ud/.")
    blocks = [block for block in path.read_text(encoding="utf-8").strip().split("\n\n") if block]
    return blocks[:limit] if limit else blocks


def write_part(blocks: list[str], stem: Path) -> None:
    """Write a part as CoNLL-U, as text with ten sentences a paragraph, and with a label for each character."""
    from stanza.utils.datasets.prepare_tokenizer_data import main as label

    conllu, text = stem.with_suffix(".conllu"), stem.with_suffix(".txt")
    conllu.write_text("\n\n".join(blocks) + "\n\n", encoding="utf-8")
    lines = [re.search(r"^# text = (.*)$", block, re.MULTILINE)[1].strip() for block in blocks]  # type: ignore[index]
    groups = [" ".join(lines[start : start + 10]) for start in range(0, len(lines), 10)]
    text.write_text("\n\n".join(groups) + "\n\n", encoding="utf-8")
    label([str(text), str(conllu), "-o", str(stem.with_suffix(".toklabels")), "-m", str(stem.with_suffix(".mwt"))])


def train(work: Path, folder: Path, steps: int) -> None:
    """Train the four parts one after the other, each for `steps` steps (the lemmatiser in epochs)."""
    from stanza.models import lemmatizer, parser, tagger, tokenizer

    train, dev = work / "train", work / "dev"
    common = ["--shorthand", f"sv_{NAME}", "--cpu"]
    often = str(max(20, steps // 10))
    plain = ["--train_file", f"{train}.conllu", "--eval_file", f"{dev}.conllu", "--save_name", f"{NAME}.pt"]
    deep = [*plain, *common, *_SIZES, "--lang", "sv", "--no_pretrain", "--max_steps", str(steps)]
    deep += ["--eval_interval", often]
    tokenizer.main(
        [
            *("--txt_file", f"{train}.txt", "--label_file", f"{train}.toklabels", "--mwt_json_file", f"{train}.mwt"),
            *("--dev_txt_file", f"{dev}.txt", "--dev_label_file", f"{dev}.toklabels"),
            *("--dev_conll_gold", f"{dev}.conllu", "--conll_file", str(work / "tokens.conllu"), "--lang", "sv"),
            *("--steps", str(5 * steps), "--eval_steps", str(steps), "--save_name", f"{NAME}.pt", *common),
            *("--save_dir", str(folder / "sv" / "tokenize")),
        ]
    )
    tagger.main([*deep, "--fix_eval_interval", "--save_dir", str(folder / "sv" / "pos"), "--batch_size", "25"])
    epochs = str(max(2, steps // 200))
    lemmatizer.main([*plain, *common, "--num_epoch", epochs, "--save_dir", str(folder / "sv" / "lemma")])
    parser.main([*deep, "--no_checkpoint", "--save_dir", str(folder / "sv" / "depparse"), "--batch_size", "500"])
    described = {part: {NAME: {}} for part in _PARTS}
    package = dict.fromkeys(_PARTS, NAME)
    resources = {"sv": {**described, "lang_name": "Swedish", "packages": {"default": package}}}
    (folder / "resources.json").write_text(json.dumps(resources, indent=2) + "\n", encoding="utf-8")


def score(folder: Path, blocks: list[str]) -> None:
    """Print the scores of the pipeline from plain text, by the official CoNLL evaluation, as shares of one."""
    import stanza
    from stanza.utils.conll import CoNLL
    from udtools.udeval import evaluate, load_conllu_file

    work = folder / "work"
    write_part(blocks, work / "test")
    pipeline = stanza.Pipeline("sv", dir=str(folder), processors=",".join(_PARTS), download_method=None, use_gpu=False)
    started = time.process_time()
    found = pipeline((work / "test.txt").read_text(encoding="utf-8"))
    seconds = time.process_time() - started
    CoNLL.write_doc2conll(found, str(work / "found.conllu"))
    scores = evaluate(load_conllu_file(str(work / "test.conllu")), load_conllu_file(str(work / "found.conllu")))
    wanted = ("Tokens", "Sentences", "UPOS", "XPOS", "UFeats", "Lemmas", "UAS", "LAS")
    print(json.dumps({name: round(scores[name].f1, 4) for name in wanted}, indent=2))
    print(f"{found.num_words / seconds:.0f} words per CPU-second")
    shutil.rmtree(work)


def main() -> None:
    """Read the command line and do what it says."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data", type=Path, help="folder with ud/")
    options.add_argument("folder", type=Path, help="folder of the models")
    options.add_argument("--sentences", type=int, default=0, help="at most so many sentences of each part; 0: all")
    options.add_argument("--steps", type=int, default=1000, help="training steps of each part")
    options.add_argument("--test", action="store_true", help="score instead of training")
    given = options.parse_args()
    work = given.folder / "work"
    work.mkdir(parents=True, exist_ok=True)
    if given.test:
        score(given.folder, sentences(given.data / "ud" / TEST, given.sentences))
        return
    write_part(sentences(given.data / "ud" / TRAIN, given.sentences), work / "train")
    write_part(sentences(given.data / "ud" / DEV, given.sentences), work / "dev")
    train(work, given.folder, given.steps)
    shutil.rmtree(work)


if __name__ == "__main__":
    main()
