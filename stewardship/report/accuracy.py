"""Precision and sensitivity at each limit, and in the appendix net benefit."""

import polars as pl

from stewardship.net_benefit import EXCHANGE_RATES
from stewardship.report.figures import by_limit, svg
from stewardship.report.material import Material
from stewardship.report.parts import figure, legend, note, panel, section
from stewardship.report.said import UNKNOWN, Said
from stewardship.report.tables import table
from stewardship.report.teams import of_limit


def accuracy(of: Material, said: Said) -> str:
    """Precision and sensitivity: a panel each, points with intervals at each limit."""
    rows = of.by_limit.sort("limit").with_columns(mark=of_limit(of))
    panels = []
    for name in ("precision", "sensitivity"):
        told = rows.drop_nulls(name)
        if told.is_empty():
            continue
        drawn = told.select(
            "limit",
            "mark",
            value=name,
            low=f"{name}_low",
            high=f"{name}_high",
            **(
                {"if_none": "precision_if_none", "if_all": "precision_if_all"}
                if name == "precision"
                else {}
            ),
        )
        chart = by_limit(drawn, said["limit"], said[name], span=(0, 1), percent=True)
        says = said["accuracy_desc"].format(
            what=said[name],
            first=said.limit(told["limit"][0]),
            last=said.limit(told["limit"][-1]),
            at_first=said.percent(told[name][0]),
            at_last=said.percent(told[name][-1]),
        )
        key = f"accuracy-{name}"
        panels.append(
            panel(said[name], svg(chart, key, said[name], says, said.language))
        )
    parts = []
    if panels:
        marks = legend(said, of.then is not None, bounds=True)
        numbers = _numbers(rows, said)
        parts.append(
            figure(panels, said["accuracy_caption"], marks, said["data"], numbers)
        )
    else:
        parts.append(note(said.text("no_labels")))
    if rows["sensitivity"].is_null().all():
        parts.append(note(said.text("no_sensitivity")))
    return section("accuracy", said["accuracy"], *parts)


def benefit(of: Material, said: Said) -> str:
    """Net benefit per 1,000 at each limit: a panel for each exchange rate."""
    rows = of.by_limit.sort("limit").with_columns(mark=of_limit(of))
    if not rows["labelled"].sum():
        return section("benefit", said["benefit"], note(said.text("no_labels")))
    ends = [
        f"net_benefit_{rate}_people_{end}"
        for rate in EXCHANGE_RATES
        for end in ("low", "high")
    ]
    told = rows.select(
        pl.min_horizontal(pl.col(ends).min()),
        high=pl.max_horizontal(pl.col(ends).max()),
    ).row(0)
    room = 0.05 * (told[1] - told[0]) or 1
    span = (min(told[0] - room, 0.0), max(told[1] + room, 0.0))
    panels = []
    for rate in EXCHANGE_RATES:
        name = f"net_benefit_{rate}"
        drawn = rows.select(
            "limit",
            "mark",
            value=name,
            low=f"{name}_people_low",
            high=f"{name}_people_high",
        )
        heading = said["benefit_title"].format(rate=rate)
        says = said["accuracy_desc"].format(
            what=said["benefit_axis"],
            first=said.limit(rows["limit"][0]),
            last=said.limit(rows["limit"][-1]),
            at_first=said.number(rows[name][0], 1),
            at_last=said.number(rows[name][-1], 1),
        )
        chart = by_limit(drawn, said["limit"], said["benefit_axis"], span=span)
        key = f"benefit-{rate}"
        panels.append(panel(heading, svg(chart, key, heading, says, said.language)))
    heads = {"limit": said["limit"]} | {
        f"net_benefit_{rate}": said["benefit_title"].format(rate=rate)
        for rate in EXCHANGE_RATES
    }
    cells = [
        {"limit": said.limit(row["limit"])}
        | {
            f"net_benefit_{rate}": said.interval(
                _people_ends(row, f"net_benefit_{rate}"), "value", 1
            )
            for rate in EXCHANGE_RATES
        }
        for row in rows.iter_rows(named=True)
    ]
    made = table(cells, heads, "benefit-table", said["benefit"])
    marks = legend(said, of.then is not None)
    drawn_figure = figure(panels, said["benefit_caption"], marks, said["data"], made)
    return section("benefit", said["benefit"], drawn_figure)


def _people_ends(row: dict[str, float | None], name: str) -> dict[str, float | None]:
    """The value with the ends of its bootstrap of people."""
    return {
        "value": row[name],
        "value_low": row[f"{name}_people_low"],
        "value_high": row[f"{name}_people_high"],
    }


def _numbers(rows: pl.DataFrame, said: Said) -> str:
    heads = {
        "limit": said["limit"],
        "fired": said["fired"],
        "labelled": said["labelled"],
        "precision": said["precision"],
        "if_none": said["if_none"],
        "if_all": said["if_all"],
        "sensitivity": said["sensitivity"],
        "one_more": said["one_more"],
    }
    cells = [
        {
            "limit": said.limit(row["limit"]),
            "fired": said.number(row["fired"]),
            "labelled": said.number(row["labelled"]),
            "precision": said.interval(row, "precision", 2),
            "if_none": said.number(row["precision_if_none"], 2),
            "if_all": said.number(row["precision_if_all"], 2),
            "sensitivity": said.interval(row, "sensitivity", 2),
            "one_more": said.number(row.get("sensitivity_one_more"), 2),
        }
        for row in rows.iter_rows(named=True)
    ]
    for name in ("sensitivity", "one_more"):
        if all(cell[name] == UNKNOWN for cell in cells):
            del heads[name]
    over = {said["unlabelled"]: ("if_none", "if_all")}
    return table(cells, heads, "accuracy-table", said["accuracy"], over)
