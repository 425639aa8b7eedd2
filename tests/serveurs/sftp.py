"""A real SFTP server on the loopback: a folder, a host key, and a count of what was read."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh

USER = "ent"
PASSWORD = "p4ss-of-the-drop"


@dataclass
class ServeurSftp:
    """`dossier` is its root; `octets_lus` the bytes that clients read of each path, `connexions` how many came."""

    dossier: Path
    port: int = 0
    octets_lus: Counter[str] = field(default_factory=Counter)
    connexions: int = 0
    cle_hote: asyncssh.SSHKey = field(default_factory=lambda: asyncssh.generate_private_key("ssh-ed25519"))
    cle_client: asyncssh.SSHKey = field(default_factory=lambda: asyncssh.generate_private_key("ssh-ed25519"))

    def url(self, path: str, port: int | None = None) -> str:
        return f"sftp://{USER}@127.0.0.1:{port or self.port}/{path}"

    def known_hosts(self, port: int | None = None, key: asyncssh.SSHKey | None = None) -> str:
        """What a known_hosts file says of this server."""
        public = (key or self.cle_hote).export_public_key().decode()
        return f"[127.0.0.1]:{port or self.port} {public}"

    @property
    def cle_privee(self) -> str:
        """A private key that is let in."""
        return self.cle_client.export_private_key().decode()


@contextmanager
def serveur_sftp(dossier: Path) -> Iterator[ServeurSftp]:
    dossier.mkdir(parents=True, exist_ok=True)
    serveur = ServeurSftp(dossier)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> asyncssh.SSHAcceptor:
        return await asyncssh.create_server(
            lambda: _Session(serveur),
            "127.0.0.1",
            0,
            server_host_keys=[serveur.cle_hote],
            sftp_factory=lambda channel: _Files(channel, serveur),
        )

    acceptor = asyncio.run_coroutine_threadsafe(start(), loop).result()
    serveur.port = acceptor.get_port()

    async def stop() -> None:
        acceptor.close()
        await acceptor.wait_closed()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    try:
        yield serveur
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class _Session(asyncssh.SSHServer):
    def __init__(self, serveur: ServeurSftp) -> None:
        self._serveur = serveur

    def connection_made(self, _: Any) -> None:
        self._serveur.connexions += 1

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return username == USER and key.public_data == self._serveur.cle_client.public_data


class _Files(asyncssh.SFTPServer):
    def __init__(self, channel: Any, serveur: ServeurSftp) -> None:
        super().__init__(channel, chroot=str(serveur.dossier).encode())
        self._octets_lus = serveur.octets_lus
        self._root = str(serveur.dossier)

    def read(self, file_obj: Any, offset: int, size: int) -> bytes:
        data = super().read(file_obj, offset, size)
        name = file_obj.name.decode() if isinstance(file_obj.name, bytes) else str(file_obj.name)
        self._octets_lus[name.removeprefix(self._root).lstrip("/")] += len(data)
        return data
