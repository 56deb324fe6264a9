"""Which engine annotates: what the settings `nlp` and `nlp_model` mean, and whether its models are there.

Nothing here loads a library or a model, so a run can name its engine, and refuse one that is absent, at once.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import util
from pathlib import Path

from remissnlp.digest import folder_digest
from remissnlp.errors import ConfigurationError

SHIPPED = Path(__file__).resolve().parent.parent / "models" / "sv_remiss"
_NAME = re.compile(r"spacy:([A-Za-z_]\w*)")
_HELP = "Use 'spacy', 'spacy:NAME' with the name of an installed pipeline, or 'stanza'."


@dataclass(frozen=True, slots=True)
class Engine:
    """A library and the folder of its models.

    Args:
        library: `spacy` or `stanza`.
        folder: a spaCy pipeline, or a folder of Stanza models as Stanza's own download makes it.
        name: what `run.json` calls the model.
    """

    library: str = "spacy"
    folder: Path = SHIPPED
    name: str = SHIPPED.name


def find_engine(nlp: str = "spacy", model: str | Path = "") -> Engine:
    """Return the engine that `--nlp` and `--nlp-model` name.

    Args:
        nlp: `spacy`, `spacy:NAME` or `stanza`.
        model: a folder of models; empty for the shipped pipeline, or for the place where Stanza keeps its downloads.

    Raises:
        ConfigurationError: the engine is unknown, not installed, or has no Swedish models where it should.
    """
    named = _NAME.fullmatch(nlp)
    if named and model:
        raise ConfigurationError(
            f"--nlp {nlp} names a pipeline, --nlp-model {model} another.",
            hint="Use --nlp spacy with --nlp-model FOLDER, or --nlp spacy:NAME alone.",
        )
    if named:
        return _installed_pipeline(named[1])
    if nlp == "spacy":
        return _spacy_folder(Path(model)) if model else _shipped()
    if nlp == "stanza":
        return _stanza_folder(Path(model) if model else _stanza_home())
    raise ConfigurationError(f"--nlp {nlp}: there is no such engine.", hint=_HELP)


def _shipped() -> Engine:
    if not (SHIPPED / "config.cfg").is_file():
        raise ConfigurationError(
            f"{SHIPPED}: the Swedish pipeline of the package is missing.", hint="Install remissnlp again."
        )
    return Engine()


def _spacy_folder(folder: Path) -> Engine:
    if not (folder / "config.cfg").is_file():
        raise ConfigurationError(
            f"--nlp-model {folder}: is no spaCy pipeline (it has no config.cfg).",
            hint="Give the folder that spaCy's `nlp.to_disk` or `spacy train` wrote.",
        )
    return Engine("spacy", folder.resolve(), folder.resolve().name)


def _installed_pipeline(name: str) -> Engine:
    spec = util.find_spec(name)
    package = Path(spec.origin).parent if spec and spec.origin else None
    folders = sorted(path.parent for path in package.glob(f"{name}-*/config.cfg")) if package else []
    if not folders:
        raise ConfigurationError(
            f"--nlp spacy:{name}: no spaCy pipeline of that name is installed.",
            hint=f"Install it (python -m spacy download {name}), or leave --nlp out to use the shipped one.",
        )
    return Engine("spacy", folders[-1], name)


def _stanza_home() -> Path:
    """Where Stanza keeps what it downloads."""
    return Path(os.environ.get("STANZA_RESOURCES_DIR", Path.home() / "stanza_resources"))


def _stanza_folder(folder: Path) -> Engine:
    if util.find_spec("stanza") is None:
        raise ConfigurationError("--nlp stanza: Stanza is not installed.", hint="pip install 'remissnlp[stanza]'")
    absent = [name for name in ("resources.json", "sv/tokenize", "sv/pos", "sv/lemma") if not (folder / name).exists()]
    if absent:
        raise ConfigurationError(
            f"--nlp stanza: {folder} has no Swedish models (absent: {', '.join(absent)}).",
            hint="Download them once with python -c \"import stanza; stanza.download('sv')\", "
            "or give the folder that holds them: --nlp-model FOLDER.",
        )
    return Engine("stanza", folder.resolve(), f"stanza:{folder.resolve().name}")


@lru_cache(maxsize=8)
def describe(engine: Engine) -> dict[str, str]:
    """Return what `run.json` says of an engine: its library, model, version and a digest of the model's files."""
    meta = engine.folder / "meta.json"
    version = str(json.loads(meta.read_text(encoding="utf-8")).get("version", "")) if meta.is_file() else ""
    return {"library": engine.library, "model": engine.name, "version": version, "sha256": folder_digest(engine.folder)}
