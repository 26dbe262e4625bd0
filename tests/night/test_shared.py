"""What nights were made of once for all who test is as it was when it has been read."""

from sqlalchemy import text

from worklist.store import open_store

from .conftest import files_of


def test_whoever_reads_a_shared_night_writes_nothing_beside_it(undisturbed):
    engine = open_store(undisturbed.database_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM night")) == 3
        assert [name for name in files_of(undisturbed.home) if "sqlite-" in name] == []
    engine.dispose()
