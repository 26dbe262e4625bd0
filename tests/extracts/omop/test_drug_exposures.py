"""Drug exposures become events of prescriptions."""

from datetime import date

from .tables import CONCEPT, DRUG, RELATED, of


def test_the_type_says_which_event_it_was(brought):
    report, read = brought(
        drug_exposure=DRUG + "1,1,20,2020-01-01,,,32838,,,,\n"
        "2,1,20,2020-01-01,,,32869,,90,,\n"
        "3,1,20,2020-01-01,,,38000180,,,,\n"
        "4,1,20,2020-01-01,,,38000178,,,,\n"
        "5,1,20,2020-01-01,,,1,,,,\n",
        concept=CONCEPT,
    )
    events = read("prescriptions")["event"].to_list()
    assert events == ["prescribed", "dispensed", "prescribed"]
    count = of(report, "drug_exposure")
    assert count.unmapped == {
        "an entry in a medicine list": 1,
        "given by a professional": 1,
    }
    assert count.notes["type not known, read as prescribed"] == 1


def test_only_a_recorded_stop_ends_a_prescription(brought):
    report, read = brought(
        drug_exposure=DRUG
        # Dispensed: the end of the supply is no stop, an earlier end is one.
        + "1,1,20,2020-01-01,2020-03-31,2020-03-31,32869,,90,,\n"
        "2,1,20,2020-01-01,2020-03-31,2020-02-01,32869,,90,,\n"
        "3,1,20,2020-01-01,2020-01-20,,32869,side effects,90,,\n"
        # Open: ends on its first day without any supply.
        "4,1,20,2020-01-01,2020-01-01,2020-01-01,32869,,0,,\n"
        # Prescribed: the end of the prescription.
        "5,1,20,2020-01-01,2020-06-01,,32838,,,,\n"
        "6,1,20,2020-01-01,2020-06-01,,32838,,100,,\n"
        "7,1,20,2020-01-01,2020-06-01,,32838,,9125,,\n",
        concept=CONCEPT,
    )
    rows = read("prescriptions").select("ended_on", "days_supply", "days_supply_source")
    assert rows.rows() == [
        (None, 90, "dose"),
        (date(2020, 2, 1), 90, "dose"),
        (date(2020, 1, 20), 90, "dose"),
        (None, None, None),
        (date(2020, 6, 1), None, None),
        (None, 100, "dose"),
        (date(2020, 6, 1), None, None),
    ]
    notes = of(report, "drug_exposure").notes
    assert notes["days of supply outside 1 to 400, left out"] == 2
    assert notes["ends on its first day"] == 1


def test_products_are_rolled_up_as_far_as_the_vocabulary_leads(brought):
    report, read = brought(
        drug_exposure=DRUG + "1,1,20,2020-01-01,,,32869,,90,,\n"
        "2,1,21,2020-01-01,,,32869,,90,,\n"
        "3,1,26,2020-01-01,,,32869,,90,,\n"
        "4,1,28,2020-01-01,,,32869,,90,,\n"
        "5,1,20,2020-01-01,,,32869,,90,29,\n"
        "6,1,0,2020-01-01,,,32869,,90,,HOMEBREW-1\n"
        "7,1,0,2020-01-01,,,32869,,90,,taken by Maija\n",
        concept=CONCEPT,
        concept_relationship=RELATED,
    )
    assert read("prescriptions").select(
        "substance_code", "substance_system"
    ).rows() == [
        ("29046", "rxnorm"),
        ("29046", "rxnorm"),
        ("999", "rxnorm"),
        ("C08CA01", "atc"),
        ("C08CA01", "atc"),
        (None, None),
        (None, None),
    ]
    count = of(report, "drug_exposure")
    assert count.notes["RxNorm product, no ingredient in the vocabulary"] == 1
    codes = {code.code for code in count.unmapped_codes["no substance code"]}
    assert codes == {"HOMEBREW-1", "(text)"}
    assert "Maija" not in report.model_dump_json()


def test_prescriptions_alone_are_told(brought):
    report, _ = brought(
        drug_exposure=DRUG + "1,1,20,2020-01-01,,,32838,,,,\n", concept=CONCEPT
    )
    assert any("nothing dispensed" in limit for limit in report.limits)
