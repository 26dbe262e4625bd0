"""Cases whose answers somebody else produced.

Each file begins with its source, licence and commit, with what is *theirs* (the answer)
and what is *ours* (how the case is put to our functions). A foreign answer is never
edited. Where ours differs, the test holds both side by side and says why.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from fixtures.text_tables import complete_rows, text_table
from schemas.admitted import Frames, admit_in_memory
from schemas.drug_use import SupplyRule, use_of_substances
from schemas.extracts import EXTRACTS
from triggers._catalogue import Trigger, trigger
from triggers._decisions import Condition
from triggers._evaluation import evaluate

# A dispensing: its day, how long it lasts (null: found by our ladder), and its DDDs.
Dispensing = tuple[date, int | None, float | None]


def drawn(tables: Mapping[str, str]) -> Frames:
    """The extracts that `tables` draw; everybody who occurs in them is a client."""
    extracts = {name: text_table(EXTRACTS[name], text) for name, text in tables.items()}
    known = extracts.get("clients", complete_rows(EXTRACTS["clients"], []))
    occurring = {who for rows in extracts.values() for who in rows["client_id"]}
    others = sorted(occurring - set(known["client_id"]))
    added = complete_rows(EXTRACTS["clients"], [{"client_id": who} for who in others])
    extracts["clients"] = pl.concat([known, added])
    return {name: rows.lazy() for name, rows in extracts.items()}


def decided_otherwise(
    one: Trigger, fires_when: Mapping[str, Any] | None, parameters: Mapping[str, Any]
) -> Trigger:
    """A trigger with limits or parameters of somebody else's case."""
    decision = one.decision
    if fires_when is not None:
        limits = Condition.model_validate(fires_when)
        decision = decision.model_copy(update={"fires_when": limits})
    return replace(
        one,
        decision=decision,
        parameters=one.parameters.model_copy(update=dict(parameters)),
    )


@pytest.fixture(scope="session")
def asked() -> Callable[..., dict[str, dict[str, Any]]]:
    """`asked(stem, on=..., fires_when=..., parameters=..., EXTRACT=table, ...)`.

    What the trigger says of each drawn client of the population: its `outcome` and its
    measures, with the limits and parameters of the case in place of the decided ones.
    """

    def ask(
        stem: str,
        *,
        on: str,
        fires_when: Mapping[str, Any] | None = None,
        parameters: Mapping[str, Any] | None = None,
        **tables: str,
    ) -> dict[str, dict[str, Any]]:
        day = date.fromisoformat(on)
        frames, numbers = admit_in_memory(drawn(tables), day)
        one = trigger(stem, day)
        assert one is not None
        one = decided_otherwise(one, fires_when, parameters or {})
        said = evaluate(frames, [one], day)
        names = dict(numbers.select("client", "client_id").iter_rows())
        outcomes = dict(said.outcomes.select("client", stem).iter_rows())
        return {
            names[row["client"]]: {
                "outcome": outcomes[row.pop("client")],
                **{
                    measure.removeprefix(f"{stem}__"): value
                    for measure, value in row.items()
                },
            }
            for row in said.measures.to_dicts()
        }

    return ask


@pytest.fixture(scope="session")
def admitted() -> Callable[..., tuple[Frames, pl.DataFrame]]:
    """`admitted(on, EXTRACT=table, ...)`: the admitted form and the numbers."""

    def admit(on: str, **tables: str) -> tuple[Frames, pl.DataFrame]:
        return admit_in_memory(drawn(tables), date.fromisoformat(on))

    return admit


@pytest.fixture(scope="session")
def people() -> Callable[[str, str], dict[str, dict[str, Any]]]:
    """`people(on, clients)`: each one's `age` and why left out, `excluded`, or null."""

    def sort(on: str, clients: str) -> dict[str, dict[str, Any]]:
        frames, numbers = admit_in_memory(
            drawn({"clients": clients}), date.fromisoformat(on)
        )
        found = frames["clients"].collect().join(numbers, on="client")
        return {
            row.pop("client_id"): row
            for row in found.select("client_id", "age", "excluded").to_dicts()
        }

    return sort


@pytest.fixture(scope="session")
def periods() -> Callable[..., list[tuple[date, date]]]:
    """`periods(dispensings, until, rule)`: when each night would have said in use.

    Each period is its first day and the day after its last. Every day up to `until`
    is a night of its own that knows what was dispensed by then and nothing more.
    """

    def follow(
        dispensings: Iterable[Dispensing], until: date, rule: SupplyRule
    ) -> list[tuple[date, date]]:
        given = list(dispensings)
        opens = min(day for day, _, _ in given)
        nights = [opens + timedelta(days=n) for n in range((until - opens).days + 1)]
        # The rule looks at differences of days alone: each night becomes a client whose
        # dispensings are moved so far that the night falls on `until`.
        rows = [
            {
                "client_id": night.isoformat(),
                "occurred_on": day + (until - night),
                "days_supply": supply,
                "ddd": ddd,
            }
            for night in nights
            for day, supply, ddd in given
            if day <= night
        ]
        clients = [{"client_id": night.isoformat()} for night in nights]
        extracts = {
            "clients": complete_rows(EXTRACTS["clients"], clients).lazy(),
            "prescriptions": complete_rows(EXTRACTS["prescriptions"], rows).lazy(),
        }
        frames, numbers = admit_in_memory(extracts, until)
        use = use_of_substances(
            frames["prescriptions"].with_columns(substance=pl.lit(1, pl.UInt32)),
            until,
            len(nights),
            rule,
        ).filter("in_use")
        in_use = set(use.collect().join(numbers, on="client")["client_id"])
        return stretches([night for night in nights if night.isoformat() in in_use])

    return follow


def stretches(days: list[date]) -> list[tuple[date, date]]:
    """Days that follow each other, as their first day and the day after the last."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and found[-1][1] == day:
            found[-1] = (found[-1][0], day + timedelta(days=1))
        else:
            found.append((day, day + timedelta(days=1)))
    return found
