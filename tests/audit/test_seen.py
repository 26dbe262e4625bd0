"""Who saw a client, and whom a user saw, between two moments."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from audit.log import append
from audit.seen import accesses

from .conftest import AT, seen


def test_one_client_or_one_user_between_two_moments(store):
    acts = (("anna", "nurse-1"), ("anna", "nurse-2"), ("bo", "nurse-1"))
    for hour, (client, actor) in enumerate(acts):
        append(store, [seen(client, actor)], AT + timedelta(hours=hour))

    def found(since=0, until=9, **of):
        # Moments of any zone do.
        moments = (AT + timedelta(hours=hour) for hour in (since, until))
        here = (one.astimezone(ZoneInfo("Europe/Helsinki")) for one in moments)
        return accesses(store, *here, **of)["number"].to_list()

    assert found() == [1, 2, 3]
    assert found(client_id="anna") == [1, 2]
    assert found(actor="nurse-1") == [1, 3]
    assert found(client_id="anna", actor="nurse-1") == [1]
    assert found(client_id="nobody") == []
    # From the first moment on, and before the last.
    assert found(1, 2) == [2]
    rows = accesses(store, AT, AT + timedelta(hours=1))
    assert rows.row(0, named=True)["at"] == AT.replace(tzinfo=None)
