"""What a browser with nothing kept receives before the first list can be read."""

import re

from tests.web.test_recording import TEAM

LINKED = re.compile(r'<(?:link|script)[^>]* (?:href|src)="([^"]+)"')
MOST = 100_000


def test_the_first_list_is_read_after_less_than_100_kilobytes(browser):
    client = browser(TEAM)

    def received(address):
        answer = client.get(address, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200
        return answer, int(answer.headers["content-length"])

    page, size = received(f"/teams/{TEAM}")
    linked = LINKED.findall(page.text)
    assert len(linked) >= 3
    assert all(one.startswith("/static/") for one in linked)
    assert size + sum(received(one)[1] for one in linked) < MOST
