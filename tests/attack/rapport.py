"""What an attack found, as a text: how many breaches of each kind, with examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from attack.assaut import Breche, Constat, figure

EXEMPLES = 3


def as_text(found: Constat) -> str:
    return "\n".join(_lines(found))


def _lines(found: Constat) -> Iterator[str]:
    yield f"{len(found.breches)} breaches of {found.sensibles} sensitive figures; {found.masques} figures are masked"
    kinds: dict[tuple[str, str, str], list[Breche]] = defaultdict(list)
    for one in found.breches:
        kinds[one.nature, one.par, figure(one.cle)].append(one)
    for (nature, par, what), breaches in sorted(kinds.items(), key=lambda kind: (kind[0][0], -len(kind[1]))):
        yield f"{len(breaches):6d}  {nature:8s}  {par:30s}  {what}"
        yield from (f"        {one}" for one in breaches[:EXEMPLES])
