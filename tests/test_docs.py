"""The pages: every link of theirs leads somewhere, and every picture is small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
MAX_PICTURE_BYTES = 150_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_within_the_repository_have_a_target(page: Path) -> None:
    links = [link.split("#")[0] for link in LINK.findall(page.read_text(encoding="utf-8"))]
    inside = [link for link in links if link and not re.match(r"[a-z]+:", link)]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_pictures_are_used_and_small() -> None:
    texts = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    pictures = sorted((ROOT / "docs" / "img").glob("*.png"))
    assert {picture.stem for picture in pictures} == {"copies", "matrix", "overview", "respondent"}
    for picture in pictures:
        assert f"img/{picture.name}" in texts
        assert picture.stat().st_size < MAX_PICTURE_BYTES
