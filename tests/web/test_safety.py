"""What every answer carries, and which requests are refused before they are read."""

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from web.safety import Safety

HOST = "lista.example"


@pytest.fixture
def client():
    async def answer(_):
        return PlainTextResponse("done")

    paths = [
        Route(path, answer, methods=["GET", "POST", "PUT", "DELETE"])
        for path in ("/", "/static/x")
    ]
    return TestClient(
        Safety(Starlette(routes=paths), [HOST]), base_url=f"https://{HOST}"
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "same-origin", "origin": "null"},
        {"origin": f"https://{HOST}"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_our_own_pages_may_change_things(client, method, headers):
    assert client.request(method, "/", headers=headers).text == "done"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": f"https://{HOST}"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "https://elsewhere.example"},
        {"origin": f"https://{HOST}.elsewhere.example"},
        {"origin": f"https://{HOST}:8443"},
        {"referer": f"https://{HOST}/"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nobody_else_may(client, method, headers):
    refused = client.request(method, "/", headers=headers)
    assert refused.status_code == 403
    assert "done" not in refused.text


@pytest.mark.parametrize(
    "host", ["", "elsewhere.example", f"{HOST}.elsewhere.example", f"x@{HOST}]", "[::1"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_at_another_address_nothing_is(client, method, host):
    given = {"host": host, "sec-fetch-site": "same-origin"}
    refused = client.request(method, "/", headers=given)
    assert refused.status_code == 400
    assert ("not at this address" in refused.text) == (method != "HEAD")


@pytest.mark.parametrize("host", [f"{HOST}:8443", HOST.upper()])
def test_a_port_makes_no_other_address(client, host):
    assert client.get("/", headers={"host": host}).text == "done"


def test_anybody_may_ask_to_read(client):
    assert client.get("/", headers={"sec-fetch-site": "cross-site"}).text == "done"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_answer_is_kept_framed_or_lets_scripts_in(client, method):
    answer = client.request(method, "/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_files_without_people_are_kept(client):
    assert client.get("/static/x").headers["cache-control"] == "max-age=3600"
