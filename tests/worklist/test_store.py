import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, inspect, select

from worklist.store import StoreNotOpened, open_store, writing
from worklist.tables import EPISODE, METADATA


def test_the_migrations_make_the_tables_that_the_code_reads(store):
    with store.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)
    assert differences == []


def test_foreign_keys_have_the_names_that_a_migration_would_drop_them_by(store):
    if store.dialect.name == "sqlite":
        pytest.skip("SQLite drops a constraint with its table alone")
    known = inspect(store)
    for table in METADATA.tables.values():
        names = {key["name"] for key in known.get_foreign_keys(table.name)}
        assert names == {key.name for key in table.foreign_key_constraints}


def test_opening_a_store_again_keeps_what_is_in_it(store, store_url, episode):
    with writing(store) as connection:
        connection.execute(insert(EPISODE).values(episode))
    again = open_store(store_url)
    with again.connect() as connection:
        assert len(connection.execute(select(EPISODE)).all()) == 1
    again.dispose()


def test_a_transaction_that_breaks_leaves_nothing(store, episode):
    try:
        with writing(store) as connection:
            connection.execute(insert(EPISODE).values(episode))
            raise RuntimeError("the night was killed here")
    except RuntimeError:
        pass
    with store.connect() as connection:
        assert connection.execute(select(EPISODE)).all() == []


def test_who_reads_does_not_wait_for_who_writes(store, store_url, episode):
    with writing(store) as connection:
        connection.execute(insert(EPISODE).values(episode))
        reader = open_store(store_url)
        with reader.connect() as other:
            if other.dialect.name == "sqlite":
                other.exec_driver_sql("PRAGMA busy_timeout=0")
            assert other.execute(select(EPISODE)).all() == []
        reader.dispose()


def test_where_there_is_no_store_none_is_made(tmp_path):
    file = tmp_path / "mistyped" / "store.sqlite"
    with pytest.raises(ValueError, match=r"store\.sqlite: there is no store here"):
        open_store(f"sqlite:///{file}", must_exist=True)
    assert not file.parent.exists()
    file.parent.mkdir()
    file.touch()
    with pytest.raises(ValueError, match="there is no store here"):
        open_store(f"sqlite:///{file}", must_exist=True)


def test_a_server_that_does_not_answer_is_told_in_one_sentence():
    url = "postgresql+psycopg://herate@127.0.0.1:1/herate"
    with pytest.raises(
        StoreNotOpened, match=r"herate at 127\.0\.0\.1 cannot be opened"
    ):
        open_store(url)
