"""Data Docs that load nothing from another host.

Great Expectations' pages load style sheets, scripts and a logo from seven hosts, and
the logo's address tells one of them when the page was made and for which project. The
pages are rewritten after they are built: everything that a browser would load from
elsewhere goes, and one small style sheet stands in. Its index page is nothing but a
script, so that a plain table of the nights takes its place.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from html import escape
from pathlib import Path
from typing import Any, Literal

from great_expectations.checkpoint import UpdateDataDocsAction

from schemas.verdict import Severity, Verdict, verdict_from

STYLE = Path(__file__).parent / "data_docs.css"
NIGHTS_SHOWN = 14

WORDS = {
    Verdict.ADMITTED: ("text-success", "admitted"),
    Verdict.NOTICE: ("text-warning", "admitted with notice"),
    Verdict.REFUSED: ("text-danger", "refused"),
}

# Scripts drive only tables and tooltips, and without their libraries they fail.
SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
# The foot of a page asks to subscribe to a newsletter.
FOOTER = re.compile(r"<footer\b.*?</footer\s*>", re.DOTALL | re.IGNORECASE)
# Tags that load by themselves; a plain link (`a`) loads when somebody follows it.
FOREIGN_TAG = re.compile(
    r"<(?:link|img|iframe|embed|object|source|video|audio|input)\b"
    r"[^>]*?=\s*[\"']?(?:https?:)?//[^>]*>",
    re.IGNORECASE,
)
FOREIGN_STYLE = re.compile(
    r"@import\b[^;]*;|url\(\s*[\"']?(?:https?:)?//[^)]*\)", re.IGNORECASE
)


class BuildPages(UpdateDataDocsAction):
    """Build the pages of a judging, but not the index, which is our own.

    Theirs would read every stored result of every night again.
    """

    # Great Expectations finds a stored action by its own name.
    type: Literal["build_pages"] = "build_pages"  # type: ignore[assignment]

    def _build_data_docs(
        self,
        site_names: list[str] | None = None,
        resource_identifiers: list | None = None,
    ) -> dict:
        return self._resolve_context().context.build_data_docs(
            site_names=site_names,
            resource_identifiers=resource_identifiers,
            build_index=False,
        )


def site_folder(docs_dir: Path) -> Path:
    """Where the pages of a Great Expectations project stand."""
    return docs_dir / "gx" / "uncommitted" / "data_docs" / "local_site"


def finish_pages(docs_dir: Path, suites: Iterable[str], as_of: date) -> None:
    """Rewrite the pages of one judging, and the index of the nights."""
    site, style = site_folder(docs_dir), STYLE.read_text(encoding="utf-8")
    for suite in suites:
        night = site / "validations" / suite / as_of.isoformat()
        pages = [site / "expectations" / f"{suite}.html", *night.rglob("*.html")]
        for page in sorted(pages):
            _write(page, on_this_host(page.read_text(encoding="utf-8"), style))
    _write(site / "index.html", _index(docs_dir, style))


def on_this_host(html: str, style: str) -> str:
    """One page without anything that a browser would load from another host."""
    for unwanted in (SCRIPT, FOOTER, FOREIGN_TAG, FOREIGN_STYLE):
        html = unwanted.sub("", html)
    return html.replace("</head>", f"<style>{style}</style></head>", 1)


def _index(docs_dir: Path, style: str) -> str:
    """A table with a row per night and a column per extract, the newest night first."""
    results = docs_dir / "gx" / "uncommitted" / "validations"
    nights: dict[str, dict[str, Path]] = defaultdict(dict)
    for stored in sorted(results.glob("*/*/*/*.json")):
        suite, night = stored.relative_to(results).parts[:2]
        nights[night][suite] = stored
    shown = sorted(nights, reverse=True)[:NIGHTS_SHOWN]
    extracts = sorted(
        {suite.removesuffix("_night") for night in shown for suite in nights[night]}
    )
    rows = "".join(
        f"<tr><th>{escape(night)}</th>"
        + "".join(_cell(results, nights[night], extract) for extract in extracts)
        + "</tr>"
        for night in shown
    )
    heads = "".join(f"<th>{escape(extract)}</th>" for extract in extracts)
    suites = ", ".join(
        f'<a href="expectations/{escape(page.name)}">{escape(page.stem)}</a>'
        for page in sorted((site_folder(docs_dir) / "expectations").glob("*.html"))
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f"<title>The extracts of each night</title><style>{style}</style></head>"
        "<body><h1>The extracts of each night</h1>"
        f'<table class="nights"><tr><th>As-of day</th>{heads}</tr>{rows}</table>'
        f"<p>The last {NIGHTS_SHOWN} nights; the pages of earlier ones are in the "
        f"folder <code>validations</code>.</p><p>What is expected: {suites}.</p>"
        "</body></html>\n"
    )


def _cell(results: Path, night: dict[str, Path], extract: str) -> str:
    found = {
        words: night[suite]
        for words, suite in (("rows", extract), ("night", f"{extract}_night"))
        if suite in night
    }
    if not found:
        return "<td>–</td>"
    judged = [
        result
        for stored in found.values()
        for result in json.loads(stored.read_text(encoding="utf-8"))["results"]
    ]
    style, verdict = WORDS[verdict_from(_failed(judged))]
    links = ", ".join(
        f'<a href="validations/{escape(page.as_posix())}">{words}</a>'
        for words, page in (
            (words, stored.relative_to(results).with_suffix(".html"))
            for words, stored in found.items()
        )
    )
    return f'<td><span class="{style}">{verdict}</span><br>{links}</td>'


def _failed(results: list[dict[str, Any]]) -> set[Severity]:
    return {
        Severity(result["expectation_config"]["severity"])
        for result in results
        if not result["success"]
    }


def _write(page: Path, html: str) -> None:
    part = page.with_suffix(".part")
    part.write_text(html, encoding="utf-8")
    part.replace(page)
