"""Concerns are entered once, withdrawn by a dated row, and never changed."""

from datetime import date, timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, func, inspect, select

from schemas.concerns import Concern, ConcernForm
from worklist.concerns import (
    concerns_known,
    enter_concerns,
    stored_concerns,
    withdraw_concern,
)
from worklist.store import MIGRATIONS, open_store
from worklist.tables import CONCERN, CONCERN_WITHDRAWAL

MONDAY = date(2026, 11, 16)
TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)


def form(client="anna", **told):
    usual = {
        "raised_on": MONDAY,
        "raised_by": "professional",
        "kind": "situation",
        "source_register": "health",
    }
    return ConcernForm(client_id=client, **(usual | told))


def enter(store, *forms, **how):
    return enter_concerns(store, forms, TODAY, **how)


def rows_in(store):
    with store.connect() as connection:
        return [
            connection.scalar(select(func.count()).select_from(table))
            for table in (CONCERN, CONCERN_WITHDRAWAL)
        ]


def test_what_is_entered_is_stored_as_it_was_told(store):
    [entered] = enter(
        store,
        form(
            raised_by="relative",
            kind="crisis_or_stuck",
            client_told=False,
            client_wish="contact_person",
            client_consent=True,
            source_register="social",
        ),
    )
    assert entered.new
    found = stored_concerns(store)
    assert found.schema == Concern.polars_schema()
    assert found.rows(named=True) == [
        {
            "client_id": "anna",
            "raised_on": MONDAY,
            "raised_by": "relative",
            "kind": "crisis_or_stuck",
            "source_register": "social",
            "client_told": False,
            "client_wish": "contact_person",
            "client_consent": True,
            "concern_id": entered.concern_id,
            "withdrawn_on": None,
        }
    ]


def test_an_empty_store_has_no_concern_and_the_contracts_columns(store):
    assert stored_concerns(store).is_empty()
    assert concerns_known(store, TODAY).schema == Concern.polars_schema()


def test_the_same_concern_twice_is_one(store):
    first, again = enter(
        store, form(), form(client_told=True, source_register="social")
    )
    assert first.new
    assert (again.concern_id, again.new) == (first.concern_id, False)
    assert enter(store, form())[0].concern_id == first.concern_id
    assert rows_in(store) == [1, 0]


@pytest.mark.parametrize(
    "other",
    [
        {"client": "bo"},
        {"raised_on": MONDAY + DAY},
        {"raised_by": "client"},
        {"kind": "life_situation"},
    ],
)
def test_another_client_day_notifier_or_kind_is_another_concern(store, other):
    ids = {one.concern_id for one in enter(store, form(), form(**other))}
    assert len(ids) == 2
    assert rows_in(store) == [2, 0]


def test_ids_do_not_depend_on_the_order_of_the_forms(store, tmp_path):
    forms = [form(), form("bo"), form(kind="means_run_out")]
    enter(store, *forms)
    other = open_store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    enter(other, *reversed(forms))
    assert stored_concerns(other).equals(stored_concerns(store))
    other.dispose()


def test_a_form_that_breaks_leaves_nothing_of_its_file(store):
    broken = form().model_copy(update={"raised_by": None})
    with pytest.raises(Exception, match="raised_by"):
        enter(store, form(), broken)
    assert rows_in(store) == [0, 0]


def test_a_withdrawn_concern_stays_in_the_store_with_its_day(store):
    [entered] = enter(store, form())
    assert withdraw_concern(store, entered.concern_id, TODAY) == TODAY
    assert stored_concerns(store)["withdrawn_on"].to_list() == [TODAY]
    # Withdrawing it again changes nothing.
    assert withdraw_concern(store, entered.concern_id, TODAY + DAY) == TODAY
    assert rows_in(store) == [1, 1]


def test_what_is_not_there_or_not_yet_raised_cannot_be_withdrawn(store):
    [entered] = enter(store, form())
    with pytest.raises(ValueError, match="no concern of this id"):
        withdraw_concern(store, "nothing", TODAY)
    with pytest.raises(ValueError, match="cannot be withdrawn before"):
        withdraw_concern(store, entered.concern_id, MONDAY - DAY)
    assert rows_in(store) == [1, 0]
    assert withdraw_concern(store, entered.concern_id, MONDAY) == MONDAY


def test_a_file_sent_again_does_not_revive_what_was_withdrawn(store):
    [entered] = enter(store, form())
    withdraw_concern(store, entered.concern_id, TODAY)
    [again] = enter(store, form())
    assert (again.concern_id, again.new) == (entered.concern_id, False)
    assert again.withdrawn_on == TODAY
    assert rows_in(store) == [1, 1]


def test_who_enters_it_anew_gets_a_new_one_once(store):
    [entered] = enter(store, form())
    withdraw_concern(store, entered.concern_id, TODAY)
    [revived] = enter(store, form(), revive=True)
    assert revived.new
    assert revived.concern_id != entered.concern_id
    [again] = enter(store, form(), revive=True)
    assert (again.concern_id, again.new) == (revived.concern_id, False)
    assert again.withdrawn_on is None
    # Nor does a file see the old one alone.
    assert enter(store, form())[0].withdrawn_on is None
    withdraw_concern(store, revived.concern_id, TODAY)
    [third] = enter(store, form(), revive=True)
    assert third.new
    assert rows_in(store) == [3, 2]


def test_a_night_takes_what_was_raised_by_its_day_and_forgets_later_withdrawals(store):
    early, late = enter(store, form(), form("bo", raised_on=TODAY))
    withdraw_concern(store, early.concern_id, TODAY - DAY)

    def known(as_of):
        found = concerns_known(store, as_of).sort("client_id")
        return found.select("client_id", "withdrawn_on").rows()

    assert known(MONDAY - DAY) == []
    assert known(MONDAY) == [("anna", None)]
    assert known(TODAY - 2 * DAY) == [("anna", None)]
    assert known(TODAY - DAY) == [("anna", TODAY - DAY)]
    assert known(TODAY) == [("anna", TODAY - DAY), ("bo", None)]
    withdraw_concern(store, late.concern_id, TODAY)
    assert known(TODAY - DAY) == [("anna", TODAY - DAY)]
    assert known(TODAY)[1] == ("bo", TODAY)


def test_a_store_of_the_first_release_gets_the_tables_and_keeps_its_rows(
    store_url, episode
):
    engine = create_engine(store_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    assert not inspect(engine).has_table("concern")
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO episode (client_id, opened_on, team, rule) "
            f"VALUES ('anna', '{episode['opened_on']}', 'north', 'root')"
        )
    engine.dispose()
    migrated = open_store(store_url)
    assert stored_concerns(migrated).is_empty()
    with migrated.connect() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM episode").scalar()
    assert count == 1
    migrated.dispose()
