"""Writes the page that holds what the seeds say beside what shows it."""

from collections.abc import Callable, Iterator

from docs.writers.markdown import generated_from, table
from schemas.checklist import SEEDS, Data, Otherwise, Statement, checklist, not_shown
from triggers._catalogue import definition, stems
from triggers._decisions import Decision, Stands, Status

# How a statement is answered, in the words of the page.
SHOWN = "shown"
IN_PART = "in part"
SAID = "a person must say it"
ASKED = "only by asking"
UNSEEN = "cannot be seen"
OVERVIEW = "overview only"
RULE = "rule"
WORK = "people's work"
HISTORY = "history"
ANSWERS = (SHOWN, IN_PART, SAID, ASKED, UNSEEN, OVERVIEW, RULE, WORK, HISTORY)
BY_WORDS = {
    Otherwise.PERSON: ASKED,
    Otherwise.UNSEEN: UNSEEN,
    Otherwise.AGGREGATE: OVERVIEW,
    Otherwise.RULE: RULE,
    Otherwise.PEOPLE: WORK,
    Otherwise.NOTHING: HISTORY,
}
BY_DATA = {Data.YES: SHOWN, Data.PARTLY: IN_PART, Data.NO: SAID}
HOW_TO_READ = (
    (SHOWN, "A trigger finds it in the data."),
    (IN_PART, "A trigger finds some of it, or a neighbouring fact; the row says what."),
    (
        SAID,
        "No data tell of it. Once somebody enters it as a concern, a list shows it.",
    ),
    (ASKED, "It comes up only between client and professional: no list shows it."),
    (UNSEEN, "These data cannot show it; the row says why."),
    (
        OVERVIEW,
        "It tells of a service or a county, never of one person: no list shows it.",
    ),
    (RULE, "A rule for the product itself; the row says how it is kept."),
    (WORK, "It tells how people work, which no data show and no list replaces."),
    (HISTORY, "Background, references and empty headings."),
)


def coverage_page() -> str:
    """What each seed says, the signs first, and which trigger shows it."""
    parts = [
        "# Coverage of the seeds",
        generated_from("schemas/checklist.csv and schemas/not_shown.csv"),
        "The product comes from five documents, its seeds. This page holds every "
        "statement of theirs beside what shows it. An empty list never means that "
        "there is no need: much of what the seeds name is seldom recorded, or known "
        "only once a person has said it.",
        table(
            ["answer", "means"], [[f"**{name}**", says] for name, says in HOW_TO_READ]
        ),
        "A trigger with \\* lists nobody by itself: it is told beside a trigger of "
        "another family. S3:22 is line 22 of seed S3; S0:132a is the first item of "
        "line 132.",
        "## In numbers",
        *_numbers(),
        *(part for seed in SEEDS for part in _seed(seed)),
        "## From trigger to seed",
        "Each decision cites the lines that it rests on. A trigger may also tell "
        "something of other lines, most often in part.",
        _triggers(),
        "## What no list shows",
        "These sentences stand on the guide of every list and on the note of a day "
        "without rows.",
        table(
            ["suomi", "svenska", "English"],
            [[one.fi, one.sv, one.en] for one in not_shown()],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def answer(one: Statement) -> str:
    """How a statement is answered: one of `ANSWERS`."""
    return BY_DATA[one.data] if one.triggers else BY_WORDS[Otherwise(one.shown_by)]


def _numbers() -> Iterator[str]:
    yield "Signs, criteria and rules that the seeds list as such:"
    yield _counts(lambda one: bool(one.official))
    yield "Everything else that they say:"
    yield _counts(lambda one: not one.official)


def _counts(chosen: Callable[[Statement], bool]) -> str:
    rows = [one for one in checklist() if chosen(one)]
    named = [name for name in ANSWERS if any(answer(one) == name for one in rows)]

    def line(heading: str, of: list[Statement]) -> list[str]:
        answers = [answer(one) for one in of]
        return [heading, str(len(of)), *(str(answers.count(name)) for name in named)]

    by_seed = [
        line(f"{seed} {name.split(':')[0]}", [one for one in rows if one.seed == seed])
        for seed, name in SEEDS.items()
    ]
    return table(["seed", "all", *named], [*by_seed, line("together", rows)])


def _seed(seed: str) -> Iterator[str]:
    rows = [one for one in checklist() if one.seed == seed]
    yield f"## {seed} · {SEEDS[seed]}"
    for heading in dict.fromkeys(one.official for one in rows if one.official):
        yield f"### {heading}"
        yield table(
            ["line", "in the seed's words", "it says", "answer", "how"],
            [
                [_lines(one), one.quote, one.statement, f"**{answer(one)}**", _how(one)]
                for one in rows
                if one.official == heading
            ],
        )
    yield f"### Everything else in {seed}"
    yield table(
        ["line", "it says", "answer", "how"],
        [
            [_lines(one), one.statement, answer(one), _how(one)]
            for one in rows
            if not one.official
        ],
    )


def _lines(one: Statement) -> str:
    return ", ".join(f"{one.seed}:{lines}" for lines in one.lines.split())


def _how(one: Statement) -> str:
    """The triggers that show it, and what the checklist remarks."""
    triggers = ", ".join(map(_link, one.triggers))
    return ". ".join(part for part in (triggers, one.remark) if part)


def _link(stem: str) -> str:
    link = f"[{definition(stem).name.en}](triggers/{stem}.md)"
    newest = _newest(stem)
    if newest.status != Status.LIVE:
        return f"{link} ({newest.status})"
    return f"{link}\\*" if newest.stands == Stands.BESIDE else link


def _triggers() -> str:
    def line(stem: str) -> list[str]:
        cited = _newest(stem).seed_lines
        others = [
            _lines(one)
            for one in checklist()
            if stem in one.triggers and not {*cited} & {*one.seed_lines()}
        ]
        name = definition(stem).name
        return [
            definition(stem).id,
            _link(stem),
            name.fi,
            name.sv,
            ", ".join(cited),
            ", ".join(dict.fromkeys(others)),
        ]

    return table(
        ["", "trigger", "suomi", "svenska", "rests on", "also tells of"],
        sorted(map(line, stems())),
    )


def _newest(stem: str) -> Decision:
    return next(iter(definition(stem).decisions.values()))
