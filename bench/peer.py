"""Triggers as tuned DuckDB SQL over the same buckets.

DuckDB reads the columns that it needs from the same Parquet files, with a thread for
each core, and writes measures and outcomes of every person and the evidence of the
fired. Left out, in its favour: the registers of the evidence, the reasons of the not
assessable, and reading what was decided (`bench.decided` has written that before).
"""

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SQL = Path(__file__).parent / "sql"
TRIGGERS = (
    "contacts_outside_plan",
    "crisis_or_violence",
    "frequent_visits",
    "hard_life_situation",
    "many_medicines",
    "missed_appointments",
    "missing_contact_person",
    "persistent_depression",
    "repeated_renewals",
    "scattered_contacts",
    "segment_mismatch",
    "several_diagnoses",
    "uncontrolled_blood_pressure",
    "uncontrolled_diabetes",
)
# Tables that a trigger's measures, and perhaps its evidence, stand on.
FIRST = {
    "crisis_or_violence": ("recorded_situations",),
    "frequent_visits": ("emergency_visits",),
    "many_medicines": ("regular_medicines",),
    "missed_appointments": ("missed_days",),
    "repeated_renewals": ("renewal_events", "met_doctors"),
    "segment_mismatch": ("segment_visits",),
    "several_diagnoses": ("long_term_groups",),
}
EVIDENCE = {trigger: f"{trigger}_evidence" for trigger in TRIGGERS}


def evaluate(decided: Path, out: Path) -> None:
    """Evaluate all buckets with the values that `decided` holds.

    The folder `out` gets `outcomes.parquet` (`client`, one column `TRIGGER__MEASURE`
    for each measure and one column TRIGGER with the outcome for each trigger, in the
    order of `client`) and `fired.parquet` (`client`, `trigger`, the keys of its
    `evidence` and the newest day among it, `newest_on`).
    """
    import duckdb

    out.mkdir(exist_ok=True)
    values = json.loads(decided.read_text())
    with duckdb.connect() as connection:
        for trigger in TRIGGERS:
            for name in (*FIRST.get(trigger, ()), trigger):
                _create(connection, name, _text(name), values[name])
        _create(connection, "outcomes", *_outcomes(**values["outcomes"]))
        for name in EVIDENCE.values():
            _create(connection, name, _text(name), values[name])
        all_evidence = " UNION ALL ".join(
            f"SELECT * FROM {name}" for name in EVIDENCE.values()
        )
        for name, rows in (
            ("outcomes", "outcomes"),
            ("fired", f"({all_evidence} ORDER BY client, trigger)"),
        ):
            connection.execute(f"COPY {rows} TO '{out / name}.parquet'")


def _text(name: str) -> str:
    return (SQL / f"{name}.sql").read_text()


def _outcomes(
    clients: list[str], without_rows: dict[str, dict[str, Any]]
) -> tuple[str, dict[str, Any]]:
    """The query of every person of the population, from the tables of the triggers.

    A trigger's table has `client`, its measures and its `outcome` for the people of
    whom there is something to tell; `without_rows` says what holds for the others.
    """
    columns = ["client"]
    for trigger, absent in without_rows.items():
        for name, value in (
            *absent["measures"].items(),
            ("outcome", absent["outcome"]),
        ):
            column = trigger if name == "outcome" else f"{trigger}__{name}"
            found = f"{trigger}.{name}"
            if value is not None:
                otherwise = f"'{value}'" if name == "outcome" else f"{value:g}"
                found = f"coalesce({found}, {otherwise})"
            columns.append(f"{found} AS {column}")
    joins = " ".join(f"LEFT JOIN {name} USING (client)" for name in without_rows)
    query = (
        f"SELECT {', '.join(columns)} FROM read_parquet($clients) AS people {joins} "
        "WHERE people.excluded IS NULL ORDER BY client"
    )
    return query, {"clients": clients}


def _create(
    connection: "DuckDBPyConnection", table: str, query: str, values: dict[str, Any]
) -> None:
    given = {name: _value(name, found) for name, found in values.items()}
    connection.execute(f"CREATE TEMP TABLE {table} AS {query}", given)


def _value(name: str, found: Any) -> Any:
    is_day = name == "as_of" or name.endswith("_from")
    return date.fromisoformat(found) if is_day and isinstance(found, str) else found


if __name__ == "__main__":
    evaluate(Path(sys.argv[1]), Path(sys.argv[2]))
