"""The product's store: nights, firings and episodes, each with its dates.

Every change carries the as-of day that made it, so a night can be taken back and put
in again, and the store can be read as it stood on any past day. Beside them stand the
concerns that people entered, which no night changes.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

# One row per night that was merged. `results` is the hash of what fired.
NIGHT = Table(
    "night",
    METADATA,
    Column("as_of", Date, primary_key=True),
    Column("results", String(64), nullable=False),
)

# How many people had each outcome; adds up to the population for every trigger.
OUTCOME_COUNT = Table(
    "outcome_count",
    METADATA,
    Column("as_of", Date, ForeignKey("night.as_of"), primary_key=True),
    Column("trigger", String(60), primary_key=True),
    Column("outcome", String(20), primary_key=True),
    Column("people", Integer, nullable=False),
)

# One row for each time that a trigger began to hold for a client. `ended_on` is the
# first night on which it no longer held; null: it holds, or could not be assessed.
FIRING = Table(
    "firing",
    METADATA,
    Column("client_id", String(64), primary_key=True),
    Column("trigger", String(60), primary_key=True),
    Column("first_on", Date, primary_key=True),
    Column("ended_on", Date),
    Index(None, "ended_on"),
)

# One row for each stretch of time for which a client is suggested to a team.
# `listed_on` is the night that put it on the list; null: it waits in the queue.
EPISODE = Table(
    "episode",
    METADATA,
    Column("client_id", String(64), primary_key=True),
    Column("opened_on", Date, primary_key=True),
    Column("team", String(40), nullable=False),
    Column("rule", String(40), nullable=False),
    Column("listed_on", Date),
    Column("resolved_on", Date),
    Index(None, "team"),
    Index(None, "resolved_on"),
)

# One row for each concern as it was entered. Rows are added, never changed or deleted.
# `entered_on` is the day on which it came in; no night asks for it.
CONCERN = Table(
    "concern",
    METADATA,
    Column("concern_id", String(64), primary_key=True),
    Column("client_id", String(64), nullable=False),
    Column("raised_on", Date, nullable=False),
    Column("raised_by", String(20), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("source_register", String(20), nullable=False),
    Column("client_told", Boolean),
    Column("client_wish", String(40)),
    Column("client_consent", Boolean),
    Column("entered_on", Date, nullable=False),
    Index(None, "client_id"),
)

# One row for each concern that was withdrawn: from that day on it does not count.
CONCERN_WITHDRAWAL = Table(
    "concern_withdrawal",
    METADATA,
    Column(
        "concern_id", String(64), ForeignKey("concern.concern_id"), primary_key=True
    ),
    Column("withdrawn_on", Date, nullable=False),
)
