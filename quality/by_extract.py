"""What is expected of the rows of each extract alone, with its reasons."""

from collections.abc import Callable, Iterator

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.row_conditions import Column as Where

from quality.expectation import (
    ASK_SENDER,
    CRITICAL,
    INFO,
    MAP_CODES,
    WARNING,
    expect,
)
from schemas.contacts import ServiceFamily, Status, StatusRung
from schemas.measurements import MMOL_PER_MOL, NGSP_PERCENT, Analyte, ResultStatus
from schemas.prescriptions import Event, SubstanceSystem, SupplySource


def _clients() -> Iterator[Expectation]:
    yield expect(
        gxe.ExpectColumnValuesToBeBetween,
        WARNING,
        "99.9 % of the clients are 0 to 110 years old",
        "Hardly anyone lives past 110; a negative or greater age is a wrong century.",
        "Look at how the sender derives the year of birth.",
        column="age",
        min_value=0,
        max_value=110,
        mostly=0.999,
    )
    yield expect(
        gxe.ExpectColumnValuesToBeBetween,
        WARNING,
        "99.9 % of the recorded segments are 1 to 4",
        "The national client segments are four.",
        MAP_CODES,
        column="segment",
        min_value=1,
        max_value=4,
        mostly=0.999,
    )
    for column, effect in (
        ("resident", "people with no contact fall out of the population"),
        ("non_disclosure", "unknown counts as set, and the place is hidden"),
    ):
        yield expect(
            gxe.ExpectColumnValuesToNotBeNull,
            WARNING,
            f"{column} is known for 95 % of the clients",
            f"The population register knows it for all; where it is null, {effect}.",
            ASK_SENDER,
            column=column,
            mostly=0.95,
        )


def _contacts() -> Iterator[Expectation]:
    carried_out = Where("status") == Status.FULFILLED.value
    missed = Where("status") == Status.NO_SHOW.value
    yield expect(
        gxe.ExpectColumnValuesToNotBeInSet,
        WARNING,
        "95 % of the bookings are closed three days after their time",
        "Units close bookings within days; where they stay open, a missed "
        "appointment cannot be told from a kept one.",
        "Ask the units with open bookings to close them.",
        column="status",
        value_set=[Status.BOOKED.value],
        mostly=0.95,
        row_condition=(Where("days_old") >= 3) & Where("booked_at").is_not_null(),
    )
    yield expect(
        gxe.ExpectColumnValuesToNotBeInSet,
        WARNING,
        "95 % of the contacts have a known status",
        "The national status codes cover every appointment.",
        MAP_CODES,
        column="status",
        value_set=[Status.UNKNOWN.value],
        mostly=0.95,
    )
    yield expect(
        gxe.ExpectColumnValuesToNotBeNull,
        WARNING,
        "It is told for 95 % of the no-shows how they were found",
        "A no-show derived from a fee or inferred is weaker evidence than a recorded "
        "one, and the row says so.",
        ASK_SENDER,
        column="status_rung",
        mostly=0.95,
        row_condition=missed,
    )
    yield expect(
        gxe.ExpectColumnValuesToNotBeInSet,
        INFO,
        "At most half of the no-shows are inferred",
        "Units that never record a no-show leave only bookings without a visit.",
        "Ask the units to record no-shows.",
        column="status_rung",
        value_set=[StatusRung.INFERRED.value],
        mostly=0.5,
        row_condition=missed,
    )
    yield expect(
        gxe.ExpectColumnValuesToNotBeNull,
        WARNING,
        "The profession is recorded for 90 % of the carried-out contacts",
        "Registers require it; continuity of care cannot be told without it.",
        MAP_CODES,
        column="profession",
        mostly=0.9,
        row_condition=carried_out,
    )
    yield expect(
        gxe.ExpectColumnValuesToNotBeInSet,
        WARNING,
        "99 % of the contacts have a mapped service point",
        "Scattered contacts are counted by service point; each unmapped unit hides "
        "one.",
        "Add the new units to the table of service points.",
        column="site",
        value_set=["unknown"],
        mostly=0.99,
    )
    yield expect(
        gxe.ExpectColumnValuesToNotBeInSet,
        WARNING,
        "95 % of the contacts have a mapped service family",
        "The THL service codes map to few families; a new code falls to other.",
        MAP_CODES,
        column="service_family",
        value_set=[ServiceFamily.OTHER.value],
        mostly=0.95,
    )
    # 231 emergency visits per 1,000 adults a year beside about 2,800 contacts of
    # primary care is some 8 %; a third and three times that are our limits.
    urgent = ServiceFamily.EMERGENCY.value
    others = [family.value for family in ServiceFamily if family != urgent]
    for says, values, share in (
        (
            "At most 25 % of the carried-out contacts are emergency visits",
            [urgent],
            0.75,
        ),
        ("At least 1 % of the carried-out contacts are emergency visits", others, 0.01),
    ):
        yield expect(
            gxe.ExpectColumnValuesToNotBeInSet,
            WARNING,
            says,
            "THL statistics of 2019 and 2024 make it about 8 %; far from that, one of "
            "the two sources is missing.",
            "Check that emergency and primary care are both in the extract.",
            column="service_family",
            value_set=values,
            mostly=share,
            row_condition=carried_out,
        )


def _diagnoses() -> Iterator[Expectation]:
    for system, words, pattern in (
        ("icd10", "ICD-10", r"^[A-Z][0-9]{2}"),
        ("icpc2", "ICPC-2", r"^[A-Z][0-9]{2}$"),
        ("snomed", "SNOMED CT", r"^[0-9]{6,18}$"),
    ):
        yield expect(
            gxe.ExpectColumnValuesToMatchRegex,
            WARNING,
            f"98 % of the {words} codes look like {words}",
            "Triggers compare the beginning of a code in its own system; a code in "
            "the wrong system is never found.",
            "Look at how the sender names the code system.",
            column="code",
            regex=pattern,
            mostly=0.98,
            row_condition=Where("system") == system,
        )


def _prescriptions() -> Iterator[Expectation]:
    # Ex tempore products and devices, about 2 % of the rows, have no code.
    for severity, share in ((WARNING, 0.97), (CRITICAL, 0.8)):
        yield expect(
            gxe.ExpectColumnValuesToNotBeNull,
            severity,
            f"The substance has a code in {share:.0%} of the rows",
            "About 2 % are products without a code; medicines are counted by code, "
            "and with one in five missing the count means nothing.",
            MAP_CODES,
            column="substance_code",
            mostly=share,
        )
    yield expect(
        gxe.ExpectColumnValuesToMatchRegex,
        WARNING,
        "98 % of the ATC codes name a substance (seven characters)",
        "Groups of substances cannot be counted as one medicine each; veterinary and "
        "herbal codes are shorter and few.",
        MAP_CODES,
        column="substance_code",
        regex=r"^[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}$",
        mostly=0.98,
        row_condition=Where("substance_system") == SubstanceSystem.ATC.value,
    )
    yield expect(
        gxe.ExpectColumnValuesToNotBeNull,
        WARNING,
        "90 % of the dispensed medicines say for how many days they last",
        "Whether a medicine is in use is told from its supply.",
        "Check the doses and package sizes that the days of supply are derived from.",
        column="days_supply",
        mostly=0.9,
        row_condition=Where("event") == Event.DISPENSED.value,
    )
    yield expect(
        gxe.ExpectColumnValuesToNotBeInSet,
        INFO,
        "At most half of the days of supply are assumed",
        "An assumed supply is a guess, and whether a medicine is in use rests on it.",
        "Ask the sender for doses or package sizes.",
        column="days_supply_source",
        value_set=[SupplySource.ASSUMED.value],
        mostly=0.5,
    )


def _measurements() -> Iterator[Expectation]:
    blood_pressure = ["mm[Hg]", "mmHg"]
    yield expect(
        gxe.ExpectColumnDistinctValuesToContainSet,
        WARNING,
        "HbA1c and blood pressure are among the measurements",
        "The triggers on diabetes and blood pressure read them; without them nobody "
        "could ever fire.",
        "Check the mapping of laboratory codes.",
        column="analyte",
        value_set=[
            Analyte.HBA1C.value,
            Analyte.SYSTOLIC.value,
            Analyte.DIASTOLIC.value,
        ],
    )
    for analyte, units in (
        (Analyte.HBA1C, [MMOL_PER_MOL, NGSP_PERCENT]),
        (Analyte.SYSTOLIC, blood_pressure),
        (Analyte.DIASTOLIC, blood_pressure),
    ):
        yield expect(
            gxe.ExpectColumnValuesToBeInSet,
            WARNING,
            f"99 % of the units of {analyte.value} are known ones",
            "A value in an unknown unit can't be compared with a limit.",
            "Add the unit's conversion, or have the sender convert it.",
            column="unit",
            value_set=units,
            mostly=0.99,
            row_condition=Where("analyte") == analyte.value,
        )
    yield expect(
        gxe.ExpectColumnValuesToNotBeNull,
        WARNING,
        "The unit is given for 95 % of HbA1c",
        "Without it the unit is guessed from the size of the value.",
        ASK_SENDER,
        column="unit",
        mostly=0.95,
        row_condition=Where("analyte") == Analyte.HBA1C.value,
    )
    yield expect(
        gxe.ExpectColumnValuesToNotBeNull,
        WARNING,
        "95 % of the results are numbers",
        "Texts such as a reference to a statement cannot be compared with a limit.",
        ASK_SENDER,
        column="value",
        mostly=0.95,
    )
    yield expect(
        gxe.ExpectColumnValuesToBeInSet,
        WARNING,
        "95 % of the results are final or corrected",
        "Preliminary and rejected results are not counted; laboratories finish theirs "
        "within days.",
        ASK_SENDER,
        column="result_status",
        value_set=[ResultStatus.FINAL.value, ResultStatus.CORRECTED.value],
        mostly=0.95,
    )


def _plans() -> Iterator[Expectation]:
    """What holds for every extract is all that is asked of plans."""
    return iter(())


BY_EXTRACT: dict[str, Callable[[], Iterator[Expectation]]] = {
    "clients": _clients,
    "contacts": _contacts,
    "diagnoses": _diagnoses,
    "prescriptions": _prescriptions,
    "measurements": _measurements,
    "plans": _plans,
}
