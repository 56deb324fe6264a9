from __future__ import annotations

import pytest

from remissnlp.ingest.assemble import assemble
from remissnlp.ingest.layout import paragraphs
from remissnlp.ingest.plaintext import printed_lines
from remissnlp.ingest.wholeness import torn_edges

WHOLE = "Nämnden anser att förslaget till plan är väl genomarbetat och att det kan ligga till grund för arbetet."


@pytest.mark.parametrize(
    ("source", "warnings"),
    [
        (WHOLE, []),
        ("", []),
        (f"Bakgrund\n\n{WHOLE}\n\nAnna Berg\nparkdirektör", []),
        (f"vilket nämnden tidigare har framfört.\n\n{WHOLE}", ["begins in the middle of a sentence"]),
        (f"4. Planen godkänns.\n5. Paragrafen justeras.\n\n{WHOLE}", ["begins in the middle of a list, at 4."]),
        (f"1. Planen godkänns.\n2. Paragrafen justeras.\n\n{WHOLE}", []),
        (f"{WHOLE[:-1]} i hela kommunen och", ["ends in the middle of a sentence"]),
        (WHOLE[:-1], ["ends in the middle of a sentence"]),
        (f"{WHOLE}\n\nNämnden föreslår följande:", ["ends in front of something that it announces"]),
        (f"{WHOLE}\n\nNämnden föreslår följande:\n\n- gator,\n- torg,", ["ends in the middle of a list"]),
        (f"{WHOLE}\n\nNämnden föreslår följande:\n\n- gator\n- torg", []),
        (f"{WHOLE}\n\nKopia till parkförvaltningen", []),
    ],
)
def test_torn_edges(source, warnings):
    document = assemble(paragraphs(printed_lines(source)))
    assert torn_edges(document.text, document.blocks) == warnings
