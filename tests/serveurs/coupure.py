"""A connection that is cut: a TCP proxy on the loopback that lets so many bytes of the server through, and no more."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Coupure:
    """`limites`: bytes of the server's that the next connections let through; those after them are not cut.

    `coupees` counts the connections that were.
    """

    port: int = 0
    limites: list[int] = field(default_factory=list)
    coupees: int = 0


@contextmanager
def coupure(to_port: int, *limites: int) -> Iterator[Coupure]:
    proxy = Coupure(limites=list(limites))
    listener = socket.create_server(("127.0.0.1", 0))
    proxy.port = listener.getsockname()[1]

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", to_port))
            limit = proxy.limites.pop(0) if proxy.limites else None
            threading.Thread(target=_pump, args=(client, server, None, proxy), daemon=True).start()
            threading.Thread(target=_pump, args=(server, client, limit, proxy), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def _pump(source: socket.socket, target: socket.socket, limit: int | None, proxy: Coupure) -> None:
    passed = 0
    with suppress(OSError):
        while data := source.recv(65536):
            if limit is not None and passed + len(data) > limit:
                target.sendall(data[: limit - passed])
                proxy.coupees += 1
                break
            target.sendall(data)
            passed += len(data)
    for one in (source, target):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
