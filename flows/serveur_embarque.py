"""Prefect's server as a run starts it for itself: it ends with the run, even with one that is killed."""

from __future__ import annotations

import subprocess
from typing import Any

from prefect.server.api.server import SubprocessASGIServer

from flows.orphelins import end_with_us


class ServeurEmbarque(SubprocessASGIServer):
    """Guarded from its first moment on: it takes seconds to answer."""

    _gardien: subprocess.Popen[bytes] | None = None

    def _run_uvicorn_command(self) -> subprocess.Popen[Any]:
        self._dismiss()
        process = super()._run_uvicorn_command()
        self._gardien = end_with_us(process.pid)
        return process

    def stop(self) -> None:
        super().stop()
        self._dismiss()

    def _dismiss(self) -> None:
        if self._gardien is not None:
            self._gardien.kill()
            self._gardien.communicate()
            self._gardien = None
