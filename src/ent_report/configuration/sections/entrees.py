"""`[references]`, `[sources]`: each input as the way that brings it wants it told."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, Union

from pydantic import Discriminator, Tag, create_model, model_validator

from ent_report.configuration.section import Section
from ent_report.sources.registre import definitions
from ent_report.transports.base import Provenance
from ent_report.transports.registre import transports


def _kind(value: object) -> str:
    """What brings an input: files of this machine, where nothing else is said."""
    kind = value.get("kind", "files") if isinstance(value, Mapping) else getattr(value, "kind", "files")
    return str(kind)


def _any_provenance() -> Any:  # noqa: ANN401  an annotation
    """An input's section, as the way that it names by `kind` wants it."""
    tagged = [Annotated[one.provenance, Tag(kind)] for kind, one in transports().items()]
    return Annotated[Union[tuple(tagged)], Discriminator(_kind)]  # noqa: UP007  their number is known at run time


AnyProvenance = _any_provenance()


class _Inputs(Section):
    @cached_property
    def donnees(self) -> dict[str, Provenance]:
        """Those that are configured, by name."""
        return {name: value for name, value in self if value is not None}


class _References(_Inputs):
    annuaire: Provenance
    effectifs: Provenance | None = None
    calendrier: Provenance | None = None


class _Sources(_Inputs):
    @model_validator(mode="after")
    def _at_least_one(self) -> _Sources:
        if not self.donnees:
            raise ValueError("found no source, expected at least one, such as [sources.evenements]")
        return self


if TYPE_CHECKING:
    References: TypeAlias = _References
    Sources: TypeAlias = _Sources
else:  # what an input may say is known when the ways that bring it are
    _optional = (AnyProvenance | None, None)
    References = create_model(
        "References", __base__=_References, annuaire=(AnyProvenance, ...), effectifs=_optional, calendrier=_optional
    )
    Sources = create_model("Sources", __base__=_Sources, **dict.fromkeys(definitions(), _optional))
