"""The linear program of linked tables: how far their hidden cells may move together, every published sum kept."""

from __future__ import annotations

import highspy
import numpy as np

from ent_report.disclosure.systeme import Entiers, Reels, Systeme


class Programme:
    """Some cells of a system; all others keep their value."""

    def __init__(self, systeme: Systeme, cells: Entiers, *, both_ways: bool = False) -> None:
        """`cells` in ascending order; `both_ways`: each has a column for its rise and one for its fall, so that moving
        it has a price.
        """
        self.cells = cells
        self._n = len(cells)
        self._both = both_ways
        column, places = systeme.places_of(cells)
        row, sign = systeme.somme[places], systeme.signe[places]
        self._bas, self._haut = systeme.reserve[cells], systeme.hausse[cells]
        self._solver = _solver(*self._columns(column, row, sign))

    def _columns(self, column: Entiers, row: Entiers, sign: Reels) -> tuple[Entiers, Entiers, Reels, Reels, Reels]:
        _, place = np.unique(row, return_inverse=True)
        if not self._both:
            return column, place, sign, -self._bas, self._haut
        return (
            np.concatenate([column, column + self._n]),
            np.concatenate([place, place]),
            np.concatenate([sign, -sign]),
            np.zeros(2 * self._n),
            np.concatenate([self._haut, self._bas]),
        )

    def bounds(self, at: Entiers, low: Reels, high: Reels) -> None:
        """Hold the columns at these places between two values."""
        self._solver.changeColsBounds(len(at), at.astype(np.int32), low, high)

    def free(self, at: Entiers) -> None:
        self.bounds(at, -self._bas[at], self._haut[at])

    def within(self, at: int, limit: float) -> None:
        """Hold one cell within a distance of its value, and within its own bounds."""
        low, high = min(limit, self._bas[at]), min(limit, self._haut[at])
        self.bounds(np.array([at]), np.array([-low]), np.array([high]))

    def minimize(self, cost: Reels) -> Reels | None:
        """The moves of least cost, None where there are none. Raises RuntimeError where the solver gives up."""
        columns = np.arange(len(cost), dtype=np.int32)
        self._solver.changeColsCost(len(cost), columns, cost)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"linear program of {self._n} cells: {self._solver.modelStatusToString(status)}")
        found = np.asarray(self._solver.getSolution().col_value)
        return found[: self._n] - found[self._n :] if self._both else found


class _Solveur(highspy.Highs):
    """HiGHS without the banner that it prints at its making."""

    def enableCallbacks(self) -> None:  # noqa: N802  HiGHS's name
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _solver(column: Entiers, row: Entiers, value: Reels, low: Reels, high: Reels) -> highspy.Highs:
    order = np.lexsort((row, column))
    nb_columns, nb_rows = len(low), int(row.max()) + 1 if len(row) else 0
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = nb_columns, nb_rows
    model.col_cost_ = np.zeros(nb_columns)
    model.col_lower_, model.col_upper_ = low, np.where(np.isinf(high), highspy.kHighsInf, high)
    model.row_lower_ = model.row_upper_ = np.zeros(nb_rows)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=nb_columns))]).astype(
        np.int32
    )
    model.a_matrix_.index_ = row[order].astype(np.int32)
    model.a_matrix_.value_ = value[order]
    solver = _Solveur()  # type: ignore[no-untyped-call]
    solver.setOptionValue("threads", 1)
    solver.passModel(model)
    return solver
