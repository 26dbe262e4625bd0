"""The product's store: nights, firings and episodes, each with its dates.

Every change carries the as-of day that made it, so a night can be taken back and put
in again, and the store can be read as it stood on any past day. Beside them stand what
people recorded and the concerns that they entered, which no night changes, what teams
are to be given, and who saw which client.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

# What a county's files said, once for each content: `worklist.rule_sets.RuleSet` as
# JSON, by its SHA-256. Whoever changes these models so that what is kept cannot be read
# any more writes a migration of `content`; the digest stays the name that it is.
RULE_SET = Table(
    "rule_set",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("content", Text, nullable=False),
)

# One row per night that was merged. `results` is the hash of what fired. `rule_set`:
# the rules that it follows (null: the county's files of today, for an earlier version
# kept none).
NIGHT = Table(
    "night",
    METADATA,
    Column("as_of", Date, primary_key=True),
    Column("results", String(64), nullable=False),
    Column("rule_set", String(64), ForeignKey("rule_set.digest")),
)

# How many people had each outcome; adds up to the population for every trigger.
# `decided_on`: the first day of the decision that said so.
OUTCOME_COUNT = Table(
    "outcome_count",
    METADATA,
    Column("as_of", Date, ForeignKey("night.as_of"), primary_key=True),
    Column("trigger", String(60), primary_key=True),
    Column("outcome", String(20), primary_key=True),
    Column("people", Integer, nullable=False),
    Column("decided_on", Date),
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

# One row for each stretch of days over which an episode stayed as it was. An episode is
# known by its client and the night that opened it; `until_on` is the first day on which
# something changed (null: it is so now), so that any past day can be read.
# `listed_on`: the night that put it on this team's list; null: it waits in the queue.
# `gone_on`: the first night on which none of its triggers held; null: one does.
# `wakes_on`: the morning on which it comes back from a snooze. `tries`: how often the
# client was not reached. `outcome`: how it closed. `touched`: a person recorded
# something of it that stands. `suppressed_by`: the rule that keeps it off the list,
# since the night of `suppressed_on`, and until the as-of day `suppressed_until` if
# nothing more is recorded (null: not known); null: no rule does. `suppressed_in`: the
# registers that tell so, joined by `+` (null: every team may know). `found_in`: the
# state in which the rule found it; null: no rule keeps it off.
EPISODE = Table(
    "episode",
    METADATA,
    Column("client_id", String(64), primary_key=True),
    Column("opened_on", Date, primary_key=True),
    Column("from_on", Date, primary_key=True),
    Column("until_on", Date),
    Column("state", String(20), nullable=False),
    Column("team", String(40), nullable=False),
    Column("rule", String(40), nullable=False),
    Column("listed_on", Date),
    Column("gone_on", Date),
    Column("wakes_on", Date),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("outcome", String(40)),
    Column("touched", Boolean, nullable=False, server_default=false()),
    Column("suppressed_by", String(40)),
    Column("suppressed_on", Date),
    Column("suppressed_until", Date),
    Column("suppressed_in", String(20)),
    Column("found_in", String(20)),
    Index(None, "until_on"),
    Index(None, "from_on"),
    Index(None, "team"),
)

# How many open episodes each team had in each state after a night. `suppressed_by`: the
# rule that keeps them off the list; empty: none does.
EPISODE_COUNT = Table(
    "episode_count",
    METADATA,
    Column("as_of", Date, ForeignKey("night.as_of"), primary_key=True),
    Column("team", String(40), primary_key=True),
    Column("state", String(20), primary_key=True),
    Column("suppressed_by", String(40), primary_key=True),
    Column("episodes", Integer, nullable=False),
)

# One row for each thing that people recorded of an episode. Rows are added, never
# changed or deleted; one that was undone is named by the `reverts` of a later one.
# `counts_on` is the day from which it counts: the night of that day is the first to
# know of it. `recorded_at` is in UTC.
DISPOSITION = Table(
    "disposition",
    METADATA,
    Column("disposition_id", String(36), primary_key=True),
    Column("client_id", String(64), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("number", Integer, nullable=False),
    Column("code", String(40), nullable=False),
    Column("reason", String(40)),
    Column("until", Date),
    Column("to_team", String(40)),
    Column("actor", String(64), nullable=False),
    Column("team", String(40), nullable=False),
    Column("source", String(20), nullable=False),
    Column("counts_on", Date, nullable=False),
    Column("recorded_at", DateTime, nullable=False),
    Column("reverts", String(36), ForeignKey("disposition.disposition_id")),
    UniqueConstraint("client_id", "opened_on", "number"),
    Index(None, "counts_on"),
)

# What was measured of a client on the first night after an episode had closed, of each
# limit that was met then.
CLOSING_VALUE = Table(
    "closing_value",
    METADATA,
    Column("client_id", String(64), primary_key=True),
    Column("opened_on", Date, primary_key=True),
    Column("trigger", String(60), primary_key=True),
    Column("measure", String(60), primary_key=True),
    Column("value", Double, nullable=False),
    Column("as_of", Date, nullable=False),
    Index(None, "as_of"),
)

# One row for each stretch of nights for which a rule held for a client with an open
# episode and told the same: `until` and `registers` as `suppressed_until` and
# `suppressed_in` of the episode. `ended_on` is the first night on which it did not
# hold, or told otherwise; null: it holds, or could not be told.
RULE_THAT_HOLDS = Table(
    "rule_that_holds",
    METADATA,
    Column("client_id", String(64), primary_key=True),
    Column("rule", String(40), primary_key=True),
    Column("first_on", Date, primary_key=True),
    Column("ended_on", Date),
    Column("until", Date),
    Column("registers", String(20)),
    Index(None, "ended_on"),
)

# One row for each concern that a night knew, with the first night that did.
HEARD = Table(
    "heard",
    METADATA,
    Column("concern_id", String(64), primary_key=True),
    Column("client_id", String(64), nullable=False),
    Column("as_of", Date, nullable=False),
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

# One row for each time that a client objected to the use of their data, or no longer
# did (`objects` false). Rows are added, never changed or deleted; of those whose
# `counts_on` has come the one with the highest `number` stands. `entered_at` in UTC.
OBJECTION = Table(
    "objection",
    METADATA,
    Column("client_id", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("objects", Boolean, nullable=False),
    Column("counts_on", Date, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("entered_at", DateTime, nullable=False),
)

# The clients of each month's review: a few drawn from each stratum of a night, so that
# people can say whether the lists miss anybody. `people`: all in the stratum.
REVIEW_STRATUM = Table(
    "review_stratum",
    METADATA,
    Column("month", String(7), primary_key=True),
    Column("stratum", String(40), primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("people", Integer, nullable=False),
)
REVIEW_CLIENT = Table(
    "review_client",
    METADATA,
    Column("month", String(7), primary_key=True),
    Column("client_id", String(64), primary_key=True),
    Column("stratum", String(40), nullable=False),
    ForeignKeyConstraint(
        ["month", "stratum"], ["review_stratum.month", "review_stratum.stratum"]
    ),
)

# One row for each answer to a review. Rows are added, never changed or deleted; a
# later one of the same month and client stands. `answered_at` is in UTC.
REVIEW_ANSWER = Table(
    "review_answer",
    METADATA,
    Column("month", String(7), primary_key=True),
    Column("client_id", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("need", String(10), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("answered_at", DateTime, nullable=False),
    ForeignKeyConstraint(
        ["month", "client_id"], ["review_client.month", "review_client.client_id"]
    ),
)

# One row for each team, channel and night: what the team is to be given, or was.
# `kind`: list, empty or failure; a list turns out to be empty when it is made.
# `lacking`: the extracts that a failure note names, with commas between. `content_key`:
# hash of what was last sent, or was being sent; `sent_at` (UTC; null: it may not have
# arrived) is when the round of deliveries began that sent it. `listed_at` (UTC): the
# same of the last list or empty note of the day that arrived, whatever was tried since;
# null: none is known to have. `last_error`: the name of the error that stopped the last
# attempt. `claim`: another one each time that a delivery is owed or tried; whoever
# holds an older one has been overtaken.
DELIVERY = Table(
    "delivery",
    METADATA,
    Column("as_of", Date, primary_key=True),
    Column("team", String(40), primary_key=True),
    Column("channel", String(20), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("lacking", String(400), nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("content_key", String(64)),
    Column("last_error", String(80)),
    Column("sent_at", DateTime),
    Column("listed_at", DateTime),
    Column("claim", String(32), nullable=False, server_default=""),
    Index(None, "state"),
)

# One row for each client and act of somebody who was shown or given what the product
# holds of them, or recorded something. Rows are added (`audit.log`), never changed or
# deleted, which triggers refuse. `number` is consecutive from 1, `at` in UTC. `team`:
# as which team they saw it (null: as none), `as_of`: of which night (null: of none).
# `hash`: SHA-256 over `previous`, which is the hash of the row before, and the row.
ACCESS = Table(
    "access",
    METADATA,
    Column(
        "number",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("at", DateTime, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("team", String(40)),
    Column("action", String(20), nullable=False),
    Column("client_id", String(64), nullable=False),
    Column("source", String(20), nullable=False),
    Column("as_of", Date),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index(None, "client_id", "at"),
    Index(None, "actor", "at"),
)

# One row for each time that somebody signed in to the clinics' page. `key_hash`: of the
# key that their browser holds. `teams`: their codes, with blanks between. `seen_at`:
# when a page was last asked for, to the minute; `ended_at`: signed out, or ended by
# somebody else. `subject`: who they are to the county's login, and `kept` what asks it
# whether they still may, sealed with that key; `checked_at`: when it last said yes, and
# `checking_at` since when it is being asked; all null: no login is. `reasons_shown`: of
# each row, as the user chose (null: they did not choose). All times in UTC.
WEB_SESSION = Table(
    "web_session",
    METADATA,
    Column("key_hash", String(64), primary_key=True),
    Column("actor", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("teams", String(2000), nullable=False),
    Column("language", String(2), nullable=False),
    Column("began_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Column("subject", String(255)),
    Column("kept", Text),
    Column("checked_at", DateTime),
    Column("checking_at", DateTime),
    Column("reasons_shown", Integer),
    Column("shortcuts", Boolean),
    Index(None, "actor"),
)

# One row for each time that somebody was sent to the county's login and has not come
# back. `state_hash`: of what comes back with them, `browser_hash`: of what their
# browser holds. `goes_to`: the page that they asked for. `began_at` in UTC.
WEB_LOGIN = Table(
    "web_login",
    METADATA,
    Column("state_hash", String(64), primary_key=True),
    Column("browser_hash", String(64), nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(128), nullable=False),
    Column("goes_to", String(200), nullable=False),
    Column("began_at", DateTime, nullable=False),
)
