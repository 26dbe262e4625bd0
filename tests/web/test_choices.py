"""Everything that can be recorded has a button, and each button says one thing."""

import pytest

from web.choices import chosen, in_words, menus
from worklist.vocabulary import Effect, Kind, vocabulary


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_code_and_reason_has_a_button(language):
    values = [one.value for menu in menus(language) for one in menu.choices]
    assert len(values) == len(set(values))
    for code, kind in vocabulary().dispositions.items():
        if kind.effect == Effect.TRANSFER:
            assert any(menu.transfers for menu in menus(language))
        for reason in kind.reasons or [None]:
            for days in kind.ends or [None]:
                said = ":".join(str(part) for part in (code, reason, days) if part)
                assert (said in values) == (kind.effect != Effect.TRANSFER)


def test_a_button_says_code_reason_and_days():
    one = chosen("snoozed:agreed_later:30")
    assert (one.code, one.reason, one.days) == ("snoozed", "agreed_later", 30)
    assert chosen("taken").reason is chosen("taken").days is None
    assert chosen("not_relevant:planned").reason == "planned"


@pytest.mark.parametrize(
    "value", ["", "taken:planned", "snoozed:agreed_later:8", "not_relevant", "x" * 99]
)
def test_what_no_button_says_is_refused(value):
    with pytest.raises(ValueError, match="no button"):
        chosen(value)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_what_was_recorded_is_not_said_as_somebody_promises_it(language):
    for code, kind in vocabulary().dispositions.items():
        said, button = in_words(code, None, language), getattr(kind, language)
        assert (said != button) == (code in ("taken", "snoozed"))


def test_words_of_what_was_recorded_that_say_the_same_are_refused():
    kind = vocabulary().dispositions["taken"].model_dump()
    kind["recorded"]["sv"] = kind["sv"]
    with pytest.raises(ValueError, match="leave it out"):
        Kind.model_validate(kind)
