"""What changes for each team, and its load at each limit."""

import polars as pl

from stewardship.report.figures import by_limit, svg
from stewardship.report.material import Change, Material
from stewardship.report.parts import caption, figure, legend, note, panel, section
from stewardship.report.said import UNKNOWN, Row, Said
from stewardship.report.tables import table

# Of fewer labels than these no precision is told (ours).
FEW = 10
LOADS = ("per_week_a", "per_week_b", "first_morning", "lost")


def what_changes(of: Material, said: Said) -> str:
    """The first section: a table, a row for each team."""
    if of.change is None:
        return section("teams", said["teams_now"], _now(of, said))
    rows = of.change.per_team
    met = pl.any_horizontal(pl.col(name).fill_null(0) > 0 for name in LOADS)
    there = rows.filter(met)
    parts = [
        _batch(there, said),
        _table(there, of, said),
        caption(said["teams_caption"]),
    ]
    if there.height < rows.height:
        parts.append(note(said.text("others_none", count=rows.height - there.height)))
    parts.append(note(said.text("all_together" if of.whole else "own_only")))
    if rows["per_week_a"].is_null().all():
        parts.append(note(said.text("needs_nights")))
    parts += [_changes(of.change, said), _paired(of.change, said)]
    return section("teams", said["teams"], *parts)


def loads(of: Material, said: Said) -> str:
    """New clients a week at each limit: a panel for each team, and their table."""
    if of.by_team is None:
        return section("loads", said["loads"], note(said.text("needs_nights")))
    hands = dict(of.capacity.iter_rows())
    panels: list[str] = []
    began = pl.col("began").sum().over("team") > 0
    rows = of.by_team.filter(began)
    for (team,), part in rows.group_by("team", maintain_order=True):
        capacity = hands.get(str(team))
        name = of.teams.get(str(team), str(team))
        part = part.sort("limit")
        drawn = part.select(
            "limit",
            value="per_week",
            low="per_week_low",
            high="per_week_high",
            mark=of_limit(of),
        )
        chart = by_limit(drawn, said["limit"], said["weekly"], capacity)
        ends = part["per_week"]
        says = said["load_desc"].format(
            first=said.limit(part["limit"][0]),
            last=said.limit(part["limit"][-1]),
            at_first=said.number(ends[0], 1),
            at_last=said.number(ends[-1], 1),
            capacity=said.limit(capacity),
        )
        key = f"load-{len(panels)}"
        hand = said["hands"].format(value=said.limit(capacity))
        head = f"{name} · {hand}"
        panels.append(panel(head, svg(chart, key, head, says, said.language)))
    without = of.by_team["team"].n_unique() - len(panels)
    parts = [
        figure(
            panels,
            said["loads_caption"],
            legend(said, of.then is not None, capacity=True),
            said["data"],
            _loads_table(rows, of, said),
        )
    ]
    if without:
        parts.append(note(said.text("others_none", count=without)))
    parts.append(note(said.text("own_only")))
    return section("loads", said["loads"], *parts)


def of_limit(of: Material) -> pl.Expr:
    """What the point of each limit stands for, of `palette.MARKS`."""
    limit = pl.col("limit")
    # A null limit is met by none.
    then = limit == pl.lit(of.then, pl.Float64)
    return (
        pl.when(limit == of.threshold.limit)
        .then(pl.lit("now"))
        .when(then)
        .then(pl.lit("then"))
        .otherwise(pl.lit("other"))
    )


def _now(of: Material, said: Said) -> str:
    if of.by_team is None:
        return note(said.text("needs_nights"))
    rows = of.by_team.filter(pl.col("limit") == of.threshold.limit).join(
        of.capacity, on="team", how="left", maintain_order="left"
    )
    cells = [
        {
            "team": of.teams.get(row["team"], row["team"]),
            "load": said.interval(row, "per_week", 1),
            "capacity": said.limit(row["capacity"]),
            "fits": _fits(row["per_week"], row["per_week_high"], row["capacity"], said),
        }
        for row in rows.filter(pl.col("fired") > 0).iter_rows(named=True)
    ]
    heads = {
        "team": said["team"],
        "load": said["new_per_week"],
        "capacity": said["capacity"],
        "fits": said["fits"],
    }
    made = table(cells, heads, "teams-table", said["teams_now"])
    return made + note(said.text("own_only"))


def _batch(rows: pl.DataFrame, said: Said) -> str:
    people, lost = rows.select("first_morning", "lost").sum().row(0)
    comes = (
        said.text(
            "batch",
            people=said.number(people),
            teams=rows.filter(pl.col("first_morning") > 0).height,
        )
        if people
        else said.text("no_batch")
    )
    leave = said.text("leave", people=said.number(lost)) if lost else ""
    return note(f"{comes} {leave}", "lead")


def _table(rows: pl.DataFrame, of: Material, said: Said) -> str:
    heads = {
        "team": said["team"],
        "now": said["now"],
        "then": said["then"],
        "capacity": said["capacity"],
        "fits": said["fits"],
        "first": said["first_morning"],
        "already": said["already"],
        "lost": said["lost"],
        "precision": said["precision_gained"],
        "gone": said["precision_lost"],
    }
    cells = [
        {
            "team": of.teams.get(row["team"], row["team"]),
            "now": said.interval(row, "per_week_a", 1),
            "then": said.interval(row, "per_week_b", 1),
            "capacity": said.limit(row["capacity_per_week"]),
            "fits": _fits(
                row["per_week_b"],
                row["per_week_b_high"],
                row["capacity_per_week"],
                said,
            ),
            "first": said.interval(row, "first_morning"),
            "already": said.number(row.get("already_supported")),
            "lost": said.number(row["lost"]),
            "precision": _precision(row, "labelled", "precision", said),
            "gone": _precision(row, "lost_labelled", "lost_precision", said),
        }
        for row in rows.iter_rows(named=True)
    ]
    # What this kind of change cannot tell of any team has no column.
    for name in ("already", "gone", "precision"):
        if all(cell[name] == UNKNOWN for cell in cells):
            del heads[name]
    over = {said["new_per_week"]: ("now", "then")}
    return table(cells, heads, "teams-table", said["teams"], over)


def _precision(row: Row, labelled: str, name: str, said: Said) -> str:
    count = row.get(labelled)
    if not count:
        return UNKNOWN
    if count < FEW:
        return said["too_few"]
    return said["of"].format(value=said.interval(row, name, 2), count=count)


def _fits(
    load: float | None, high: float | None, capacity: float | None, said: Said
) -> str:
    if load is None or capacity is None:
        return UNKNOWN
    if load > capacity:
        return said["over"]
    return said["may_not" if high is not None and high > capacity else "yes"]


def _changes(change: Change, said: Said) -> str:
    if not change.changes:
        return ""
    heads = {"what": said["what"], "now": said["now"], "then": said["then"]}
    cells = [
        {"what": _item(what, said), "now": now, "then": then}
        for what, now, then in change.changes
    ]
    made = table(cells, heads, "changes-table", said["changed"], prose=True)
    return f"<h3>{said['changed']}</h3>{made}"


def _item(name: str, said: Said) -> str:
    """What of a decision: `fires when`, or `parameter window_days` by its name."""
    kind, _, parameter = name.partition(" ")
    return f"{said[kind]}: {parameter}" if kind == "parameter" else said[name]


def _paired(change: Change, said: Said) -> str:
    heads = {
        "as_of": said["night"],
        "both": said["both"],
        "gained": said["gained"],
        "lost": said["lost_clients"],
        "neither": said["neither"],
    }
    cells = [
        {name: said.number(row[name]) for name in heads if name != "as_of"}
        | {"as_of": said.day(row["as_of"])}
        for row in change.nights.iter_rows(named=True)
    ]
    made = table(cells, heads, "paired-table", said["paired"])
    return f"<h3>{said['paired']}</h3>{made}{caption(said['paired_caption'])}"


def _loads_table(rows: pl.DataFrame, of: Material, said: Said) -> str:
    limits = sorted(rows["limit"].unique())
    heads = {"team": said["team"]} | {str(limit): said.limit(limit) for limit in limits}
    cells = [
        {"team": of.teams.get(str(team), str(team))}
        | {
            str(row["limit"]): said.interval(row, "per_week", 1)
            for row in part.iter_rows(named=True)
        }
        for (team,), part in rows.group_by("team", maintain_order=True)
    ]
    over = {said["limit"]: [str(limit) for limit in limits]}
    return table(cells, heads, "loads-table", said["loads"], over)
