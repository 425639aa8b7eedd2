"""Drops on an SFTP server, whose host key is checked; SSH's own keys and agent let in where no secret is named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh
from sshfs import SSHFileSystem

from ent_report.transports.depots import (
    Acces,
    ChangedError,
    DepotError,
    Distant,
    Protocole,
    TransientError,
    is_of_the_disk,
)
from ent_report.transports.motifs import Motif
from ent_report.transports.urls import Lieu

TIMEOUT_S = 20
PIECE_BYTES = 8 * 1024 * 1024
KNOWN_HOSTS = ("~/.ssh/known_hosts", "/etc/ssh/ssh_known_hosts")
PRIVATE_KEY = "-----BEGIN"


@dataclass
class DepotSftp:
    lieu: Lieu
    acces: Acces
    _system: SSHFileSystem | None = field(default=None, repr=False)

    def find(self, motif: Motif) -> list[Distant]:
        with self._told():
            if motif.est_glob:
                return list(self._walk(motif.dossier, motif.niveaux))
            try:
                found = self._connected().info(motif.dossier or ".")
            except FileNotFoundError:
                self._connected().info(motif.dossier.rpartition("/")[0] or "/")  # or it is the folder that lacks
                return []
            if found["type"] != "directory":
                return [self._described(motif.dossier, found)]
            return list(self._walk(motif.dossier, None))

    def fetch(self, distant: Distant, cible: Path) -> None:
        """Read as much as was listed, and whether there is more: a file may grow for as long as it is read.

        It is read and not got: the library's `get` makes a link of a link, to whatever lies there on this machine.
        """
        with self._told():
            system = self._connected()
            with system.open(_there(distant.chemin), "rb") as there, cible.open("wb") as here:
                while piece := there.read(min(PIECE_BYTES, distant.octets + 1 - here.tell())):
                    here.write(piece)
            after = self._described(distant.chemin, system.info(_there(distant.chemin)))
        if after != distant:
            raise ChangedError("it changed while it was brought")

    def close(self) -> None:
        self._system = None  # its finalizer closes the connection

    def _walk(self, folder: str, levels: int | None) -> Iterator[Distant]:
        """The files below a folder; linked files are followed, linked folders are not."""
        for one in self._connected().ls(_there(folder) or "."):
            name = one["name"].rpartition("/")[2]
            path = f"{folder.rstrip('/')}/{name}" if folder else name
            if one["type"] == "link":
                try:
                    one = self._connected().info(_there(path))  # noqa: PLW2901  what it leads to
                except FileNotFoundError:
                    continue
                if one["type"] == "directory":
                    continue
            if one["type"] == "file":
                yield self._described(path, one)
            elif one["type"] == "directory" and levels != 0 and not name.startswith("."):
                yield from self._walk(path, None if levels is None else levels - 1)

    def _described(self, path: str, found: dict[str, Any]) -> Distant:
        changed_s = found["mtime"].timestamp()
        return Distant(path, found["size"], changed_s, round(changed_s) * 10**9)

    def _connected(self) -> SSHFileSystem:
        if self._system is None:
            self._system = SSHFileSystem(
                self.lieu.hote,
                **({"port": self.lieu.port} if self.lieu.port else {}),
                **({"username": self.lieu.utilisateur} if self.lieu.utilisateur else {}),
                **self._secret(),
                known_hosts=self._known_hosts(),
                connect_timeout=TIMEOUT_S,
                login_timeout=TIMEOUT_S,
                keepalive_interval=TIMEOUT_S,
                skip_instance_cache=True,
            )
        return self._system

    def _secret(self) -> dict[str, Any]:
        """A password, or a private key; nothing leaves it to SSH's own keys and agent."""
        secret = self.acces.secret
        if secret is None:
            return {}
        if not secret.lstrip().startswith(PRIVATE_KEY):
            return {"password": secret, "client_keys": None, "agent_path": None}
        try:
            key = asyncssh.import_private_key(secret.strip() + "\n")
        except ValueError as error:  # a key that has a passphrase too
            raise DepotError(
                f"found a private key that cannot be read ({error}), expected one without a passphrase, in OpenSSH's "
                "or PEM form"
            ) from error
        return {"client_keys": [key], "agent_path": None}

    def _known_hosts(self) -> list[str]:
        """The files that tell known host keys: there is no way on without one."""
        if self.acces.cles_hotes is not None:
            file = self.acces.dossier / self.acces.cles_hotes
            if not os.access(file, os.R_OK):
                raise DepotError(
                    f"cles_hotes: {self.acces.cles_hotes}: found no file that can be read, {self._advice()}"
                )
            return [str(file)]
        files = [Path(name).expanduser() for name in KNOWN_HOSTS]
        known = [str(file) for file in files if os.access(file, os.R_OK)]
        if not known:
            raise DepotError(f"found no known_hosts file ({', '.join(KNOWN_HOSTS)}), {self._advice()}")
        return known

    def _advice(self) -> str:
        port = f"-p {self.lieu.port} " if self.lieu.port else ""
        return (
            f"expected the server's key in one: compare what `ssh-keyscan {port}{self.lieu.hote}` prints with what the "
            "server's owner says, and put it there"
        )

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the library raises, as a line; after a lost connection the next attempt begins with a new one."""
        try:
            yield
        except asyncssh.HostKeyNotVerifiable as error:
            files = self.acces.cles_hotes or "known_hosts"
            raise DepotError(f"found a host key that is not in {files}, {self._advice()}") from error
        except PermissionError as error:
            who = self.lieu.utilisateur or "this machine's user"
            raise DepotError(f"found that the login of {who} is refused, expected one that is let in") from error
        except asyncssh.SFTPPermissionDenied as error:
            raise DepotError("found that it may not be read, expected the right to read it") from error
        except FileNotFoundError as error:
            raise DepotError("found no such folder, expected the one that files are put in") from error
        except (asyncssh.Error, OSError) as error:
            if isinstance(error, OSError) and is_of_the_disk(error):
                raise
            self._system = None
            raise TransientError(
                f"found no way to it ({_reason(error)}), expected an SFTP server that answers"
            ) from error
        except ValueError as error:  # a line of known_hosts, or a key
            raise DepotError(f"found {str(error) or type(error).__name__}, expected known_hosts' form") from error


def _there(path: str) -> str:
    """A path as the server takes it: `/~/` is the user's own folder."""
    return path.removeprefix("/~").lstrip("/") or "." if f"{path}/".startswith("/~/") else path


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error).partition("\n")[0]
    return text or type(error).__name__


PROTOCOLE = Protocole(60, DepotSftp)
