"""Puts a team's files into its folder on a server: whole or not at all.

Each file is written beside its name and renamed once its size is right; the checksums
go last, so that a receiver who waits for them never reads half a delivery.
"""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from posixpath import join
from uuid import uuid4

import asyncssh

from delivery.packages import Package, files_of
from schemas.deliveries import SftpServer

UNFINISHED = ".part"
CHECKSUMS = ".sha256"
KEYS_AND_SERVERS = (
    asyncssh.Error,
    asyncssh.KeyImportError,
    asyncssh.KeyEncryptionError,
)


class Refused(OSError):
    """The server, or one of the keys, did not do; the cause says which."""


class Unfinished(OSError):
    """The server holds another number of bytes than it was sent."""


class Late(OSError):
    """Another delivery began while a file of the same name was being taken away."""


def put(package: Package, server: SftpServer, check: Callable[[], None]) -> None:
    """Send a package to a server that shows the pinned host key, and to no other.

    What an earlier delivery of the same day left and is not part of this one is
    removed. `check` raises where another delivery has begun since, which takes away
    what this one has not yet renamed; whoever has the same to send is not harmed then.
    Raises OSError where it fails; done again, it gives the same files.
    """
    sending = _put(package, server, check)
    try:
        asyncio.run(asyncio.wait_for(sending, 10 * server.timeout))
    except KEYS_AND_SERVERS as error:
        raise Refused(f"{server.host}: {type(error).__name__}") from error


async def _put(package: Package, server: SftpServer, check: Callable[[], None]) -> None:
    place = join(server.folder, package.team)
    async with (
        asyncssh.connect(
            server.host,
            server.port,
            username=server.user,
            password=server.password(),
            known_hosts=([asyncssh.import_public_key(server.host_key)], [], []),
            # Null, not an empty list, keeps it from looking for keys by itself.
            client_keys=[str(server.key_file)] if server.key_file else None,
            # Nothing but the settings: no agent, no configuration of whoever runs this.
            agent_path=None,
            config=None,
            connect_timeout=server.timeout,
            login_timeout=server.timeout,
        ) as connection,
        connection.start_sftp_client() as sftp,
    ):
        await _replace(sftp, place, package, check)


async def _replace(
    sftp: asyncssh.SFTPClient,
    place: str,
    package: Package,
    check: Callable[[], None],
) -> None:
    if not await sftp.isdir(place):
        await sftp.mkdir(place, asyncssh.SFTPAttrs(permissions=0o700))
    names = sorted(map(str, await sftp.listdir(place)))
    every = files_of(package.team, package.as_of).pattern
    unfinished = re.compile(rf"({every})(\..*)?{re.escape(UNFINISHED)}")
    parts = [name for name in names if unfinished.fullmatch(name)]
    old = [name for name in names if package.replaced.fullmatch(name)]
    # Whoever reads meanwhile finds no checksums, and waits.
    for name in [*parts, *(name for name in old if name.endswith(CHECKSUMS))]:
        await _remove(sftp, join(place, name), check)
    for name, content in package.files.items():
        await _write(sftp, join(place, name), content, check)
    for name in old:
        if not name.endswith(CHECKSUMS) and name not in package.files:
            await _remove(sftp, join(place, name), check)
    checksums, told = package.checksums
    await _write(sftp, join(place, checksums), told, check)


async def _remove(
    sftp: asyncssh.SFTPClient, name: str, check: Callable[[], None]
) -> None:
    check()
    # Another attempt may have been at it too.
    with suppress(asyncssh.SFTPNoSuchFile):
        await sftp.remove(name)
    try:
        check()
    except Exception as error:
        raise Late(f"{name}: another delivery may miss it") from error


async def _write(
    sftp: asyncssh.SFTPClient, name: str, content: bytes, check: Callable[[], None]
) -> None:
    # Each attempt writes its own: half of one must not be renamed by another.
    part = f"{name}.{uuid4().hex}{UNFINISHED}"
    mode = asyncssh.SFTPAttrs(permissions=0o600)
    async with sftp.open(part, "wb", mode) as file:
        await file.write(content)
        with suppress(asyncssh.SFTPOpUnsupported):
            await file.fsync()
    try:
        if await sftp.getsize(part) != len(content):
            raise Unfinished(f"{part}: the server holds another number of bytes")
        try:
            check()
        except Exception:
            with suppress(asyncssh.SFTPNoSuchFile):
                await sftp.remove(part)
            raise
        await sftp.posix_rename(part, name)
    except asyncssh.SFTPNoSuchFile:
        # Whoever took the part away has begun since.
        check()
        raise
    except asyncssh.SFTPOpUnsupported:
        # A plain rename does not replace; the checksums are not there meanwhile.
        with suppress(asyncssh.SFTPNoSuchFile):
            await sftp.remove(name)
        await sftp.rename(part, name)
