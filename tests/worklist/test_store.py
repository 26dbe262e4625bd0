from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select

from worklist.store import open_store, writing
from worklist.tables import EPISODE, METADATA


def test_the_migrations_make_the_tables_that_the_code_reads(store):
    with store.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)
    assert differences == []


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
