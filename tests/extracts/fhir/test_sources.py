"""Sources as they come: with plans, twice, torn, and full of junk."""

import copy
import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extracts.fhir import import_fhir
from extracts.import_report import NotImportable
from tests.examples import examples

from .resources import (
    booking,
    coded,
    condition,
    kanta,
    message,
    municipality,
    of,
    order,
    patient,
    result,
    visit,
)


def test_plans_are_read(brought):
    plan = {
        "resourceType": "CarePlan",
        "id": "k1",
        "status": "active",
        "intent": "plan",
        "subject": {"reference": "Patient/p1"},
        "period": {"start": "2024-01-01", "end": "2024-12-31"},
    }
    report, read = brought(
        patient(), visit(), plan, plan | {"id": "k2", "status": "draft"}
    )
    assert read("plans").select("kind", "updated_on", "ends_on").rows() == [
        ("care", date(2024, 1, 1), date(2024, 12, 31))
    ]
    assert of(report, "CarePlan").unmapped == {"draft or entered in error": 1}


def test_a_second_copy_adds_nothing_and_a_second_version_is_told(brought):
    report, read = brought(
        patient(), visit(), visit(), visit(status="planned"), {"hello": "world"}
    )
    assert read("contacts").height == 1
    count = of(report, "Encounter")
    assert count.folded == 1
    assert count.unmapped == {"the same id again with other content": 1}
    assert of(report, "(no resource type)").unmapped == {"not a FHIR resource": 1}


def no_files(folder):
    (folder / "readme.txt").write_text("hello")


def torn_line(folder):
    line = json.dumps(patient(name=[{"family": "Salainen"}]))
    (folder / "Patient.000.ndjson").write_text(f"{line}\n{line[:90]}\n")


def torn_bundle(folder):
    (folder / "bundle.json").write_text('{"resourceType": "Bundle", "entry": [')


def too_deep(folder):
    (folder / "deep.json").write_text("[" * 100_000)


def not_text(folder):
    (folder / "x.ndjson").write_bytes(b"\xff\xfe\x00")


def only_people(folder):
    (folder / "Patient.ndjson").write_text(json.dumps(patient()))


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (no_files, "holds no .ndjson or .json file"),
        (torn_line, "Patient.000.ndjson, line 2 is not JSON"),
        (torn_bundle, "bundle.json is not JSON"),
        (too_deep, "deep.json is not JSON"),
        (not_text, "x.ndjson, line 1 is not JSON"),
        (only_people, "it has no events"),
    ],
)
def test_a_source_that_cannot_be_used_gives_one_sentence(tmp_path, broken, says):
    source = tmp_path / "source"
    source.mkdir()
    broken(source)
    with pytest.raises(NotImportable) as refused:
        import_fhir(source, tmp_path / "out")
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "Salainen" not in str(refused.value)
    assert not (tmp_path / "out").exists()


WHOLE = [
    patient(
        meta={"security": [{"code": "TURVAKIELTO"}]}, extension=[municipality("020")]
    ),
    {"resourceType": "Organization", "id": "o1", "name": "Terveysasema"},
    visit(serviceProvider={"reference": "Organization/o1"}, type=[coded("185345009")]),
    booking("cancelled", cancelationReason=coded("pat-crs", "x")),
    condition(encounter={"reference": "Encounter/e1"}),
    result(encounter={"reference": "Encounter/e1"}, component=[{"code": coded("1")}]),
    order(extension=[kanta("permanentMedication", valueBoolean=True)], **message("1")),
    order("m2", dispenseRequest={"dispenseInterval": {"value": 30, "unit": "d"}}),
]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["\ud800", "9999-12-31T23:59:59-14:00", "0001-01-01", "1" * 400]),
    st.just([]),
    st.just({}),
    st.just([[{}], "x", {"coding": "x"}]),
    st.just({"reference": 1, "identifier": 1, "coding": [1], "value": "x"}),
)


def places_in(element, path=()):
    """Every place in a resource where something else could stand."""
    if path:
        yield path
    pairs = element.items() if isinstance(element, dict) else ()
    if isinstance(element, list):
        pairs = enumerate(element)
    for name, inside in pairs:
        yield from places_in(inside, (*path, name))


PLACES = [
    (number, path)
    for number, resource in enumerate(WHOLE)
    for path in places_in(resource)
]


@settings(max_examples=examples(150), suppress_health_check=list(HealthCheck))
@given(
    changes=st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=3)
)
def test_any_junk_is_counted(tmp_path_factory, changes):
    resources = copy.deepcopy(WHOLE)
    for (number, path), junk in changes:
        element = resources[number]
        try:
            for name in path[:-1]:
                element = element[name]
            element[path[-1]] = copy.deepcopy(junk)
        except (KeyError, IndexError, TypeError):
            continue
    sound = [patient("sound"), visit("sound", subject={"reference": "Patient/sound"})]
    folder = tmp_path_factory.mktemp("junk")
    source = folder / "source"
    source.mkdir()
    lines = [json.dumps(resource) for resource in [*resources, *sound]]
    (source / "all.ndjson").write_text("\n".join(lines))
    report = import_fhir(source, folder / "out")
    assert sum(count.read for count in report.sources) >= len(sound)
    assert report.extracts["clients"] >= 1
