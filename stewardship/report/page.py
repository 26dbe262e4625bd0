"""The calibration report: one page that holds all it needs, and opens from disk."""

from html import escape
from pathlib import Path

from stewardship.report.accuracy import accuracy, benefit
from stewardship.report.material import Material
from stewardship.report.parts import note
from stewardship.report.people import groups, overlap, personas
from stewardship.report.said import Said
from stewardship.report.teams import loads, what_changes
from stewardship.report.words import SOURCES
from triggers._words import OPERATORS

STYLE = Path(__file__).with_name("report.css")
# What changes for whom first, the statistics of it after; an appendix last.
SECTIONS = {
    "teams": what_changes,
    "loads": loads,
    "accuracy": accuracy,
    "overlap": overlap,
    "groups": groups,
    "personas": personas,
    "benefit": benefit,
}


def page(of: Material, language: str) -> str:
    """The whole page as HTML, in `fi`, `sv` or `en`.

    It asks for nothing from anywhere, runs no script, and names no client. The same
    material gives the same page.
    """
    said = Said(language)
    name = of.triggers[of.one.stem]
    title = said["title" if of.change is not None else "title_now"].format(name=name)
    links = "".join(
        f'<li><a href="#{key}">{escape(_heading(key, of, said))}</a></li>'
        for key in SECTIONS
    )
    body = "\n".join(one(of, said) for one in SECTIONS.values())
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{escape(title)}</title>
<style>
{STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<header>
<h1>{escape(title)}</h1>
{_facts(of, said)}
{note(escape(said["intro"]))}
</header>
<nav aria-label="{escape(said["contents"])}"><ol>{links}</ol></nav>
<main>
{body}
</main>
</body>
</html>
"""


def _heading(key: str, of: Material, said: Said) -> str:
    return said["teams_now" if key == "teams" and of.change is None else key]


def _facts(of: Material, said: Said) -> str:
    first, last = said.day(of.nights[0]), said.day(of.nights[-1])
    facts = {
        said["measure"]: _rule(of, said),
        said["nights"]: (
            said["nights_value"].format(count=len(of.nights), first=first, last=last)
            if len(of.nights) > 1
            else said["one_night"].format(last=last)
        ),
        said["labels"]: said["labels_value"].format(
            source=SOURCES[said.language][of.source], count=said.number(of.labelled)
        ),
    }
    told = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in facts.items()
    )
    return f"<dl>{told}</dl>"


def _rule(of: Material, said: Said) -> str:
    """`lääkkeitä käytössä: vähintään 7 → vähintään 8`."""
    words = of.one.definition.measures[of.threshold.measure]
    operator = OPERATORS[said.language][of.threshold.operator]
    limits = [of.threshold.limit] + [of.then] * (of.then is not None)
    told = " → ".join(
        f"{operator} {said.limit(limit)}" for limit in limits if limit is not None
    )
    return f"{getattr(words.label, said.language)}: {told}"
