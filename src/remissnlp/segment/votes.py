"""Who a stand-alone document speaks for: every place where a name stands gives it a weight."""

from __future__ import annotations

import re

from remissnlp.records import RespondentType
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.headings import heading_name
from remissnlp.segment.letterhead_names import name_in_front
from remissnlp.segment.register import (
    body_from_name,
    is_body_name,
    is_generic,
    is_sender_office,
    is_short_form,
    respondent_key,
)
from remissnlp.segment.speakers import of_board

# 'Folkhälsomyndighetens svar': the genitive of a registered name has its form, too.
_GENITIVE = re.compile(r"(?<=[a-zåäö](?:en|et))s$")
_DEFINITE = re.compile(r"(?:en|et|n|t)$")
_ADDRESSEE = re.compile(r"^(?:Till\b:?|Mottagare:?)\s*", re.IGNORECASE)
# 'Räddningstjänsten info' sends from a mailbox.
_MAILBOX = re.compile(r" (?:info|registrator|kansli(?:et)?|expedition(?:en)?|brevlåda|funktionsbrevlåda|noreply)$")
# 'Avdelning Juridiska avdelningen': the label of a field of a letterhead.
_FIELD = re.compile(r"^(?:Avdelning|Enhet|Handläggare|Datum|Kontaktperson|Mottagare|Referens)\b")
_MINISTRY = re.compile(r"departementet$|^Regeringskansliet$")
# The parts of a running head stand apart.
_RUNNING = re.compile(r"\s[–—|•·-]\s|\s{2,}|, |\t")
_DATE_TAIL = re.compile(r",? (?:den )?\d{1,2} [a-z]{3,9}(?: \d{4})?$| \d{4}-\d\d-\d\d$")


def addressee(text: str) -> str:
    """Return the name in an address line such as 'Till kulturnämnden den 3 mars 2025', or ''."""
    match = _ADDRESSEE.match(text)
    if not match:
        return ""
    name = _DATE_TAIL.sub("", text[match.end() :]).strip()
    return name[:1].upper() + name[1:]


def is_address_word(text: str) -> bool:
    """Say whether a line is a bare 'Till', so that the next ones name the addressee."""
    return _ADDRESSEE.fullmatch(text) is not None


def running_name(text: str) -> str:
    """Return the name in a running head such as 'Länsstyrelsen Vik – Yttrande 2018-10-01', else the whole line."""
    parts = [text, *(part.strip(" ,") for part in _RUNNING.split(text))]
    return next((part for part in parts if is_body_name(part)), "") or name_in_front(text) or text


def first_name(text: str) -> str:
    """Return the shortest name of two words or more that a line begins with: 'Viks byaförening Eva Ek ordförande'."""
    if is_body_name(text):
        return text
    words = text.split()
    prefixes = (" ".join(words[:count]) for count in range(2, len(words) + 1))
    return next((prefix for prefix in prefixes if is_body_name(prefix)), "")


# Who is called so besides those whose name holds the word: 'Bolaget' is 'Vik Bostads AB', and so is 'Styrelsen' there.
_COMPANY, _ASSOCIATION = RespondentType.COMPANY, RespondentType.ASSOCIATION
_CALLED = {"bolaget": frozenset({_COMPANY}), "styrelsen": frozenset({_COMPANY, _ASSOCIATION})}


class Votes:
    """Weights of names; spellings of one body count together, and the most readable spelling stands for them."""

    def __init__(self) -> None:
        self._weights: dict[str, float] = {}
        self._names: dict[str, str] = {}

    def add(self, name: str, weight: float, *, any_form: bool = False) -> None:
        """Give a name a weight; what has no form of a name counts only where its place alone makes it one."""
        name = " ".join(name.split()).strip(" .,:")
        if name.isupper() and len(name) > 5:
            name = heading_name(name)
        if label := first_match(load_rules("senders_sv.yaml", "label"), name):
            name = name[label[1].end() :]
        name = _GENITIVE.sub("", name)
        name = of_board(_MAILBOX.sub("", name))
        # As the sender of a letter 'Räddningstjänsten' names one body.
        alone = any_form and first_match(load_rules("structure_sv.yaml", "alone"), name) is not None
        if _FIELD.match(name) or not name or not (any_form or is_body_name(name)) or is_sender_office(name):
            return
        if is_generic(name) and not alone:
            return
        if body_from_name(name).type in {RespondentType.EXECUTIVE, RespondentType.MUNICIPALITY}:
            weight -= 1.0  # most letters go to them
        if _MINISTRY.search(name):
            weight -= 2.0  # ministries ask, and seldom answer
        if body_from_name(name).is_office:
            weight -= 2.0  # an office writes, its board answers
        key = respondent_key(name)
        self._weights[key] = self._weights.get(key, 0.0) + weight
        if self._names.setdefault(key, name) == f"{name}s":
            self._names[key] = name  # 'Socialnämnd Östers svar' is that of 'Socialnämnd Öster'

    def support(self, word: str, weight: float) -> None:
        """Give weight to the names that a generic word at the head of a sentence stands for: 'Länsstyrelsen anser'."""
        stem = _DEFINITE.sub("", word.lower())
        sort = _CALLED.get(word.lower(), frozenset())
        own = [key for key, name in self._names.items() if self._weights[key] > 0 and body_from_name(name).type in sort]
        for key in own:
            self._weights[key] += weight
        for key, name in self._names.items() if not own else ():
            words = name.lower().split()
            if any(part in {word.lower(), stem} or part.endswith(word.lower()) for part in (words[0], words[-1])):
                self._weights[key] += weight

    def winner(self) -> str:
        """Return the name with most weight, or '' where none has any."""
        best = max(self._weights, key=lambda key: self._weights[key], default="")
        if not best or self._weights[best] <= 0:
            return ""
        fuller = [
            name
            for key, name in self._names.items()
            if self._weights[key] > 0 and is_short_form(self._names[best], name)
        ]
        return max(fuller, key=len, default=self._names[best])
