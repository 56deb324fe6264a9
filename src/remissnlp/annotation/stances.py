"""Stances of answers as people labelled them: a table such as a run's `stances.csv`, with their own column `stance`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from remissnlp.annotation.cells import read_cells, refuse
from remissnlp.errors import UsageError
from remissnlp.values import Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledStance:
    """The stance of an answer, named by its segment, or by the path of its document and who answers.

    `place` says where in which table it stands, for messages.
    """

    segment_id: str
    path: str
    respondent: str
    stance: Stance
    place: str


def read_stances(path: Path) -> list[LabelledStance]:
    """Return the labelled answers of a table, in its order; rows without a stance are left out.

    Args:
        path: `.csv` (comma, semicolon or tab) or `.xlsx` with the column `stance`, and `segment_id` or `path` and
            `respondent`.

    Raises:
        UsageError: the file cannot be read, or has faults; the message lists them.
    """
    faults: list[str] = []
    found = []
    names = ", ".join(stance.value for stance in Stance)
    for place, cells in read_cells(path, _is_table):
        said = cells.get("stance", "").strip().lower()
        segment_id, document, respondent = (cells.get(key, "").strip() for key in ("segment_id", "path", "respondent"))
        if not said:
            continue
        if said not in {stance.value for stance in Stance}:
            faults.append(f"{place} stance: '{said[:40]}' is none of {names}; correct it")
        elif not segment_id and not (document and respondent):
            faults.append(f"{place}: has a stance but neither segment_id nor path and respondent")
        else:
            label = LabelledStance(
                segment_id=segment_id, path=document, respondent=respondent, stance=Stance(said), place=place
            )
            found.append(label)
    refuse(path, faults)
    return found


def _is_table(path: Path, header: Collection[str]) -> None:
    if "stance" not in header or not ("segment_id" in header or {"path", "respondent"} <= set(header)):
        raise UsageError(
            f"{path}: lacks the column stance, or segment_id (or path and respondent).",
            hint="Take the stances.csv of a run and correct its column 'stance'.",
        )
