"""`remissnlp explain`: how a stance, a theme or a polarity of a run came about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from remissnlp.cli.app import app

if TYPE_CHECKING:
    from remissnlp.explain import StanceExplanation, StatementExplanation, ThemeExplanation

_SHOWN = 5
_OWN = ", by the model of your own"
_MAX_PATTERN = 60
_MIN_SHARE = 0.005  # a smaller probability is not worth a word


@app.command(
    epilog="**Examples**\n\n"
    "- `remissnlp explain result letter-pdf-d06de7.s002` says how the stance of this answer came about\n\n"
    "- `remissnlp explain result letter-pdf-d06de7.s002.009 --json` says why this statement has its themes and polarity"
)
def explain(
    out: Annotated[Path, typer.Argument(help="Output folder of a run.")],
    identifier: Annotated[str, typer.Argument(metavar="ID", help="A segment_id or statement_id of its tables.")],
    codebook: Annotated[
        str | None, typer.Option(help="The codebook of the run, where it has moved.", show_default="that of the run")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with all statements and cues.")] = False,
) -> None:
    """Say how a label came about: the stance of an answer, or the themes and polarity of a statement."""
    import json

    from remissnlp.explain import StanceExplanation
    from remissnlp.explain import explain as find_reasons
    from remissnlp.output import load

    found = find_reasons(load(out), identifier, codebook=codebook)
    if as_json:
        typer.echo(json.dumps(found.as_mapping(), ensure_ascii=False, indent=1))
        return
    for line in _stance(found) if isinstance(found, StanceExplanation) else _statement(found):
        typer.echo(line)
    if not found.agrees:
        typer.echo("The run says otherwise: it was made with another version or model. Run it again.", err=True)


def _stance(found: StanceExplanation) -> Iterator[str]:
    parties = f" ({', '.join(found.parties)})" if found.parties else ""
    yield f"{found.respondent}{parties}, {found.kind}, {found.segment_id}"
    review = "; below the confidence from which nobody needs to look" if found.review else ""
    yield f"stance: {found.stance}, confidence {found.confidence:.2f}, by {found.rule}{review}"
    yield f'shown by: "{found.evidence_text}" ({found.evidence_statement_id})'
    if found.inherited_from:
        yield f"It joins {found.inherited_from}; what follows is about the text joined."
    yield ""
    yield f'rules alone: {found.rules_stance} {found.rules_confidence:.2f} by {found.rules_rule}: "{found.rules_text}"'
    if found.model:
        yield f"model alone: {_shares(found.model)}"
        yield f"together{_OWN if found.weighed_by == 'own_model' else ''}: {_shares(found.together)}"
    yield ""
    yield "statements that weigh most in the model:"
    for item in found.statements[:_SHOWN]:
        told = f"{item.stance} {item.probability:.2f}, p. {item.page}, {item.statement_id}"
        yield f"  {item.share:4.0%}  {item.text} [{told}]"
    if found.weighed_by == "model":
        yield f"words of the whole answer: {_words(found.words)}"
    counts = ", ".join(f"{tone} {number}" for tone, number in found.polarities.items())
    yield f"polarity of its {len(found.statements)} own statements: {counts or '-'}"
    yield "cues of position:" if found.positions else "no cue of position"
    for cue in found.positions:
        yield f'  {cue.weight:.2f}  {cue.label}: "{cue.text}" by {cue.rule} in {cue.statement_id}'


def _statement(found: StatementExplanation) -> Iterator[str]:
    holder = f", view of {found.holder}" if found.holder else ""
    yield f"{found.statement_id}, {found.respondent or '-'}, {found.kind}{holder}, p. {found.page}"
    yield f'"{found.text}"'
    yield ""
    yield f"polarity: {found.polarity} {found.polarity_score:.2f}, by {found.polarity_rule}"
    yield f"  {found.tone_rule}: {_shares(found.tones)}"
    yield f"  cues: {found.cue_polarity} {found.cue_strength:.2f} ({found.cue_rule})"
    for cue in found.cues:
        yield f'    {cue.weight:.2f}  {cue.label}: "{cue.text}" by {cue.rule}'
    if found.procedure:
        yield "  a sentence of procedure"
    yield ""
    if found.themeless:
        yield "themes: none are sought in headings, decision lists and sentences of procedure"
        return
    yield "themes:"
    for theme in found.themes:
        yield from _theme(theme)


def _theme(theme: ThemeExplanation) -> Iterator[str]:
    mark = "has it" if theme.has else "has it not"
    decided = f", by {theme.rule}" if theme.rule else ""
    yield f"  {theme.theme}: {theme.score:.2f}, {mark} (from {theme.threshold:.2f}){decided}"
    logit = f" (logit {theme.logit:.2f})" if theme.logit is not None else ""
    yield f"    {theme.source}: {theme.probability:.2f}{logit}"
    if theme.letters is not None:
        yield f"      letters: {theme.letters:+.2f} of the logit; {_words(theme.words)}"
    if theme.cue_score:
        yield f"    cues and context: {theme.cue_score:.2f} ({theme.cue_rule})"
    for cue in theme.cues:
        pattern = cue.rule if len(cue.rule) <= _MAX_PATTERN else f"{cue.rule[:_MAX_PATTERN]} ..."
        yield f'      {cue.weight:.2f}  "{cue.text}" by {pattern}'
    for near in theme.neighbours:
        kind = "counter-example" if near.counter else "example"
        yield f'      {kind} {near.likeness:.2f} alike: "{near.text}"'


def _words(words: tuple[tuple[str, float], ...]) -> str:
    """Return words and what each adds to a logit, the largest first."""
    return ", ".join(f'"{word}" {added:+.2f}' for word, added in words) or "no word speaks for it"


def _shares(shares: dict[str, float]) -> str:
    """Return probabilities, the largest first."""
    ordered = sorted(shares.items(), key=lambda item: -item[1])
    return ", ".join(f"{name} {share:.2f}" for name, share in ordered if share >= _MIN_SHARE)
