"""The page of the seeds' coverage: every statement, every trigger, whole numbers."""

from docs.writers.coverage import ANSWERS, HOW_TO_READ, answer, coverage_page
from schemas.checklist import checklist
from triggers._catalogue import stems

PAGE = coverage_page()


def row_of(one):
    """Whether the page has a table row with a statement, its answer and triggers."""
    links = [f"(triggers/{stem}.md)" for stem in one.triggers]
    return any(
        f"| {one.statement} |" in line
        and answer(one) in line
        and all(link in line for link in links)
        and one.quote in line
        for line in PAGE.splitlines()
    )


def test_every_statement_stands_on_the_page():
    """With its answer, its triggers and, for a sign, the seed's own words."""
    assert not [one.number for one in checklist() if not row_of(one)]
    gone = checklist()[0].model_copy(update={"statement": "Said nowhere"})
    assert not row_of(gone)


def test_every_answer_is_explained():
    """The page says first what each answer means."""
    assert tuple(name for name, _ in HOW_TO_READ) == ANSWERS
    assert {answer(one) for one in checklist()} == {*ANSWERS}


def test_every_trigger_has_a_line_from_trigger_to_seed():
    """With the lines on which its decision rests."""
    section = PAGE.split("## From trigger to seed")[1].split("## ")[0]
    lines = section.strip().splitlines()
    assert all(sum(f"/{stem}.md)" in line for line in lines) == 1 for stem in stems())


def test_the_numbers_add_up():
    """Signs and everything else together are all statements, by seed and by answer."""
    counted = [
        [int(cell) for cell in line.strip("| ").split(" | ")[1:]]
        for line in PAGE.splitlines()
        if line.startswith("| together |")
    ]
    assert sum(total for total, *_ in counted) == len(checklist())
    assert all(total == sum(answers) for total, *answers in counted)
