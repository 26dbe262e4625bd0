"""`herate params`: decisions are shown, proposed, compared and approved."""

from datetime import date, datetime
from difflib import unified_diff
from typing import Annotated

import typer
from pydantic import BaseModel

from cli.comparing import diff
from cli.options import AsOf, Home, Json, day, today
from cli.printing import print_json, say, table
from triggers._approvals import Owner

app = typer.Typer(
    help="Decisions: show, propose, compare and approve them.", no_args_is_help=True
)
app.command("diff")(diff)


@app.callback()
def params() -> None:
    """Decisions: show, propose, compare and approve them."""


class Made(BaseModel):
    """One decision. `in_force_on` null: not approved by both owners."""

    trigger: str
    decision: date
    stands: str
    status: str
    fires_when: str
    approved_by: list[str]
    in_force_on: date | None
    because: str
    decided_by: str
    review_by: date


class Decisions(BaseModel):
    """Decisions of triggers, the newest of each first."""

    schema_version: int = 1
    as_of: date
    decisions: list[Made]


@app.command()
def show(
    trigger: Annotated[
        str | None, typer.Argument(help="Such as many_medicines. Default: all.")
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Every decision: what it says, how it stands on a day, and who approved it."""
    from triggers._catalogue import stems

    on = day(as_of) if as_of else today()
    found = Decisions(
        as_of=on,
        decisions=[
            one
            for stem in ([_known(trigger)] if trigger else stems())
            for one in _made(stem, on)
        ],
    )
    if as_json:
        print_json(found)
        return
    table(
        f"Decisions on {on}",
        ["decision", "stands", "fires when", "approved by"],
        (
            [
                f"{one.trigger}@{one.decision}",
                one.stands,
                one.fires_when,
                ", ".join(one.approved_by) or "nobody",
            ]
            for one in found.decisions
        ),
    )


@app.command()
def validate() -> None:
    """Read every decision and approval, and run the invented people through them."""
    from night.assurance import check_personas
    from triggers._catalogue import check_all

    on = today()
    count, unapproved = check_all()
    outcomes = check_personas(on)
    say(
        f"{count} decisions are as their triggers ask, and those in force as they were "
        f"approved; {outcomes} outcomes of the personas are as their stories say"
    )
    for key in unapproved:
        say(f"  {key} is not approved by both owners: it runs in shadow alone")


@app.command()
def propose(
    trigger: Annotated[str, typer.Argument(help="Such as many_medicines.")],
    changes: Annotated[
        list[str],
        typer.Option(
            "--set",
            help="Such as medicines=6, medicines.more_than=6, status=live or "
            "parameters.look_back_days=180; may be given again.",
        ),
    ],
    because: Annotated[str, typer.Option("--because", help="Why, in a sentence.")],
    decided_by: Annotated[str, typer.Option("--decided-by", help="Who proposes it.")],
    review_by: Annotated[
        datetime,
        typer.Option(
            "--review-by", formats=["%Y-%m-%d"], help="When it is looked at again."
        ),
    ],
    source: Annotated[
        str, typer.Option("--source", help="Where the new values come from.")
    ] = "ours",
    first_day: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            formats=["%Y-%m-%d"],
            help="Its first day, from which it is measured in shadow. Default: today.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the change and write nothing.")
    ] = False,
) -> None:
    """Write a new decision on top of the newest one; until approved it is on trial."""
    from triggers._catalogue import ROOM
    from triggers._proposals import proposed, write_proposal

    stem, first = _known(trigger), day(first_day) if first_day else today()
    given = [one.partition("=") for one in changes]
    for path, equals, value in given:
        if not (path and equals and value):
            raise ValueError(
                f"--set {path}{equals}{value}: write what is changed and its value, "
                "such as medicines=6"
            )
    if day(review_by) <= first:
        raise ValueError(
            f"--review-by {day(review_by)}: it is looked at again after its first day, "
            f"{first}"
        )
    text = proposed(
        stem,
        first,
        {path: value for path, _, value in given},
        {
            "because": because,
            "decided_by": decided_by,
            "review_by": day(review_by),
            "source": source,
        },
    )
    if dry_run:
        before = (ROOM / f"{stem}.yaml").read_text(encoding="utf-8")
        for line in unified_diff(
            before.splitlines(), text.splitlines(), "now", "proposed", lineterm=""
        ):
            say(line)
        return
    write_proposal(stem, text)
    say(
        f"triggers/{stem}.yaml has the decision {stem}@{first}. From the night of "
        f"{first} on it is measured in shadow, and lists nobody. What it would do: "
        f"herate params diff {stem} {stem}@{first}"
    )


@app.command()
def approve(
    decision: Annotated[str, typer.Argument(help="Such as many_medicines@2026-12-01.")],
    role: Annotated[Owner, typer.Option("--role", help="As whom.")],
    by: Annotated[str, typer.Option("--by", help="Who approves: a name or an office.")],
    because: Annotated[
        str | None,
        typer.Option(
            "--because", help="Why a shorter trial or fewer cases are enough."
        ),
    ] = None,
    home: Home = None,
) -> None:
    """Approve a decision as one of its owners; with both approvals it is in force.

    What would list people asks for four weeks in shadow and fifty labelled people, or
    for a reason. That it is approved, and on what, stays in the triggers' files.
    """
    from fixtures.personas import read_personas
    from night.assurance import unlike_their_stories
    from night.trials import trial_of
    from schemas.settings import read_settings
    from triggers._approvals import Approval
    from triggers._catalogue import decided, definition
    from triggers._decisions import Status
    from triggers._proposals import approvals_so_far
    from triggers._proposals import approve as write_approval

    on = today()
    if "@" not in decision:
        raise ValueError(
            f"{decision}: name the decision with its first day, such as "
            f"{decision}@{on}; `herate params show` lists them"
        )
    stem, first = decision_named(decision, on)
    approvals_so_far(stem, first, role, by)
    made = definition(stem).decisions[first]
    approval = Approval(by=by, day=on, because=because)
    if made.status == Status.LIVE:
        trial = trial_of(read_settings(home), stem, first, on)
        if trial.lacks and because is None:
            raise ValueError(
                f"{decision} would list people, which asks for {trial.lacks}; wait, or "
                "say with --because why less is enough"
            )
        approval = approval.model_copy(
            update={
                "weeks_in_shadow": trial.weeks,
                "labelled": trial.labelled,
                "because": because if trial.lacks else None,
            }
        )
    personas = unlike_their_stories(read_personas(), decided(stem, first))
    approved = write_approval(stem, first, role, approval, personas)
    if approved.on is None:
        missing = next(one for one in Owner if getattr(approved, one) is None)
        said = f"it is in force once its {missing.replace('_', ' ')} approves it too"
    else:
        said = f"it is in force from the night of {max(approved.on, first)}"
    say(f"{decision} is approved by {by}; {said}")
    for name, days in personas.items():
        for on_day, outcome in days.items():
            say(f"  from then on {name} is expected to be {outcome} on {on_day}")


def _made(stem: str, on: date) -> list[Made]:
    from triggers._approvals import key_of
    from triggers._catalogue import approvals, definition, in_force, trials

    held, tried, found = in_force(stem, on), trials(stem, on), []
    for first, made in definition(stem).decisions.items():
        of = approvals().get(key_of(stem, first))
        approved = of.on if of else None
        if first == held:
            stands = "in force"
        elif first in tried:
            stands = "on trial"
        elif held is not None and first < held:
            stands = "earlier"
        else:
            stands = "begins later"
        found.append(
            Made(
                trigger=stem,
                decision=first,
                stands=stands,
                status=made.status,
                fires_when=made.fires_when.in_words(),
                approved_by=[
                    f"{given.by} ({owner.replace('_', ' ')})"
                    for owner in Owner
                    if of and (given := getattr(of, owner))
                ],
                in_force_on=max(first, approved) if approved else None,
                because=made.because,
                decided_by=made.decided_by,
                review_by=made.review_by,
            )
        )
    return found


def _known(trigger: str) -> str:
    from triggers._catalogue import triggers_on

    triggers_on(date.max, (trigger,))  # Raises for a name that is none.
    return trigger


def decision_named(named: str, on: date) -> tuple[str, date]:
    """The trigger and the first day of a decision; of a bare trigger, that in force."""
    from triggers._catalogue import definition, in_force

    stem, _, first_day = named.partition("@")
    decisions = definition(_known(stem)).decisions
    if first_day:
        found = next((one for one in decisions if str(one) == first_day), None)
    else:
        found = in_force(stem, on)
    if found is None:
        raise ValueError(
            f"{named}: there is no such decision; {stem} has those of "
            f"{', '.join(map(str, decisions))}"
        )
    return stem, found
