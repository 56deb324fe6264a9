"""Who is named as the one that a speaker joins."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.segment.endorsements import names_in
from tests.segment_helpers import segment


def test_a_body_named_by_its_field_is_found() -> None:
    assert names_in("synpunkterna från Nämnden för vägar och parker", ()) == ["Nämnden för vägar och parker"]


def test_a_body_named_by_one_word_is_found() -> None:
    assert names_in("kulturnämndens bedömning", ()) == ["Kulturnämnden"]


def test_the_speaker_does_not_join_itself() -> None:
    assert names_in("Nämnden för vägar och parker", ("Nämnden för vägar och parker",)) == []
    assert names_in("kulturnämndens bedömning", ("Kulturnämnden",)) == []


def test_a_meeting_word_is_no_body() -> None:
    assert names_in("nämnden för sitt arbete", ()) == []


@pytest.mark.parametrize(
    "joins",
    [
        "hänvisar till yttrandet från Länsstyrelsen när det gäller taxan.",
        "hänvisar därför till vad Länsstyrelsen har anfört om taxan.",
        "åberopar vad Länsstyrelsen har anfört och gör det till sitt.",
        "åberopar Länsstyrelsens yttrande.",
        "sluter upp bakom det svar som Länsstyrelsen har lämnat.",
        "instämmer i det svar som kommer från Länsstyrelsen.",
    ],
)
def test_a_body_called_without_its_place_is_joined(tmp_path: Path, joins: str) -> None:
    page = f"""# Inkomna yttranden över planen

## Länsstyrelsen Viken

Länsstyrelsen säger nej till den nya taxan.

## Viks kommun

Kommunen tillstyrker planen i dess helhet.

## Viks byalag

Byalaget {joins}
"""
    found = segment(tmp_path, page, "svar.md").endorsements
    assert [row.target_respondent for row in found] == ["Länsstyrelsen Viken"]
