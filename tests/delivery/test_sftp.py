"""Files reach a real OpenSSH server whole, once, and no other server."""

import hashlib
import re
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor

import asyncssh
import pytest

from delivery import sftp
from delivery.packages import Package, file_name
from worklist.deliveries import Kind

from .servers import Cut, sshd, unclaimed

TEAM = "station-koivula"
LIST = f"{TEAM}/lista_{TEAM}_2026-11-22"
# Each attempt's parts have names of their own.
OWN = re.compile(r"\.[0-9a-f]{32}\.part")
NOTE = f"{TEAM}/ei_listaa_{TEAM}_2026-11-22"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with sshd(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A server that knows no rename that replaces."""
    with sshd(tmp_path_factory.mktemp("plain"), "-P posix-rename") as server:
        yield server


@pytest.fixture
def server(running):
    """The server with nothing on it."""
    shutil.rmtree(running.folder)
    running.folder.mkdir()
    running.log.write_text("")
    return running


@pytest.fixture
def package(as_of):
    def make(kind=Kind.LIST, suffixes=("xlsx", "csv"), size=50_000):
        files = {
            file_name(kind, TEAM, as_of, suffix): suffix.encode() * size
            for suffix in suffixes
        }
        return Package(TEAM, as_of, kind, files)

    return make


def expected(package):
    files = {f"{TEAM}/{name}": content for name, content in package.files.items()}
    name, content = package.checksums
    return files | {f"{TEAM}/{name}": content}


def test_files_arrive_with_their_checksums_and_for_their_owner_alone(server, package):
    sent = package()
    sftp.put(sent, server.settings, unclaimed)
    assert server.files() == expected(sent)
    for line in server.files()[f"{LIST}.sha256"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(server.files()[f"{TEAM}/{name}"]).hexdigest() == digest
    for path in (server.folder / TEAM).iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((server.folder / TEAM).stat().st_mode) == 0o700


def test_a_file_has_its_name_once_it_is_whole_and_the_checksums_go_last(
    server, package
):
    sftp.put(package(), server.settings, unclaimed)
    server.log.write_text("")
    sftp.put(package(), server.settings, unclaimed)
    asked = [
        (line.split()[0], OWN.sub(".part", line.rpartition("/")[2].split('"')[0]))
        for line in server.asked("open ", "close ", "posix-rename ", "remove ")
    ]
    names = [f"lista_{TEAM}_2026-11-22.{suffix}" for suffix in ("xlsx", "csv")]
    last = f"lista_{TEAM}_2026-11-22.sha256"
    assert asked == [
        ("remove", last),
        *(
            (verb, name if verb == "posix-rename" else f"{name}.part")
            for name in (*names, last)
            for verb in ("open", "close", "posix-rename")
        ),
    ]


def test_a_server_without_a_rename_that_replaces_takes_files_all_the_same(
    plain, package
):
    for sent in (package(), package(size=20)):
        sftp.put(sent, plain.settings, unclaimed)
        assert plain.files() == expected(sent)
    assert plain.asked("posix-rename ") == []


def test_a_list_that_became_a_note_leaves_no_list(server, package):
    sftp.put(package(), server.settings, unclaimed)
    empty = package(Kind.EMPTY, ["txt"])
    sftp.put(empty, server.settings, unclaimed)
    assert server.files() == expected(empty)


def test_a_failure_leaves_lists_where_they_are(server, package):
    listed, failure = package(), package(Kind.FAILURE, ["txt"])
    sftp.put(listed, server.settings, unclaimed)
    sftp.put(failure, server.settings, unclaimed)
    assert server.files() == expected(listed) | expected(failure)
    sftp.put(listed, server.settings, unclaimed)
    assert server.files() == expected(listed)


def test_other_files_stay(server, package):
    place = server.folder / TEAM
    place.mkdir(exist_ok=True)
    others = ["muistio.docx", f"lista_{TEAM}_2026-11-21.csv", "lista_x_2026-11-22.csv"]
    for name in others:
        (place / name).write_text("x")
    sftp.put(package(), server.settings, unclaimed)
    assert {f"{TEAM}/{name}" for name in others} <= set(server.files())


def changed(settings, **told):
    return settings.model_copy(update=told)


def test_a_server_with_another_key_is_sent_nothing(server, package):
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    with pytest.raises(sftp.Refused, match="HostKeyNotVerifiable"):
        sftp.put(package(), changed(server.settings, host_key=other.strip()), unclaimed)
    assert server.files() == {}


def test_without_a_key_of_ours_nobody_is_let_in(server, package, tmp_path):
    stranger = tmp_path / "stranger"
    asyncssh.generate_private_key("ssh-ed25519").write_private_key(str(stranger))
    for key in (None, stranger):
        with pytest.raises(sftp.Refused, match="PermissionDenied"):
            sftp.put(package(), changed(server.settings, key_file=key), unclaimed)


def test_what_is_no_key_is_said_as_such(server, package, tmp_path):
    no_key = tmp_path / "no key"
    no_key.write_text("no key")
    for told in ({"key_file": no_key}, {"host_key": "ssh-ed25519 AAAA"}):
        with pytest.raises(sftp.Refused, match="KeyImportError"):
            sftp.put(package(), changed(server.settings, **told), unclaimed)


def test_half_a_file_never_gets_its_name(server, package, monkeypatch):
    async def half(*_):
        return 1

    monkeypatch.setattr(asyncssh.SFTPClient, "getsize", half)
    with pytest.raises(sftp.Unfinished):
        sftp.put(package(), server.settings, unclaimed)
    assert [OWN.sub(".part", name) for name in server.files()] == [f"{LIST}.xlsx.part"]
    monkeypatch.undo()
    sftp.put(package(), server.settings, unclaimed)
    assert server.files() == expected(package())


def test_a_wire_that_breaks_anywhere_leaves_no_torn_file_and_no_second_one(
    server, package
):
    before, after = package(size=10), package(size=20)
    with Cut(server.settings.port) as wire:
        through = changed(server.settings, port=wire.port)
        sftp.put(before, through, unclaimed)
        whole = wire.carried
        broken = 0
        for left in range(whole // 2, whole, whole // 12):
            wire.left, wire.carried = left, 0
            try:
                sftp.put(after, through, unclaimed)
            except OSError:
                broken += 1
            known = (expected(before), expected(after))
            for name, content in server.files().items():
                if not name.endswith(".part"):
                    assert content in [files.get(name) for files in known]
            sftp.put(after, server.settings, unclaimed)
            assert server.files() == expected(after)
            before, after = after, before
    assert broken > 4


def test_what_slept_before_its_rename_cannot_lie_over_what_is_newer(server, package):
    older, newer = package(size=10), package(size=20)

    def asleep_after_it():
        sftp.put(newer, server.settings, unclaimed)

    with (
        ThreadPoolExecutor(1) as other,
        pytest.raises(sftp.Refused, match="NoSuchFile"),
    ):
        sftp.put(older, server.settings, lambda: other.submit(asleep_after_it).result())
    assert server.files() == expected(newer)


def test_whoever_may_not_go_on_leaves_what_is_there(server, package):
    sftp.put(package(size=10), server.settings, unclaimed)

    def stop():
        raise RuntimeError("overtaken")

    with pytest.raises(RuntimeError, match="overtaken"):
        sftp.put(package(size=20), server.settings, stop)
    assert server.files() == expected(package(size=10))


class Overtaken(RuntimeError):
    """Another delivery has begun since."""


@pytest.fixture
def overtaken(server):
    """`overtaken(sent, verb)`: `sent` goes all the way when the next asks so first."""

    def by(sent, verb, monkeypatch):
        done = []

        async def asleep(self, *given):
            if not done:
                monkeypatch.undo()
                with ThreadPoolExecutor(1) as other:
                    other.submit(sftp.put, sent, server.settings, unclaimed).result()
                done.append(verb)
            return await getattr(self, verb)(*given)

        def check():
            if done:
                raise Overtaken

        monkeypatch.setattr(asyncssh.SFTPClient, verb, asleep)
        return check

    return by


def test_whoever_was_overtaken_takes_no_checksums_away_unsaid(
    server, package, overtaken, monkeypatch
):
    sftp.put(package(size=10), server.settings, unclaimed)
    sent = package(size=20)
    check = overtaken(sent, "remove", monkeypatch)
    with pytest.raises(sftp.Late):
        sftp.put(sent, server.settings, check)
    assert server.files() != expected(sent)


@pytest.mark.parametrize("verb", ["getsize", "posix_rename"])
def test_whose_part_is_gone_was_overtaken_and_has_harmed_nothing(
    server, package, overtaken, monkeypatch, verb
):
    sent = package()
    check = overtaken(sent, verb, monkeypatch)
    with pytest.raises(Overtaken):
        sftp.put(sent, server.settings, check)
    assert server.files() == expected(sent)


def test_a_part_that_is_gone_already_need_not_be_taken_away(server, package):
    sent = package()

    def asleep():
        for part in server.folder.rglob("*.part"):
            part.unlink()
        raise Overtaken

    with pytest.raises(Overtaken):
        sftp.put(sent, server.settings, asleep)
