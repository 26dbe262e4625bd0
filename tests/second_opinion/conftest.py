"""What the engine says of generated rows, as plain dictionaries."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from fixtures.text_tables import complete_rows
from schemas.admitted import admit_in_memory
from schemas.extracts import ADMITTED
from triggers._catalogue import trigger
from triggers._evaluation import evaluate

Rows = dict[str, list[dict[str, Any]]]
Said = dict[str, tuple[str, dict[str, float | None]]]

settings.register_profile(
    "second_opinion",
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    # Explaining a failure takes minutes; the smallest example says enough.
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def says(stem: str, rows: Rows, as_of: date) -> Said:
    """Client to outcome and measures, from whole rows of each drawn extract."""
    extracts = {
        name: complete_rows(ADMITTED[name], drawn).lazy()
        for name, drawn in rows.items()
    }
    admitted, numbers = admit_in_memory(extracts, as_of)
    one = trigger(stem, as_of)
    assert one is not None
    # Reading every column spares each example the search for those that are read.
    columns = {
        name: set(admitted[name].collect_schema()) for name in {*one.frames, "clients"}
    }
    said = evaluate(admitted, [one], as_of, columns=columns)
    names = dict(numbers.select("client", "client_id").iter_rows())
    outcomes = dict(said.outcomes.select("client", stem).iter_rows())
    return {
        names[row.pop("client")]: (
            outcome,
            {name.removeprefix(f"{stem}__"): value for name, value in row.items()},
        )
        for row, outcome in zip(
            said.measures.to_dicts(), outcomes.values(), strict=True
        )
    }


@pytest.fixture(scope="session")
def engine() -> Callable[[str, Rows, date], Said]:
    """`engine(stem, rows, as_of)`: what the trigger says of each client."""
    return says
