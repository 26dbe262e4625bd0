"""A real SSH server and a real mail server here, and a wire that can be cut."""

import asyncio
import contextlib
import getpass
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncssh
import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from schemas.deliveries import SftpServer

HERE = "127.0.0.1"
# OpenSSH's own; beside sshd itself, it writes down what it is asked.
SFTP_SERVERS = ("/usr/lib/openssh", "/usr/libexec/openssh", "/usr/lib/ssh")
SECONDS = 20


def unclaimed():
    """No other attempt has claimed what is being sent."""


def free_port():
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind((HERE, 0))
        return free.getsockname()[1]


@dataclass
class Sshd:
    """An OpenSSH server: its settings for us, what it keeps, and what it was asked."""

    settings: SftpServer
    folder: Path
    log: Path

    def files(self):
        """Name to content of all that stands in the teams' folders."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }

    def asked(self, *verbs):
        """What clients asked, in order: lines of the server's own log."""
        lines = (line.strip() for line in self.log.read_text().splitlines())
        return [line for line in lines if line.startswith(verbs)]


@contextlib.contextmanager
def sshd(place, without=""):
    """Start OpenSSH's server in a folder; skips where it is not installed.

    `without`: options of its sftp-server, such as requests that it does not know.
    With HERATE_REQUIRE_SSHD set, its absence fails instead.
    """
    program = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if program is None:
        if os.environ.get("HERATE_REQUIRE_SSHD"):
            pytest.fail("OpenSSH's server is required here, but sshd was not found")
        pytest.skip("no OpenSSH server is installed")
    sftp = shutil.which("sftp-server", path=":".join(SFTP_SERVERS))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    keys = {}
    for name in ("host", "client"):
        key = asyncssh.generate_private_key("ssh-ed25519")
        keys[name] = place / name
        key.write_private_key(str(keys[name]))
        keys[name].chmod(0o600)
        key.write_public_key(str(place / f"{name}.pub"))
    folder, log, port = place / "files", place / "log", free_port()
    folder.mkdir()
    (place / "config").write_text(
        f"""
        Port {port}
        ListenAddress {HERE}
        HostKey {keys["host"]}
        AuthorizedKeysFile {place}/client.pub
        PidFile none
        StrictModes no
        UsePAM no
        PermitRootLogin prohibit-password
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        Subsystem sftp {sftp} -e -l INFO {without} 2>>{log}
        MaxStartups 100
        """
    )
    server = subprocess.Popen(
        [program, "-D", "-e", "-f", str(place / "config")], stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port)
        yield Sshd(
            SftpServer(
                host=HERE,
                port=port,
                user=getpass.getuser(),
                host_key=(place / "host.pub").read_text().strip(),
                key_file=keys["client"],
                folder=str(folder),
                timeout=SECONDS,
            ),
            folder,
            log,
        )
    finally:
        server.terminate()
        server.wait(SECONDS)


def wait_for(port):
    """Wait until somebody listens on a port."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection((HERE, port), 1):
            return
        time.sleep(0.02)
    pytest.fail(f"nobody listens on {port}")


class Cut:
    """A wire to a server that breaks once so many bytes have come back over it.

    `whole` lets all bytes pass; `carried` is how many came back.
    """

    def __init__(self, to_port):
        self.to_port, self.port, self.left, self.carried = to_port, free_port(), None, 0
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        listening = asyncio.start_server(self._join, HERE, self.port)
        self.server = self._run(listening)
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(SECONDS)

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(SECONDS)

    async def _join(self, near, to_near):
        far, to_far = await asyncio.open_connection(HERE, self.to_port)
        await asyncio.gather(self._carry(near, to_far), self._back(far, to_near))
        for end in (to_near, to_far):
            end.close()

    async def _carry(self, source, target):
        with contextlib.suppress(OSError):
            while data := await source.read(65_536):
                target.write(data)
                await target.drain()
            target.write_eof()

    async def _back(self, source, target):
        with contextlib.suppress(OSError):
            while data := await source.read(65_536):
                self.carried += len(data)
                if self.left is not None and self.carried > self.left:
                    # What was asked may have been done; nobody hears of it.
                    target.transport.abort()
                    return
                target.write(data)
                await target.drain()
            target.write_eof()


@dataclass
class Mailbox:
    """Takes mail as a server does; `drops` breaks the connection once it has it."""

    mails: list = field(default_factory=list)
    drops: bool = False

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.mails.append((session.ssl is not None, envelope))
        if self.drops:
            server.transport.abort()
        return "250 taken"


@contextlib.contextmanager
def mail_server(context=None, implicit=False):
    """Start a mail server; gives its mailbox and its port.

    `context`: of its certificate, for STARTTLS, or from the first byte if `implicit`.
    """
    mailbox = Mailbox()
    told = {"ssl_context": context} if implicit else {"tls_context": context}
    server = Controller(mailbox, hostname=HERE, port=free_port(), **told)
    server.start()
    try:
        yield mailbox, server.port
    finally:
        server.stop()


def certificate(place):
    """A certificate that this machine signed itself: its file, a server's context."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, secret = place / "certificate.pem", place / "key.pem"
    file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file, secret)
    return file, context
