"""Patients become clients without their names."""

from datetime import date

from .resources import coded, landed, municipality, of, patient, visit


def test_a_patient_leaves_name_and_identity_code_behind(brought, tmp_path):
    hidden = {"security": [{"code": "TURVAKIELTO"}]}
    report, read = brought(
        patient(
            meta=hidden,
            identifier=[{"system": "urn:oid:1.2.246.21", "value": "010190-999W"}],
            name=[{"family": "Salainen", "given": ["Turva"]}],
            extension=[municipality("020")],
            communication=[
                {"language": coded("en")},
                {"language": coded("sv-FI"), "preferred": True},
            ],
        ),
        patient("p2", extension=[municipality("020")], gender="unknown"),
        visit(),
    )
    columns = ("sex", "language", "municipality", "non_disclosure")
    assert sorted(read("clients").select(columns).rows(), key=str) == [
        ("female", "sv", None, True),
        (None, None, "020", None),
    ]
    everything = b"".join(landed(tmp_path / "out").values())
    everything += report.model_dump_json().encode()
    for secret in (b"999W", b"Salainen", b"Turva"):
        assert secret not in everything


def test_people_who_cannot_be_placed_are_counted(brought):
    report, read = brought(
        patient(),
        patient("p2", birthDate="1899-12-31"),
        patient("p3", birthDate=None),
        patient("p4", deceasedBoolean=True),
        patient("p5", birthDate="1960", deceasedDateTime="2020-01-01T23:30:00Z"),
        visit(),
        visit("e2", subject={"reference": "Patient/p4"}),
        visit("e3", subject={"reference": "Patient/p5"}),
    )
    count = of(report, "Patient")
    assert count.unmapped == {
        "born before 1900": 1,
        "dead, day not recorded": 1,
        "no day of birth": 1,
    }
    assert count.notes == {"day of birth rounded in the source": 1}
    assert of(report, "Encounter").unmapped == {"no such client": 1}
    assert of(report, "Encounter").notes["after death"] == 1
    assert set(read("clients")["died_on"]) == {None, date(2020, 1, 2)}
