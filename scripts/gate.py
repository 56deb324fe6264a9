"""Quality gate: analyse each case of `gate.toml`, score it and fail below a floor.

python scripts/gate.py            run the gate
python scripts/gate.py --pin      write the digests of the gold files; floors are changed by hand, with a reason
"""

from __future__ import annotations

import hashlib
import math
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from remissnlp.config import load_settings
from remissnlp.evaluate import evaluate
from remissnlp.pipeline import analyze

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "scripts" / "gate.toml"
DIGESTS = ROOT / "scripts" / "gate.digests"


def faults(case: str, entry: dict[str, Any], metrics: dict[str, float]) -> list[str]:
    """Return what is wrong with the metrics of a case: one line for each floor or ceiling that does not hold.

    A metric that is absent or NaN was not scored, and a gate that scores nothing must not look like it passed.
    """
    found = []
    for name, bound in [*entry["floors"].items(), *entry.get("ceilings", {}).items()]:
        value = metrics.get(name, math.nan)
        low = name in entry["floors"]
        if math.isnan(value):
            found.append(f"{case}: {name} was not scored")
        elif (value < bound) if low else (value > bound):
            found.append(f"{case}: {name} is {value:.4f}, {'floor' if low else 'ceiling'} {bound}")
    if not entry["floors"]:
        found.append(f"{case}: has no floors")
    return found


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pinned() -> dict[str, str]:
    """Return case -> digest of its gold, as pinned."""
    if not DIGESTS.exists():
        return {}
    return dict(line.split() for line in DIGESTS.read_text(encoding="utf-8").splitlines() if line)


def digest_faults(case: str, gold: Path, pins: dict[str, str]) -> list[str]:
    """Return a fault where the gold is not the one that the floors were set with."""
    return [] if pins.get(case) == digest(gold) else [f"{case}: the gold has changed; look at it and run --pin"]


def run_case(case: str, entry: dict[str, Any]) -> list[str]:
    """Analyse and score one case; print its metrics and return its faults."""
    gold, folder = ROOT / entry["gold"], ROOT / entry["folder"]
    if not gold.exists():
        if entry["required"]:
            return [f"{case}: {entry['gold']} is missing"]
        print(f"{case}: skipped, the real documents are not beside the project")
        return []
    found = digest_faults(case, gold, pinned())
    with tempfile.TemporaryDirectory() as out:
        analyze(folder, Path(out) / "run", load_settings())
        metrics = evaluate(gold, Path(out) / "run")
    print(f"{case}:")
    for name in [*entry["floors"], *entry.get("ceilings", {})]:
        bound = {**entry["floors"], **entry.get("ceilings", {})}[name]
        print(f"  {name:<24} {metrics.get(name, math.nan):.4f}  ({bound})")
    return found + faults(case, entry, metrics)


def main(arguments: list[str]) -> int:
    """Run the gate over all cases, or pin the digests."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    if arguments == ["--pin"]:
        golds = {case: ROOT / entry["gold"] for case, entry in table.items()}
        lines = {case: digest(gold) for case, gold in golds.items() if gold.exists()}
        DIGESTS.write_text("".join(f"{case} {value}\n" for case, value in sorted({**pinned(), **lines}.items())))
        return 0
    found = [fault for case, entry in table.items() for fault in run_case(case, entry)]
    for fault in found:
        print(f"FAILED {fault}")
    print("gate: failed" if found else "gate: passed")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
