"""Who is named as the one that a speaker joins."""

from __future__ import annotations

from remissnlp.segment.endorsements import names_in


def test_a_body_named_by_its_field_is_found() -> None:
    assert names_in("synpunkterna från Nämnden för vägar och parker", ()) == ["Nämnden för vägar och parker"]


def test_a_body_named_by_one_word_is_found() -> None:
    assert names_in("kulturnämndens bedömning", ()) == ["Kulturnämnden"]


def test_the_speaker_does_not_join_itself() -> None:
    assert names_in("Nämnden för vägar och parker", ("Nämnden för vägar och parker",)) == []
    assert names_in("kulturnämndens bedömning", ("Kulturnämnden",)) == []


def test_a_meeting_word_is_no_body() -> None:
    assert names_in("nämnden för sitt arbete", ()) == []
