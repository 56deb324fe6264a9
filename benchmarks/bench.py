"""All benchmarks in one run: the whole command on the sample case, then reading and reuse side by side with others.

python benchmarks/bench.py [--quick]
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("bench_ingest", "bench_reuse")


def bench_analyze() -> None:
    """Print the wall time of a cold start of `analyze` on the sample case, with its stages."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        command = [sys.executable, "-m", "remissnlp", "analyze", str(ROOT / "data" / "raw"), "-o", str(out), "--quiet"]
        started = time.perf_counter()
        subprocess.run(command, check=False)
        seconds = time.perf_counter() - started
        run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    stages = ", ".join(f"{name} {value:.2f}" for name, value in run["seconds"].items())
    print(f"analyze data/raw, cold start: {seconds:.2f} s ({stages}); peak memory {run['peak_memory_mb']} MiB")


def main(arguments: list[str]) -> int:
    """Run every benchmark; each part is a module here with `main(arguments) -> int`."""
    bench_analyze()
    codes = [
        importlib.import_module(part).main(arguments) for part in PARTS if (ROOT / "benchmarks" / f"{part}.py").exists()
    ]
    return max(codes, default=0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
