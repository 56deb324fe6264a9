"""Labelled consultation statements of our own writing: the text format of `data/training/statements`, read and checked.

One file a subject. `@answer REGISTER; STANCE; BODY` opens an answer; then one sentence a line, marked with its
polarity, themes and near-misses (`r:f,s?!t Sentence.`); an empty line begins a new paragraph. All of it stands in
`data/training/README.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from remissnlp.errors import UsageError
from remissnlp.values import Polarity, Stance

POLARITIES = {"p": Polarity.POSITIVE, "r": Polarity.REQUEST, "c": Polarity.CRITICAL, "n": Polarity.NEUTRAL}
# The themes of the shipped codebooks: small letters for `default`, capitals for what `sakerhet` adds.
THEME_CODES = {
    "s": "segregation",
    "i": "information_security",
    "f": "follow_up",
    "t": "timing",
    "R": "responsibility_roles",
    "C": "coordination",
    "M": "resources",
    "E": "training_exercises",
    "G": "application_guidelines",
    "B": "children_youth",
    "J": "gender_equality",
    "A": "accessibility",
    "P": "crime_prevention",
    "U": "procurement_suppliers",
}
REGISTERS = frozenset(
    ("board", "office", "party", "letter", "association", "authority", "company", "region", "university", "citizen",
     "council")
)  # fmt: skip
_CODE = f"[{''.join(THEME_CODES)}]"
_SENTENCE = re.compile(
    rf"(?P<polarity>[prcn](?:/[prcn])*)(?::(?P<themes>{_CODE}\??(?:,{_CODE}\??)*))?"
    rf"(?:!(?P<near>{_CODE}(?:,{_CODE})*))? (?P<text>\S.*)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledStatement:
    """One sentence with its labels. `near` are themes that it could be taken for and does not have."""

    text: str
    paragraph: int
    polarity: Polarity
    polarity_also: tuple[Polarity, ...] = ()
    themes: tuple[str, ...] = ()
    themes_also: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledAnswer:
    """One answer, or an extract of one (`stance` is None)."""

    subject: str
    register: str
    body: str
    stance: Stance | None
    statements: tuple[LabelledStatement, ...]


def read_answers(folder: Path) -> list[LabelledAnswer]:
    """Return the answers of every `.txt` file of a folder, by file name.

    Raises:
        UsageError: there is no file, or a line cannot be read; file and line number are named.
    """
    paths = sorted(folder.glob("*.txt"))
    if not paths:
        raise UsageError(f"{folder}: no .txt file with labelled statements.")
    return [answer for path in paths for answer in parse_answers(path.read_text(encoding="utf-8"), path.name)]


def parse_answers(text: str, name: str) -> Iterator[LabelledAnswer]:
    """Yield the answers of one file; `name` is its name in errors and its subject."""
    head: tuple[str, Stance | None, str] | None = None
    statements: list[LabelledStatement] = []
    paragraph = 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("@subject "):
            continue
        if line.startswith("@answer "):
            if head and statements:
                yield _answer(name, head, statements)
            head, statements, paragraph = _head(line, f"{name}:{number}"), [], 0
        elif not line.strip():
            paragraph += 1
        elif head is None:
            raise UsageError(f"{name}:{number}: a sentence before the first @answer.")
        else:
            statements.append(_statement(line.strip(), paragraph, f"{name}:{number}"))
    if head and statements:
        yield _answer(name, head, statements)


def _answer(name: str, head: tuple[str, Stance | None, str], statements: list[LabelledStatement]) -> LabelledAnswer:
    register, stance, body = head
    subject = name.removesuffix(".txt")
    return LabelledAnswer(subject=subject, register=register, body=body, stance=stance, statements=tuple(statements))


def _head(line: str, place: str) -> tuple[str, Stance | None, str]:
    parts = [part.strip() for part in line.removeprefix("@answer ").split(";", 2)]
    if len(parts) != 3 or parts[0] not in REGISTERS or not parts[2]:
        raise UsageError(f"{place}: not '@answer REGISTER; STANCE; BODY': {line}")
    if parts[1] != "-" and parts[1] not in set(Stance):
        raise UsageError(f"{place}: unknown stance '{parts[1]}'.", hint=f"One of {', '.join(Stance)} or '-'.")
    return parts[0], None if parts[1] == "-" else Stance(parts[1]), parts[2]


def _statement(line: str, paragraph: int, place: str) -> LabelledStatement:
    match = _SENTENCE.fullmatch(line)
    if match is None:
        raise UsageError(f"{place}: no label before the sentence: {line[:60]}", hint="For instance 'r:f Sentence.'")
    polarities = [POLARITIES[letter] for letter in match["polarity"].split("/")]
    codes = match["themes"].split(",") if match["themes"] else []
    return LabelledStatement(
        text=match["text"],
        paragraph=paragraph,
        polarity=polarities[0],
        polarity_also=tuple(polarities[1:]),
        themes=tuple(THEME_CODES[code] for code in codes if not code.endswith("?")),
        themes_also=tuple(THEME_CODES[code[0]] for code in codes if code.endswith("?")),
        near=tuple(THEME_CODES[code] for code in match["near"].split(",")) if match["near"] else (),
    )
