"""Which of its two codes a gabapentinoid carries changes nothing, in any trigger."""

import random
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from fixtures.text_tables import complete_rows
from schemas.admitted import admit_in_memory
from schemas.extracts import EXTRACTS
from schemas.prescriptions import Event
from triggers._catalogue import stems, trigger
from triggers._evaluation import evaluate

ON = date(2026, 11, 1)
PEOPLE = [f"person-{number:02}" for number in range(40)]
OLD_CODE = {"N02BF01": "N03AX12", "N02BF02": "N03AX16"}
CODES = [*OLD_CODE, *OLD_CODE.values()]
TRIGGERS = [
    one
    for stem in stems()
    if (one := trigger(stem, ON)) and "prescriptions" in one.extracts
]


def prescribed() -> pl.DataFrame:
    """Events of two substances under four codes, close together and far apart."""
    chance = random.Random(20261101)
    return complete_rows(
        EXTRACTS["prescriptions"],
        [
            {
                "client_id": who,
                "event": chance.choice([Event.DISPENSED, *Event]),
                "occurred_on": ON - timedelta(days=chance.randrange(400)),
                "prescription_id": f"{who}-{chance.randrange(4)}",
                "substance_code": chance.choice(CODES),
                "days_supply": chance.choice([28, 30, 90, 90, 180]),
                "permanent": chance.choice([True, None]),
                "prescriber_organisation": chance.choice(["a", "b", "c", "d"]),
                "pharmacy": chance.choice(["a", "b", "c", "d"]),
            }
            for who in PEOPLE
            for _ in range(chance.randrange(2, 24))
        ],
    )


def measured(one, rows):
    """The measures of one trigger, by person."""
    extracts = {
        "clients": complete_rows(
            EXTRACTS["clients"], [{"client_id": who} for who in PEOPLE]
        ).lazy(),
        "prescriptions": rows.lazy(),
    }
    admitted, _ = admit_in_memory(extracts, ON)
    return evaluate(admitted, [one], ON).measures.sort("client")


@pytest.mark.parametrize("one", TRIGGERS, ids=lambda one: one.stem)
def test_both_codes_of_a_gabapentinoid_are_one_substance(one):
    """The same events under the old codes alone give the same measures."""
    rows = prescribed()
    recoded = rows.with_columns(pl.col("substance_code").replace(OLD_CODE))
    assert_frame_equal(measured(one, rows), measured(one, recoded))


def test_a_trigger_that_told_them_apart_would_be_seen():
    """Without its parameter of same substances, many medicines tells them apart."""
    one = trigger("many_medicines", ON)
    apart = one.parameters.model_copy(update={"same_substance": {}})
    rows = prescribed()
    recoded = rows.with_columns(pl.col("substance_code").replace(OLD_CODE))
    found = measured(replace(one, parameters=apart), rows)
    assert not found.equals(measured(one, recoded))
