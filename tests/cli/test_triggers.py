"""`herate triggers` and `herate personas`: the catalogue in words and in stories."""

import json


def test_the_catalogue_and_one_trigger_in_words(herate):
    told = json.loads(herate("triggers", "list", "--json").out)
    assert "many_medicines" in [one["trigger"] for one in told["triggers"]]
    explained = herate("triggers", "explain", "many_medicines").out
    assert "vähintään 7" in explained
    assert "Ei lasketa: " in explained
    assert "S3:20" in explained


def test_the_personas_come_out_as_their_stories_say(herate):
    told = herate("personas", "check")
    assert told.code == 0, told.err
    assert "as their stories say" in told.out
