"""Persons become clients."""

from datetime import date

from .tables import PERSON, VISIT, of


def test_people_who_cannot_be_placed_are_counted(brought):
    report, read = brought(
        person=PERSON
        + "3,0,,,\n4,8507,1899,1,1\n5,8507,1950,1,1\n"
        + "1,8507,1950,5,31\n6,8507,1950,2,31\n",
        death="person_id,death_date\n5,\n2,2020-06-01\n2,2020-06-03\n77,2020-01-01\n",
        visit_occurrence=f"{VISIT}\n1,2,9202,2020-07-01\n2,5,9202,2020-07-01\n",
    )
    assert of(report, "person").unmapped == {
        "born before 1900": 1,
        "dead, day not recorded": 1,
        "no day of birth that can be read": 2,
        "the same person id again": 1,
    }
    assert read("clients").select("client_id", "born_on", "died_on").rows() == [
        ("omop-person-1", date(1950, 5, 31), None),
        ("omop-person-2", date(1980, 1, 1), date(2020, 6, 1)),
    ]
    assert of(report, "death").unmapped == {"no such client": 2}
    # A visit after death is the source's word: it is kept, and told.
    assert of(report, "visit_occurrence").notes["after death"] == 1
