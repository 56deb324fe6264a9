"""Tests of the report in a browser: filters, links from the matrix, hostile text, keyboard and narrow screens."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from remissnlp.export.report import write_report
from tests.report_sample import HOSTILE, SampleCodebook, many_statements, sample_analysis

pytestmark = pytest.mark.browser

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
ROWS = "#list > li"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("needs Chromium, which is not installed")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright, which is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


class Visit:
    """A report opened in a page; `problems` collects console errors, page errors, dialogs and network requests."""

    def __init__(self, browser: Any, path: Path, *, width: int = 1280) -> None:
        self.url = path.as_uri()
        self.problems: list[str] = []
        self.page = browser.new_page(viewport={"width": width, "height": 900})
        self.page.on("console", lambda message: self._note(message.text, when=message.type in {"error", "warning"}))
        self.page.on("pageerror", lambda error: self._note(str(error)))
        self.page.on("dialog", lambda dialog: (self._note("dialog"), dialog.dismiss()))
        self.page.on("request", lambda request: self._note(request.url, when=not request.url.startswith("file:")))

    def _note(self, text: str, *, when: bool = True) -> None:
        if when:
            self.problems.append(text)

    def open(self, fragment: str = "") -> Visit:
        self.page.goto(self.url + fragment)
        return self

    def rows(self) -> list[str]:
        return self.page.locator(f"{ROWS} p").all_inner_texts()

    def wait_for_row(self, beginning: str) -> None:
        """Wait until the first row begins so: the browser tells the page of a new address a moment after the click."""
        script = "text => document.querySelector('#list > li p').textContent.startsWith(text)"
        self.page.wait_for_function(script, arg=beginning, timeout=5000)

    def fragment(self) -> str:
        return str(self.page.evaluate("location.hash"))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(sample_analysis(), SampleCodebook(), tmp_path_factory.mktemp("report"), run={})


@pytest.fixture
def visit(browser: Any, report: Path) -> Iterator[Visit]:
    visit = Visit(browser, report).open()
    yield visit
    visit.page.close()
    assert visit.problems == []


def test_the_list_opens_with_what_counts(visit: Visit) -> None:
    assert len(visit.rows()) == 7
    assert visit.page.locator("#shown").inner_text() == "7 av 9 meningar"
    assert visit.fragment() == ""


def test_hostile_text_is_shown_as_text(visit: Visit) -> None:
    assert f"Vi säger nej {HOSTILE} till bullret." in visit.rows()
    assert visit.page.locator("img").count() == 0


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("theme", "quay", 3),
        ("theme", "uncoded", 1),
        ("party", "Z", 1),
        ("respondent", "Hamnnämnden", 5),
        ("stance", "oppose", 2),
        ("polarity", "request", 2),
        ("kind", "proposal", 1),
        ("kind", "all", 8),
    ],
)
def test_a_choice_filters_the_rows_and_stays_in_the_address(visit: Visit, name: str, value: str, expected: int) -> None:
    visit.page.select_option(f"#filters [name={name}]", value)
    assert len(visit.rows()) == expected
    kept = visit.page.evaluate("Object.fromEntries(new URLSearchParams(location.hash.split('?')[1]))")
    assert kept == {name: value}
    visit.page.reload()
    assert len(visit.rows()) == expected
    assert visit.page.locator(f"#filters [name={name}]").input_value() == value


def test_copies_of_an_answer_are_shown_on_request(visit: Visit) -> None:
    visit.page.check("#filters [name=copies]")
    assert "Kajerna bör rustas upp." in visit.rows()


def test_free_text_finds_words_in_any_case(visit: Visit) -> None:
    visit.page.fill("#filters [name=q]", "VINTER")
    assert len(visit.rows()) == 2
    visit.page.fill("#filters [name=q]", "finns inte")
    assert visit.rows() == []
    assert visit.page.locator("#shown").inner_text() == "Inga meningar passar filtren."
    visit.page.click("#clear")
    assert len(visit.rows()) == 7
    assert visit.fragment() == "#statements"


def test_a_matrix_cell_leads_to_its_statements(visit: Visit) -> None:
    cells = visit.page.locator(".matrix .cell a").all()
    assert [cell.inner_text() for cell in cells] == ["2", "1", "1", "1"]
    for cell, text in zip(cells, ("Kajerna bör", "Bullret är", "Vi säger nej", "Kajerna måste"), strict=True):
        count = int(cell.inner_text())
        cell.click()
        visit.wait_for_row(text)
        assert len(visit.rows()) == count
    assert visit.page.locator("#shown .who").inner_text() == "Hamnnämnden (Q, Z)"
    assert visit.fragment() == "#statements?row=vi&theme=quay"


def test_back_returns_to_the_filters_before(visit: Visit) -> None:
    cells = visit.page.locator(".matrix .cell a")
    cells.nth(0).click()
    visit.wait_for_row("Kajerna bör")
    cells.nth(1).click()
    visit.wait_for_row("Bullret är")
    visit.page.go_back()
    visit.wait_for_row("Kajerna bör")
    assert len(visit.rows()) == 2


def test_a_copied_statement_leads_to_its_passage(visit: Visit) -> None:
    visit.page.locator(f"{ROWS} a[href^='#passage-']").first.click()
    assert visit.page.locator("#passage-1").evaluate("element => element.open")
    assert visit.page.locator("#passage-1 ins").count() > 0


def test_tables_sort_from_the_keyboard(visit: Visit) -> None:
    header = visit.page.locator("#answers thead button").first
    names = visit.page.locator("#answers tbody th .who")
    header.focus()
    visit.page.keyboard.press("Enter")
    upwards = names.all_inner_texts()
    visit.page.keyboard.press("Enter")
    assert names.all_inner_texts() == list(reversed(upwards)) or len(set(upwards)) < len(upwards)
    assert names.first.inner_text().startswith("Parknämnden")
    assert visit.page.locator("#answers th[aria-sort]").get_attribute("aria-sort") == "descending"


def test_matrix_groups_keep_their_headings_when_sorted(visit: Visit) -> None:
    visit.page.locator(".matrix thead button").nth(1).click()
    for body in visit.page.locator(".matrix tbody").all():
        assert "group" in (body.locator("tr").first.get_attribute("class") or "")


@pytest.mark.parametrize("width", [380, 768, 1280])
def test_no_page_is_wider_than_its_screen(browser: Any, report: Path, width: int) -> None:
    visit = Visit(browser, report, width=width).open()
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    visit.page.close()


def test_many_statements_open_fast_and_page_by_page(browser: Any, tmp_path: Path) -> None:
    path = write_report(many_statements(sample_analysis(), 2000), SampleCodebook(), tmp_path, run={})
    visit = Visit(browser, path).open()
    assert visit.page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") < 3000
    assert visit.page.locator(ROWS).count() == 100
    visit.page.click("#more")
    assert visit.page.locator(ROWS).count() == 200
    visit.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert visit.page.locator(ROWS).count() == 2007
    visit.page.close()
    assert visit.problems == []
