"""The exact course: LSODA at a relative tolerance of 1e-10, restarted at every event."""

import numpy as np
from problem import CHECKED, DAYS, KEPT, Problem, _version


def reference() -> tuple[np.ndarray, np.ndarray]:
    """States at day ends, shape (people, days, states), and each state's size: its largest value at any day end or ten
    minutes after any event, over all people."""
    kept = KEPT / f"reference-{_version()}.npz"
    if not kept.exists():
        np.savez(kept, **dict(zip(("ends", "size"), _solve(), strict=True)))
    with np.load(kept) as file:
        return file["ends"], file["size"]


def _solve() -> tuple[np.ndarray, np.ndarray]:
    from scipy.integrate import solve_ivp

    problem = Problem(CHECKED)
    people, rhs, out = problem.people, problem.numba_rhs, np.empty(len(problem.states))
    ends = np.empty((CHECKED, DAYS, len(problem.states)))
    size = np.zeros(len(problem.states))
    for i in range(CHECKED):
        p, y, t = problem.constants[i].copy(), problem.start[i].copy(), 0.0

        def rates(t: float, y: np.ndarray, p: np.ndarray = p) -> np.ndarray:
            rhs(t, y, p, out)
            return out.copy()

        for day in range(DAYS):
            for q in range(people.times.shape[1] + 1):
                end = 24.0 * day + (people.times[i, q] if q < people.times.shape[1] else 24.0)
                seen = [s for s in (t + 1 / 6, end) if t < s <= end]
                if seen:
                    done = solve_ivp(rates, (t, end), y, "LSODA", rtol=1e-10, atol=1e-12, t_eval=sorted(set(seen)))
                    size = np.maximum(size, np.abs(done.y).max(axis=1))
                    y, t = done.y[:, -1].copy(), end
                if q < people.times.shape[1]:
                    y[problem.targets] += people.added[i, q]
                    size = np.maximum(size, np.abs(y))
            ends[i, day] = y
    return ends, size
