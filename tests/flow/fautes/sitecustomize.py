"""Read by Python at its start where this folder is on its path: some lycées' reports end as faults of libraries do.

`MEURT` names those whose process is killed, `TARDE` those that never end, `SOURD` those that no signal reaches.
"""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from ent_report.editions import production

_whole = production.Atelier._lycee


def _lycee(self: Any, lycee: Any) -> Any:
    uai = str(lycee.uai)
    if uai in os.environ.get("MEURT", ""):
        os.kill(os.getpid(), signal.SIGKILL)
    if uai in os.environ.get("SOURD", ""):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        time.sleep(3600)
    if uai in os.environ.get("TARDE", ""):
        time.sleep(3600)
    return _whole(self, lycee)


production.Atelier._lycee = _lycee  # type: ignore[method-assign]
