"""Every day has its night, and none has two: summer time, leap day, year's end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from airflow.serialization.decoders import decode_timetable
from airflow.serialization.encoders import encode_timetable
from airflow.timetables.base import TimeRestriction
from pendulum import instance

from cli.options import today
from schemas.local_day import ZONE

DAYS = 800
# Together they hold both changes of the clock, a leap day and the ends of years.
STARTS = (date(2025, 11, 1), date(2027, 6, 1))


def offset(moment):
    """Hours that Helsinki is ahead of UTC: three in the EU's summer, else two."""

    def last_sunday(month):
        last = datetime(moment.year, month, 31, 1, tzinfo=UTC)
        return last - timedelta(days=(last.weekday() + 1) % 7)

    return 3 if last_sunday(3) <= moment < last_sunday(10) else 2


@pytest.mark.parametrize("start", STARTS)
def test_every_day_has_one_night_that_runs_on_the_next_morning(load_nightly, start):
    timetable = decode_timetable(encode_timetable(load_nightly().timetable))
    earliest = instance(datetime(start.year, start.month, start.day, tzinfo=UTC))
    bounds = TimeRestriction(earliest=earliest, latest=None, catchup=True)
    last, told = None, []
    for _ in range(DAYS):
        last = timetable.next_dagrun_info_v2(last_dagrun_info=last, restriction=bounds)
        told.append((last.partition_key, last.run_after))
    first = date.fromisoformat(told[0][0])
    assert first in {start - timedelta(days=1), start}
    for number, (key, run_after) in enumerate(told):
        day = first + timedelta(days=number)
        assert date.fromisoformat(key) == day
        here = run_after.astimezone(ZONE)
        assert here.date() == day + timedelta(days=1)
        assert (here.hour, here.minute) == (4, 30)
        assert run_after.hour + offset(run_after) == 4


@pytest.mark.parametrize("start", STARTS)
def test_today_changes_at_midnight_in_helsinki_and_at_no_other_time(start):
    moment = datetime(start.year, start.month, start.day, tzinfo=UTC)
    for _ in range(24 * DAYS):
        for now in (moment, moment - timedelta(microseconds=1)):
            assert today(now) == (now + timedelta(hours=offset(now))).date()
        moment += timedelta(hours=1)
