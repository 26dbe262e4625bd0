"""Nothing that is for few eyes leaves the house, unless the team is to have it."""

import pytest

from delivery.csv_list import csv_list
from delivery.exporting import exported
from delivery.fhir import FhirFacts, fhir_bundle
from delivery.packages import list_package
from schemas.deliveries import Format, TeamDelivery
from schemas.identities import Named
from worklist.deliveries import Kind


@pytest.fixture
def whole(team_list, row):
    """Of everybody, in each part of the list, one more is for few eyes."""
    pairs = [
        [row(f"open-{part}"), row(f"few-{part}", restricted=True)] for part in range(3)
    ]
    return team_list(pairs[0], queue=pairs[1], snoozed=pairs[2], notices=["Huomautus."])


def test_rows_for_few_eyes_stay_behind_and_are_counted(whole):
    out = exported(whole, TeamDelivery())
    assert [one.client_id for one in out.everybody] == ["open-0", "open-1", "open-2"]
    assert out.notices == (
        "Tältä listalta on jätetty pois asiakkaita, joiden tietoja ei lähetetä tätä "
        "kautta: 3.",
        "Huomautus.",
    )


def test_a_list_that_is_for_all_eyes_stays_as_it_is(team_list, row):
    one = team_list([row("open")])
    assert exported(one, TeamDelivery()) == one


@pytest.mark.parametrize("restricted", [False, True])
def test_no_format_tells_of_them_unless_the_team_is_to_have_them(whole, restricted):
    out = exported(whole, TeamDelivery(restricted=restricted))
    names = {"open-0": Named("Aino Avoin"), "few-0": Named("Salla Salattu")}
    told = (
        csv_list(out, names).decode()
        + fhir_bundle(out, FhirFacts("urn:x", 30)).decode()
    )
    assert "Aino" in told
    assert ("Salla" in told) == ("few-" in told) == restricted


def test_a_list_of_which_nobody_may_leave_is_no_empty_list(team_list, row, run):
    whole = team_list([row("few", restricted=True)])
    out = exported(whole, TeamDelivery())
    package = list_package(out, {}, run, [*Format], lambda: b"{}", whole)
    assert package.kind == Kind.LIST
    assert len(package.files) == len(Format)
