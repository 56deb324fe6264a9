"""A codebook as a Markdown page for coders."""

from __future__ import annotations

from remissnlp.codebook.model import Codebook

RULES = ("include", "exclude", "examples", "counter_examples")
_HEADINGS = {  # English, Swedish
    "version": ("version", "version"),
    "parent": ("Part of", "Del av"),
    "include": ("Counts", "Räknas"),
    "exclude": ("Does not count", "Räknas inte"),
    "examples": ("Examples", "Exempel"),
    "counter_examples": ("Counter-examples", "Motexempel"),
}


def headings(lang: str) -> dict[str, str]:
    """Return the heading of each part of a theme in Swedish (`sv`) or English (anything else)."""
    return {key: pair[lang == "sv"] for key, pair in _HEADINGS.items()}


def codebook_markdown(codebook: Codebook, lang: str) -> str:
    """Return the codebook as a Markdown page for coders, with headings in `lang` (`sv` or `en`)."""
    words = headings(lang)
    parts = [f"# {codebook.title}", f"`{codebook.id}` {words['version']} {codebook.version}"]
    for theme in codebook.themes:
        parts.append(f"## {theme.name(lang)} (`{theme.id}`)")
        if theme.parent:
            parts.append(f"{words['parent']}: `{theme.parent}`")
        parts.append(theme.definition)
        for key in RULES:
            if items := getattr(theme, key):
                parts.append(f"**{words[key]}**")
                parts.append("\n".join(f"- {item}" for item in items))
    return "\n\n".join(parts) + "\n"
