"""The five triggers as tuned DuckDB SQL over the same buckets.

DuckDB reads the columns that it needs from the same Parquet files, with a thread for
each core, and writes measures and outcomes of every person. Left out, in its favour:
the evidence of the fired, the reasons of the not assessable, and reading what was
decided (`bench.decided` has written that down before).
"""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

SQL = Path(__file__).parent / "sql"
TRIGGERS = (
    "many_medicines",
    "missed_appointments",
    "scattered_contacts",
    "uncontrolled_blood_pressure",
    "uncontrolled_diabetes",
)


def evaluate(decided: Path, out: Path) -> None:
    """Evaluate all buckets with the values that `decided` holds, and write `out`.

    `out` gets `client`, one column `TRIGGER__MEASURE` for each measure and one column
    TRIGGER with the outcome for each trigger, in the order of `client`.
    """
    import duckdb

    values = json.loads(decided.read_text())
    with duckdb.connect() as connection:
        for name in (*TRIGGERS, "outcomes"):
            query = (SQL / f"{name}.sql").read_text()
            given = {key: _value(key, found) for key, found in values[name].items()}
            connection.execute(f"CREATE TEMP TABLE {name} AS {query}", given)
        connection.execute(f"COPY outcomes TO '{out}' (FORMAT parquet)")


def _value(name: str, found: Any) -> Any:
    is_day = name == "as_of" or name.endswith("_from")
    return date.fromisoformat(found) if is_day and isinstance(found, str) else found


if __name__ == "__main__":
    evaluate(Path(sys.argv[1]), Path(sys.argv[2]))
