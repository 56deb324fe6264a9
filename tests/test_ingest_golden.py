"""Every line's role in a document of each kind, against files that people have looked at."""

from __future__ import annotations

import pytest

from tests import golden_ingest


@pytest.mark.parametrize("kind", golden_ingest.FILES)
def test_every_line_has_its_role(tmp_path, kind):
    golden = (golden_ingest.GOLDEN / f"{kind}.txt").read_text(encoding="utf-8")
    assert golden_ingest.lines_with_roles(golden_ingest.read(kind, tmp_path)) == golden, (
        "if the new reading is right: python -m tests.golden_ingest"
    )


def test_no_golden_file_is_left_over():
    assert {path.stem for path in golden_ingest.GOLDEN.glob("*.txt")} == set(golden_ingest.FILES)
