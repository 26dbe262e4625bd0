"""Whom a change concerns: other triggers' people, groups, and invented persons."""

import polars as pl

from schemas.outcome import Outcome
from stewardship.intervals import share
from stewardship.report.figures import by_name, svg
from stewardship.report.material import Material
from stewardship.report.parts import figure, legend, note, panel, section
from stewardship.report.said import SMALL, UNKNOWN, Said
from stewardship.report.tables import table

# As many other triggers as a figure names; the table has all.
MOST_OTHERS = 12


def overlap(of: Material, said: Said) -> str:
    """With which other triggers this one shares its people, now and as proposed."""
    proposed = of.change is not None
    which = ("a", "b") if proposed else ("a",)
    rows = of.overlap.with_columns(
        name=pl.col("other")
        .replace_strict(dict(of.triggers), default=pl.col("other"))
        .fill_null(said["only_this"])
    ).filter(pl.max_horizontal(*(f"both_{one}" for one in which)) > 0)
    if rows.is_empty():
        return section("overlap", said["overlap"], note(said.text("nobody_fires")))
    told = "overlap_caption" if proposed else "overlap_now"
    # The first row is those of this trigger alone.
    drawn = _points(rows.head(MOST_OTHERS + 1), "both", "share", which)
    most = rows.filter(pl.col("other").is_not_null()).head(1)
    says = (
        said["overlap_desc"].format(
            other=most["name"][0], share=said.percent(most["share_a"][0])
        )
        if most.height and not _small(most["both_a"][0])
        else said["overlap"]
    )
    heading = said["of_own"]
    chart = by_name(drawn, heading, proposed)
    picture = svg(chart, "overlap-figure", said["overlap"], says, said.language)
    heads = {"name": said["other"]} | _heads(said, which)
    cells = [
        {"name": row["name"]}
        | {f"count_{one}": said.count(row[f"both_{one}"]) for one in which}
        | {
            f"share_{one}": _percent(row[f"both_{one}"], row[f"share_{one}"], said)
            for one in which
        }
        for row in rows.iter_rows(named=True)
    ]
    made = table(cells, heads, "overlap-table", said["overlap"], _over(said, which))
    marks = legend(said, proposed, other=False)
    panels = [panel(heading, picture, wide=True)]
    return section(
        "overlap",
        said["overlap"],
        figure(panels, said[told], marks, said["data"], made),
    )


def groups(of: Material, said: Said) -> str:
    """Which share of each group fires, now and as proposed; few are not counted out."""
    which = ("a", "b") if of.change is not None else ("a",)
    rows = of.groups.with_columns(
        *(
            expression
            for one in which
            for expression in share(
                f"share_{one}", pl.col(f"fired_{one}"), pl.col("people")
            )
        ),
        name=_value_names(said),
    )
    panels, tables = [], []
    for (group,), part in rows.group_by("group", maintain_order=True):
        heading, key = said[str(group)], f"groups-{group}"
        drawn = _points(part, "fired", "share", which, ends=True)
        says = said["groups_desc"].format(group=heading.lower(), count=part.height)
        chart = by_name(drawn, said["of_people"], len(which) > 1)
        panels.append(panel(heading, svg(chart, key, heading, says, said.language)))
        heads = {"name": heading, "people": said["people"]} | _heads(said, which)
        cells = [
            {"name": row["name"], "people": said.count(row["people"])}
            | {f"count_{one}": said.count(row[f"fired_{one}"]) for one in which}
            | {
                f"share_{one}": UNKNOWN
                if _small(row[f"fired_{one}"]) or _small(row["people"])
                else _interval(row, f"share_{one}", said)
                for one in which
            }
            for row in part.iter_rows(named=True)
        ]
        tables.append(table(cells, heads, f"{key}-table", heading, _over(said, which)))
    marks = legend(said, len(which) > 1, other=False)
    return section(
        "groups",
        said["groups"],
        figure(panels, said["groups_caption"], marks, said["data"], "".join(tables)),
    )


def personas(of: Material, said: Said) -> str:
    """The invented people who come out otherwise by the proposed decision."""
    if of.change is None:
        return section("personas", said["personas"], note(said.text("no_change")))
    rows = of.change.personas
    if rows.is_empty():
        return section("personas", said["personas"], note(said.text("no_flips")))
    outcomes = {one.value: said[f"{one.value}_outcome"] for one in Outcome}
    heads = {
        "persona": said["persona"],
        "on": said["on"],
        "before": said["now"],
        "after": said["then"],
    }
    cells = [
        {
            "persona": row["persona"],
            "on": said.day(row["on"]),
            "before": outcomes.get(row["before"], UNKNOWN),
            "after": outcomes.get(row["after"], UNKNOWN),
        }
        for row in rows.iter_rows(named=True)
    ]
    made = table(cells, heads, "personas-table", said["personas"])
    return section("personas", said["personas"], note(said.text("flips")), made)


def _points(
    rows: pl.DataFrame,
    count: str,
    value: str,
    which: tuple[str, ...],
    ends: bool = False,
) -> pl.DataFrame:
    """`name`, `mark`, `value`, and with `ends` `low`, `high`; few people: null."""
    frames = []
    for one, mark in zip(which, ("now", "then"), strict=False):
        counted = pl.col(f"{count}_{one}")
        told = (counted == 0) | (counted >= SMALL)
        if ends:
            told &= pl.col("people") >= SMALL
        columns = {"value": ""} | ({"low": "_low", "high": "_high"} if ends else {})
        frames.append(
            rows.select(
                "name",
                mark=pl.lit(mark),
                **{
                    name: pl.when(told).then(pl.col(f"{value}_{one}{end}"))
                    for name, end in columns.items()
                },
            )
        )
    points = pl.concat(frames)
    # Of whom nothing may be drawn has no row.
    return points.filter(pl.col("value").is_not_null().any().over("name"))


def _value_names(said: Said) -> pl.Expr:
    names = {one: said[one] for one in ("female", "male", "fi", "sv")}
    names |= {"other": said["other_value"], "-": said["unknown"]}
    # Bands of age are written with a dash.
    return pl.col("value").replace(names).str.replace("-", "–", literal=True)


def _small(count: int) -> bool:
    return 0 < count < SMALL


def _percent(count: int, value: float, said: Said) -> str:
    return UNKNOWN if _small(count) else said.percent(value)


def _interval(row: dict[str, float], name: str, said: Said) -> str:
    if row[name] is None:
        return UNKNOWN
    low, high = (said.number(100 * row[f"{name}_{end}"], 1) for end in ("low", "high"))
    return f"{said.number(100 * row[name], 1)} ({low}–{high}) %"


def _heads(said: Said, which: tuple[str, ...]) -> dict[str, str]:
    if len(which) == 1:
        return {"count_a": said["fired"], "share_a": said["share"]}
    return {
        f"{column}_{one}": said[when]
        for column in ("count", "share")
        for one, when in zip(which, ("now", "then"), strict=True)
    }


def _over(said: Said, which: tuple[str, ...]) -> dict[str, list[str]] | None:
    if len(which) == 1:
        return None
    return {
        said["fired"]: [f"count_{one}" for one in which],
        said["share"]: [f"share_{one}" for one in which],
    }
