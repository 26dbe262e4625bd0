"""Counting medicines: what makes two prescriptions two, and which count at all.

Source: the test cases of CMS156 and CMS506 in cqframework/ecqm-content-qicore-2024 at
9ebd48ff. Licence: the repository is CC0-1.0, the text of the measures belongs to their
stewards and is for non-commercial use; the shapes of cases are used, with codes and
words of our own.
Theirs: whether a case counts.
Ours: their order is our dispensing, and a case counts when `many_medicines` counts the
substance. Medicines marked as permanent would always count, so none is. A documented
difference: their duration must be over 90 days, our rule says at least 90.
"""

import json

import polars as pl
import pytest

from extracts.fhir import import_fhir

ON = "2026-11-01"
ATC = "http://www.whocc.no/atc"


@pytest.fixture
def counted(asked):
    """`counted(rows, on)`: how many medicines anna has, by rows of dispensings."""

    def count(rows, on=ON):
        said = asked(
            "many_medicines",
            on=on,
            prescriptions="| occurred_on | substance_code | days_supply | permanent\n"
            + "".join(f"anna | {row} | no\n" for row in rows),
        )
        return said["anna"]["medicines"]

    return count


def test_on_two_days_it_counts_and_twice_on_one_day_it_does_not(counted):
    """Ours asks for days that lie far enough apart."""
    two_days = ["2026-08-20 | A10BA02 | 30", "2026-10-20 | A10BA02 | 30"]
    one_day = ["2026-10-20 | A10BA02 | 30", "2026-10-20 | A10BA02 | 30"]
    assert counted(two_days) == 1
    assert counted(one_day) == 0


@pytest.mark.parametrize(
    ("supply", "theirs", "ours"), [(89, 0, 0), (90, 0, 1), (91, 1, 1)]
)
def test_ours_beside_theirs_at_90_days(counted, supply, theirs, ours):
    """Over 90 days is 91; at least 90 days, as our decision says, is 90."""
    # Its supply ends with the as-of day, so that it covers so many days.
    first = pl.date(2026, 11, 2) - pl.duration(days=supply)
    day = pl.select(first).item()
    assert counted([f"{day} | A10BA02 | {supply}"]) == ours
    assert theirs == (supply > 90)


def test_two_of_one_substance_are_one_medicine(counted):
    """Two orders with the same code are not distinct; another code is another."""
    same = [f"{day} | A10BA02 | 90" for day in ("2026-07-01", "2026-10-01")]
    other = [f"{day} | C09AA05 | 90" for day in ("2026-07-01", "2026-10-01")]
    assert counted(same) == 1
    assert counted(same + other) == 2


def test_an_order_after_the_period_is_not_counted(counted):
    """The as-of day is the last day; the same rows count a day later."""
    rows = ["2026-08-01 | A10BA02 | 30", "2026-11-02 | A10BA02 | 30"]
    assert counted(rows) == 0
    assert counted(rows, on="2026-11-02") == 1


@pytest.mark.parametrize(
    ("about", "brought"),
    [
        ({"status": "active", "intent": "order"}, 1),
        ({"status": "entered-in-error", "intent": "order"}, 0),
        ({"status": "active", "intent": "plan"}, 0),
    ],
)
def test_an_error_and_a_plan_are_no_prescriptions(tmp_path, about, brought):
    """They end at the entrance: no row comes of them."""
    source = tmp_path / "source"
    source.mkdir()
    resources = [
        {"resourceType": "Patient", "id": "p1", "birthDate": "1960-05-17"},
        {
            "resourceType": "Encounter",
            "id": "e1",
            "status": "finished",
            "subject": {"reference": "Patient/p1"},
            "period": {"start": "2026-10-01T10:00:00+03:00"},
        },
        {
            "resourceType": "MedicationRequest",
            "id": "m1",
            **about,
            "subject": {"reference": "Patient/p1"},
            "authoredOn": "2026-10-01",
            "medicationCodeableConcept": {
                "coding": [{"system": ATC, "code": "A10BA02"}]
            },
        },
    ]
    for number, resource in enumerate(resources):
        (source / f"{number}.json").write_text(json.dumps(resource), encoding="utf-8")
    report = import_fhir(source, tmp_path / "landing")
    assert report.extracts.get("prescriptions", 0) == brought


@pytest.mark.parametrize(
    ("born_on", "within"), [("2008-11-01", True), ("2008-11-02", False)]
)
def test_a_birthday_counts_from_its_day_on(people, born_on, within):
    """Of age on the as-of day is in, a day later is not."""
    left_out = people(ON, f"| born_on\nanna | {born_on}")["anna"]["excluded"]
    assert left_out == (None if within else "minor")
