"""The parts that the page's sections are put together from."""

from collections.abc import Sequence
from html import escape

from stewardship.report.palette import COLOURS, SIGNS
from stewardship.report.said import Said


def section(key: str, heading: str, *parts: str) -> str:
    """A section under a heading of its own."""
    head = f'<h2 id="{key}-head">{escape(heading)}</h2>'
    body = "\n".join(part for part in parts if part)
    return (
        f'<section id="{key}" aria-labelledby="{key}-head">\n{head}\n{body}\n</section>'
    )


def note(text: str, kind: str = "note") -> str:
    """A paragraph; `text` is HTML."""
    return f'<p class="{kind}">{text}</p>'


def caption(text: str) -> str:
    """What a table shows."""
    return f'<p class="caption">{escape(text)}</p>'


def panel(heading: str, drawn: str, wide: bool = False) -> str:
    """One of the small multiples of a figure; `drawn` is SVG."""
    kind = "panel wide" if wide else "panel"
    return f'<div class="{kind}"><h3>{escape(heading)}</h3>{drawn}</div>'


def figure(
    panels: Sequence[str], says: str, legend: str, data: str, numbers: str
) -> str:
    """Panels with what they show, what the marks mean, and their numbers as a table."""
    return (
        f'<figure>{legend}<div class="panels">{"".join(panels)}</div>'
        f"<figcaption>{escape(says)}</figcaption></figure>"
        f"<details><summary>{escape(data)}</summary>{numbers}</details>"
    )


def legend(
    said: Said,
    then: bool,
    other: bool = True,
    capacity: bool = False,
    bounds: bool = False,
) -> str:
    """What the marks of a figure mean; `then`: something is proposed."""
    marks = {"now": True, "then": then, "other": other}
    # Where there are no limits to tell apart, the words say only now and proposed.
    names = {
        mark: said[f"legend_{mark}" if other else mark]
        for mark, there in marks.items()
        if there
    }
    items = [
        f'<li><span style="color: {COLOURS[mark]}" aria-hidden="true">{SIGNS[mark]}'
        f"</span> {escape(name)}</li>"
        for mark, name in names.items()
    ]
    if capacity:
        sign = '<span class="dashed" aria-hidden="true"></span>'
        items.append(f"<li>{sign} {escape(said['legend_capacity'])}</li>")
    if bounds:
        sign = '<span class="bar" aria-hidden="true"></span>'
        items.append(f"<li>{sign} {escape(said['legend_bounds'])}</li>")
    return f'<ul class="legend">{"".join(items)}</ul>'
