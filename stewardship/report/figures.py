"""The report's figures: points with intervals, as SVG that stands in the page."""

import re
from html import escape
from typing import Any

import altair as alt
import polars as pl
import vl_convert

from stewardship.report.palette import COLOURS, INK, LINE, MARKS, PALE, SHAPES

WIDTH, HEIGHT, ROW = 240, 150, 26
# How many times above all intervals a line may lie and still be drawn.
WITHIN = 1.5
# Languages as d3 knows them, for the numbers on an axis.
LOCALES: dict[str, Any] = {"fi": "fi-FI", "sv": "sv-SE", "en": "en-GB"}
# A reader's font may be wider than the one by which labels were measured.
PADDING: Any = {"left": 24, "right": 10, "top": 5, "bottom": 5}
Chart = alt.LayerChart | alt.FacetChart
FONT = "system-ui, 'Segoe UI', 'Noto Sans', sans-serif"


def by_limit(
    rows: pl.DataFrame,
    limit: str,
    value: str,
    line: float | None = None,
    span: tuple[float, float] | None = None,
    percent: bool = False,
) -> Chart:
    """A point with its interval at each limit, and nothing between the limits.

    `rows`: `limit`, `value`, `low`, `high`, `mark` (of `MARKS`), and if the unknown
    have their room `if_none`, `if_all`: a bar from the one to the other. `limit`,
    `value`: what the axes say. `line`: a level, drawn where it is not far above.
    `span`: of the value axis, where panels share one.
    """
    highest = rows.select(pl.max_horizontal(pl.col("value", "high").max())).item() or 0
    near = line is not None and line <= WITHIN * max(highest, 1)
    domain = span or (0, max([highest] + [line] * near) or 1)
    scale = alt.Scale(domain=list(domain), nice=span is None)
    axis = alt.Axis(format=".0%" if percent else "~f", tickCount=5)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", title=value, scale=scale, axis=axis)

    x = alt.X("limit:O", title=limit, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    base = alt.Chart(rows).encode(x=x)
    layers = []
    if "if_none" in rows.columns:
        bar = base.mark_bar(color=PALE, size=14)
        layers.append(bar.encode(y=y("if_none"), y2="if_all"))
    if near:
        level = alt.Chart(pl.DataFrame({"line": [float(line or 0)]}))
        layers.append(level.mark_rule(color=INK, strokeDash=[5, 3]).encode(y=y("line")))
    if domain[0] < 0:
        zero = alt.Chart(pl.DataFrame({"zero": [0.0]}))
        layers.append(zero.mark_rule(color=INK).encode(y=y("zero")))
    layers.append(
        base.mark_rule(strokeWidth=1.5).encode(y=y("low"), y2="high", color=_colour())
    )
    layers.append(_points(base).encode(y=y("value")))
    return alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)


def by_name(rows: pl.DataFrame, value: str, both: bool) -> Chart:
    """A row for each name in their order, with a point now and one as proposed.

    `rows`: `name`, `mark`, `value` (a share; null: not drawn), and where there is an
    interval `low`, `high`. `value`: what the axis says. `both`: there are two points.
    """
    names = rows["name"].unique(maintain_order=True).to_list()
    y = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=230))
    base = alt.Chart(rows).encode(y=y)
    if both:
        base = base.encode(yOffset=alt.YOffset("mark:N", sort=list(MARKS[:2])))

    def x(field: str) -> alt.X:
        axis = alt.Axis(format="~%", tickCount=4)
        return alt.X(f"{field}:Q", title=value, axis=axis, scale=alt.Scale(zero=True))

    layers = []
    if "low" in rows.columns:
        layers.append(
            base.mark_rule(strokeWidth=1.5).encode(
                x=x("low"), x2="high", color=_colour()
            )
        )
    layers.append(_points(base).encode(x=x("value")))
    height = ROW * (1 + both / 3) * max(len(names), 1)
    return alt.layer(*layers).properties(width=WIDTH, height=height)


def svg(chart: Chart, key: str, title: str, says: str, language: str) -> str:
    """The chart as SVG with a title and a description; `key`: unlike all others.

    Nothing in it is fetched, neither now nor when it is looked at.
    """
    told: dict[str, Any] = chart.configure(
        font=FONT,
        aria=False,
        padding=PADDING,
        axis=_axis(),
        view=alt.ViewConfig(stroke=LINE),
    ).to_dict()
    drawn = vl_convert.vegalite_to_svg(
        told, format_locale=LOCALES[language], allowed_base_urls=[]
    )
    # Ids are of the whole page; roles inside one image say nothing to anybody.
    drawn = re.sub(r'\bid="|url\(#|href="#', lambda at: f"{at[0]}{key}-", drawn)
    drawn = re.sub(r' (role|aria-[a-z]+)="[^"]*"', "", drawn)
    drawn = re.sub(r' xmlns(:xlink)?="[^"]*"', "", drawn)
    if language != "en":
        drawn = re.sub(r"(\d)%</text>", "\\1\u00a0%</text>", drawn)
    head = (
        f'<svg role="img" aria-labelledby="{key}-title" aria-describedby="{key}-says"'
    )
    named = (
        f'<title id="{key}-title">{escape(title)}</title>'
        f'<desc id="{key}-says">{escape(says)}</desc>'
    )
    return re.sub(r"<svg([^>]*)>", rf"{head}\1>{named}", drawn, count=1)


def _points(base: alt.Chart) -> alt.Chart:
    shapes = alt.Scale(domain=list(MARKS), range=[SHAPES[one] for one in MARKS])
    return base.mark_point(filled=True, size=45, opacity=1).encode(
        color=_colour(), shape=alt.Shape("mark:N", scale=shapes, legend=None)
    )


def _colour() -> alt.Color:
    colours = alt.Scale(domain=list(MARKS), range=[COLOURS[one] for one in MARKS])
    return alt.Color("mark:N", scale=colours, legend=None)


def _axis() -> alt.AxisConfig:
    return alt.AxisConfig(
        labelColor=INK,
        titleColor=INK,
        labelFontSize=11,
        titleFontSize=11,
        titleFontWeight="normal",
        gridColor=PALE,
        domainColor=LINE,
        tickColor=LINE,
    )
