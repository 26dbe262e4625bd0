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
    "many_medicines",
    "missed_appointments",
    "scattered_contacts",
    "uncontrolled_blood_pressure",
    "uncontrolled_diabetes",
)
# Each table stands on the ones before it.
TABLES = ("regular_medicines", TRIGGERS[0], "missed_days", *TRIGGERS[1:], "outcomes")
EVIDENCE = tuple(f"{trigger}_evidence" for trigger in TRIGGERS)


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
        for name in (*TABLES, *EVIDENCE):
            _create(connection, name, values[name])
        all_evidence = " UNION ALL ".join(f"SELECT * FROM {name}" for name in EVIDENCE)
        for name, rows in (
            ("outcomes", "outcomes"),
            ("fired", f"({all_evidence} ORDER BY client, trigger)"),
        ):
            connection.execute(f"COPY {rows} TO '{out / name}.parquet'")


def _create(
    connection: "DuckDBPyConnection", table: str, values: dict[str, Any]
) -> None:
    query = (SQL / f"{table}.sql").read_text()
    given = {name: _value(name, found) for name, found in values.items()}
    connection.execute(f"CREATE TEMP TABLE {table} AS {query}", given)


def _value(name: str, found: Any) -> Any:
    is_day = name == "as_of" or name.endswith("_from")
    return date.fromisoformat(found) if is_day and isinstance(found, str) else found


if __name__ == "__main__":
    evaluate(Path(sys.argv[1]), Path(sys.argv[2]))
