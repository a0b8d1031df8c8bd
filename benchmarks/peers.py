"""One peer in a process of its own: `python peers.py numbalsoda '[{"n": 512, "rtol": 1e-3}, ...]'`.

Prints a line of JSON for each configuration: compile time, processor seconds of the runs, errors at day ends. One
thread. Each tool restarts at every event, which is what its documentation advises for doses; libRoadRunner can also
have them as events of the SBML.
"""

import json
import os
import resource
import sys
import time

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false --xla_cpu_prefer_vector_width=512"
os.environ.setdefault("NUMBA_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from problem import CHECKED, DAYS, Problem, error

from reference import reference


def scipy(problem, days, rtol, atol, **_):
    """scipy's LSODA, right-hand side compiled by numba."""
    from scipy.integrate import solve_ivp

    people, rhs, out = problem.people, problem.numba_rhs, np.empty(len(problem.states))

    def one(i):
        p, y, t, ends = problem.constants[i].copy(), problem.start[i].copy(), 0.0, []

        def rates(t, y):
            rhs(t, y, p, out)
            return out

        for day in range(days):
            for q in range(6):
                end = 24.0 * day + (people.times[i, q] if q < 5 else 24.0)
                if end > t:
                    y = solve_ivp(rates, (t, end), y, "LSODA", rtol=rtol, atol=atol).y[:, -1].copy()
                    t = end
                if q < 5:
                    y[problem.targets] += people.added[i, q]
            ends.append(y)
        return ends

    one(0)
    return lambda: np.array([one(i) for i in range(people.size)])


def numbalsoda(problem, days, rtol, atol, **_):
    """The C++ LSODA; loop, events and right-hand side compiled by numba: no Python while it runs."""
    import numba
    from numbalsoda import lsoda, lsoda_sig

    n_states, n_constants = len(problem.states), problem.constants.shape[1]
    rhs = problem.numba_rhs

    @numba.cfunc(lsoda_sig)
    def called(t, y, dy, p):
        rhs(t, numba.carray(y, (n_states,)), numba.carray(p, (n_constants,)), numba.carray(dy, (n_states,)))

    address, targets = called.address, np.array(problem.targets)

    @numba.njit
    def run(n, constants, start, times, added, out, rtol, atol):
        for i in range(n):
            y, p, hours, t = start[i].copy(), constants[i].copy(), np.empty(2), 0.0
            for day in range(days):
                for q in range(6):
                    end = 24.0 * day + (times[i, q] if q < 5 else 24.0)
                    if end > t:
                        hours[0], hours[1] = t, end
                        found, _ = lsoda(address, y, hours, p, rtol, atol)
                        y = found[-1].copy()
                        t = end
                    if q < 5:
                        for k in range(3):
                            y[targets[k]] += added[i, q, k]
                out[i, day] = y

    people = problem.people
    out = np.empty((people.size, days, n_states))
    arrays = problem.constants, problem.start, people.times, people.added, out, rtol, atol
    run(1, *arrays)

    def all_people():
        run(people.size, *arrays)
        return out

    return all_people


def roadrunner(problem, days, rtol, atol, stiff=True, doses="segments", **_):
    """libRoadRunner: SBML compiled to machine code, CVODE; doses as SBML events or by setting values between runs."""
    import antimony
    import roadrunner as library

    library.Logger.setLevel(library.Logger.LOG_FATAL)
    people = problem.people
    antimony.loadAntimonyString(antimony_text(problem, doses == "events"))
    runner = library.RoadRunner(antimony.getSBMLString("bench"))
    integrator = runner.integrator
    # One absolute tolerance for all is scaled by each state's first value, which is 0 for a drug: the solver then gets
    # stuck. One for each state is taken as it is.
    each = [atol] * len(problem.states)
    for name, value in (("stiff", stiff), ("relative_tolerance", rtol), ("absolute_tolerance", each)):
        integrator.setValue(name, value)
    integrator.setValue("maximum_num_steps", 10**5)
    states, constants = problem.equations.symbols, problem.equations.arguments
    runner.timeCourseSelections = ["time", *states]
    model = runner.model
    ids = list(model.getGlobalParameterIds())
    at = [ids.index(name) for name in constants]
    where = [ids.index(name) for name in states]

    def begin(i):
        runner.resetToOrigin()
        model.setGlobalParameterValues(at, problem.constants[i])
        model.setGlobalParameterValues(where, problem.start[i])

    def by_events(i):
        begin(i)
        for q in range(5):
            runner.setValue(f"at{q}", float(people.times[i, q]))
            for k in range(3):
                runner.setValue(f"add{q}_{k}", float(people.added[i, q, k]))
        return np.asarray(runner.simulate(0, 24 * days, days + 1))[1:, 1:]

    def by_segments(i):
        begin(i)
        t, ends = 0.0, []
        moved = [where[k] for k in problem.targets]
        for day in range(days):
            for q in range(6):
                end = 24.0 * day + (people.times[i, q] if q < 5 else 24.0)
                if end > t:
                    last = np.asarray(runner.simulate(t, end, 2))[-1, 1:]
                    t = end
                if q < 5:
                    model.setGlobalParameterValues(moved, last[problem.targets] + people.added[i, q])
            ends.append(last.copy())
        return ends

    one = by_events if doses == "events" else by_segments
    one(0)
    return lambda: np.array([one(i) for i in range(people.size)])


def antimony_text(problem, events):
    """The reduced equations as Antimony; common parts as assignment rules."""
    about = problem.equations
    lines = ["model bench()", *(f"  {s} = 1;" for s in about.arguments)]
    lines += [f"  {s} := {e};" for s, e in about.shared]
    lines += [f"  {s} = 0; {s}' = {r};" for s, r in zip(about.symbols, about.rates, strict=True)]
    for q in range(5 if events else 0):
        lines.append(f"  at{q} = 1e9; add{q}_0 = 0; add{q}_1 = 0; add{q}_2 = 0;")
        states = [about.symbols[k] for k in problem.targets]
        added = ", ".join(f"{s} = {s} + add{q}_{k}" for k, s in enumerate(states))
        lines.append(f"  happens{q}: at (time >= at{q}): {added}, at{q} = at{q} + 24;")
    return "\n".join([*lines, "end", ""])


def diffrax(problem, days, rtol, atol, solver="Tsit5", dtype="float64", **_):
    """diffrax under vmap: everybody's steps in lockstep; a solve from event to event."""
    import diffrax as dx
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    space = {"exp": jnp.exp, "log": jnp.log, "sqrt": jnp.sqrt, "maximum": jnp.maximum, "where": jnp.where}
    exec(problem.equations.function, space)  # noqa: S102 - our own equations
    people, real = problem.people, jnp.dtype(dtype)

    def rhs(t, y, p):
        found = space["rates"](*y, *p)
        return jnp.stack([jnp.asarray(v, real) + 0 * t for v in found])

    term, control = dx.ODETerm(rhs), dx.PIDController(rtol=rtol, atol=atol)
    method = getattr(dx, solver)()

    def one(start, p, times, added):
        def segment(state, given):
            y, t = state
            end, add = given
            solved = dx.diffeqsolve(term, method, t, end, None, y, p, saveat=dx.SaveAt(t1=True),
                                    stepsize_controller=control, max_steps=None, adjoint=dx.ForwardMode())  # fmt: skip
            y = jnp.where(end > t, solved.ys[-1], y) + add
            return (y, end), y

        _, seen = jax.lax.scan(segment, (start, jnp.zeros((), real)), (times, added))
        return seen[5::6]

    added = np.zeros((people.size, 6, len(problem.states)))
    added[:, :5, problem.targets] = people.added
    times = np.concatenate([people.times, np.full((people.size, 1), 24.0)], axis=1)
    times = np.concatenate([times + 24 * day for day in range(days)], axis=1)
    arrays = problem.start, problem.constants, times, np.tile(added, (1, days, 1))
    given = [jnp.asarray(a, real) for a in arrays]
    run = jax.jit(jax.vmap(one)).lower(*given).compile()
    return lambda: np.asarray(run(*given))


def measured(tool, problem, given):
    """One configuration: compiled, run at least `least` seconds, errors of the people who are checked."""
    days = given.get("days", DAYS)
    options = {k: v for k, v in given.items() if k not in ("n", "days", "least")}
    options.setdefault("atol", options["rtol"] * 1e-2)
    begin = time.perf_counter()
    run = globals()[tool](problem, days, **options)
    compiled = time.perf_counter() - begin
    seconds, wall = [], []
    while not seconds or (len(seconds) < 3 and sum(seconds) < given.get("least", 1)):
        cpu, begin = time.process_time(), time.perf_counter()
        found = run()
        seconds.append(time.process_time() - cpu)
        wall.append(time.perf_counter() - begin)
    ends, size = reference()
    about = error(found[:CHECKED].astype(float), ends[:, :days], size)
    if about["state"] is not None:
        about["state"] = problem.states[about["state"]]
    n = problem.people.size
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rate = n * days / float(np.median(seconds))
    done = {"tool": tool, "n": n, "days": days, "rate": rate, "error": about, "seconds": seconds, "wall": wall}
    return {**given, **done, "compile": compiled, "memory_mb": memory}


def main() -> None:
    tool, runs = sys.argv[1], json.loads(sys.argv[2])
    for given in runs:
        try:
            print(json.dumps(measured(tool, Problem(max(given["n"], CHECKED)), given)), flush=True)
        except RuntimeError as failure:
            print(json.dumps({**given, "tool": tool, "failed": str(failure)[:200]}), flush=True)


if __name__ == "__main__":
    main()
