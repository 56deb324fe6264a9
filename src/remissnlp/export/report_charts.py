"""The report's charts as numbers, and its summary in words (pure). The script draws them with a chart library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from remissnlp.export.report_answers import AnswerRow
from remissnlp.export.report_index import Index, is_political
from remissnlp.export.report_themes import Tally, ThemeRow, tally
from remissnlp.export.view import UNCODED


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A stacked bar chart: one bar a row. `links` are the filters that a part leads to, `{row}` and `{part}` filled."""

    id: str
    title: str
    colours: str
    row_keys: tuple[str, ...]
    rows: tuple[Tally, ...]
    parts: tuple[tuple[str, str], ...]
    link: str

    @property
    def total(self) -> Tally:
        """All rows together: what the legend shows."""
        counts: Counter[str] = Counter()
        for row in self.rows:
            counts.update({part.key: part.count for part in row.parts})
        return tally(self.title, counts, dict(self.parts))


def chart_data(chart: Chart) -> dict[str, Any]:
    """Return a chart as the script reads it."""
    found = [{part.key: part.count for part in row.parts} for row in chart.rows]
    return {
        "id": chart.id,
        "colours": chart.colours,
        "link": chart.link,
        "keys": list(chart.row_keys),
        "rows": [row.title for row in chart.rows],
        "parts": [[key, label, [row.get(key, 0) for row in found]] for key, label in chart.parts],
    }


def stance_chart(index: Index, answers: Sequence[AnswerRow]) -> Chart:
    """Return stances by sort of respondent, the most numerous first, and those of political statements last."""
    labels = index.labels["stance"]
    by_type: dict[str, Counter[str]] = {}
    political: Counter[str] = Counter()
    for answer in answers:
        if is_political(answer.speaker.kind):
            political[answer.stance] += 1
        else:
            by_type.setdefault(answer.type_key, Counter())[answer.stance] += 1
    ordered = sorted(by_type, key=lambda key: (-by_type[key].total(), key))
    rows = [(key, index.label("respondent_type", key), by_type[key]) for key in ordered]
    if political:
        rows.append(("", index.labels["figure"]["political"], political))
    return Chart(
        id="stances",
        title=index.labels["text"]["stances"],
        colours="stance",
        row_keys=tuple(key for key, _, _ in rows),
        rows=tuple(tally(title, counts, labels) for _, title, counts in rows),
        parts=_occurring(labels, [counts for _, _, counts in rows]),
        link="stance={part}&type={row}",
    )


def theme_chart(index: Index, themes: Sequence[ThemeRow]) -> Chart:
    """Return the tones in which each theme is raised."""
    counts = [Counter({part.key: part.count for part in theme.tones.parts}) for theme in themes]
    return Chart(
        id="tones",
        title=index.labels["text"]["themes_in_short"],
        colours="tone",
        row_keys=tuple(theme.id for theme in themes),
        rows=tuple(theme.tones for theme in themes),
        parts=_occurring(index.labels["polarity"], counts),
        link="theme={row}&polarity={part}",
    )


def _occurring(labels: dict[str, str], counts: Sequence[Counter[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((key, label) for key, label in labels.items() if any(one[key] for one in counts))


def summary_lines(
    index: Index, answers: Sequence[AnswerRow], themes: Sequence[ThemeRow], *, n_passages: int
) -> tuple[str, ...]:
    """Return the case in a few sentences, for whoever reads nothing else."""
    text = index.labels["summary"]
    lines = []
    for key, political in (("answers", False), ("political", True)):
        mine = Counter(row.stance for row in answers if is_political(row.speaker.kind) == political)
        if mine:
            parts = sorted(tally("", mine, index.labels["stance_verb"]).parts, key=lambda part: -part.count)
            listed = ", ".join(f"{part.count} {part.label}" for part in parts)
            lines.append(text[key].format(n=mine.total(), listed=listed))
    coded = sorted((t for t in themes if t.id != UNCODED and t.n_statements), key=lambda t: -t.n_statements)
    if coded:
        first = coded[0]
        lines.append(text["theme"].format(name=first.name, statements=first.n_statements, speakers=first.n_rows))
    if n_passages:
        lines.append(text["passages"].format(n=n_passages))
    return tuple(lines)
