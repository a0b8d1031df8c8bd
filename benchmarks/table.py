"""The result of `make bench` as a table for a terminal."""

from typing import Any

NAMES = {
    "allostasis": "allostasis",
    "numbalsoda": "numbalsoda (C++ LSODA)",
    "roadrunner": "libRoadRunner (CVODE)",
    "diffrax": "diffrax (vmap)",
    "scipy": "scipy LSODA, numba",
}


def table(result: dict[str, Any]) -> str:
    """All parts that were measured."""
    parts = [("peers", _peers), ("scaling", _scaling), ("processes", _processes), ("cold", _cold),
             ("tangents", _tangents), ("limits", _limits), ("whole_shard", _whole_shard),
             ("trial", _trial)]  # fmt: skip
    lines = [line for name, function in parts if name in result for line in ("", *function(result[name]))]
    machines = {_machine(result[name]["machine"]) for name, _ in parts if name in result}
    return "\n".join([*sorted(machines), *lines])


def _machine(m: dict[str, Any]) -> str:
    return (f"{m['processor']} ({m['family']}), {m['cores']} cores, {m['memory_gb']} GB, {m['system']}; "
            f"{m['kernel']}; load at the end {m['load_at_end'][0]}")  # fmt: skip


def _setting(run: dict[str, Any]) -> str:
    if run["tool"] == "allostasis":
        return f"{run['step']:g} min, {run['dtype']}"
    about = [f"rtol {run['rtol']:g}", *(str(run[k]) for k in ("solver", "dtype", "doses") if k in run)]
    return ", ".join(about)


def _peers(part: dict[str, Any]) -> list[str]:
    lines = []
    for level, tools in part["timed"].items():
        lines.append(f"Level ({level}): largest error at the ends of days 1 to 3 at most {part['levels'][level]:g}")
        lines.append(f"  {'':24s} {'setting':32s} {'people':>7s} {'error':>8s} {'id/s/core':>10s} {'ours is':>8s}")
        own = tools.get("allostasis", {}).get("rate")
        for tool, run in sorted(tools.items(), key=lambda item: -item[1]["rate"]):
            lines.append(_row(NAMES[tool], run, own))
            lines += [_row("  the same at N of ours", run["large"], own)] if "large" in run else []
            if "xla" in run:
                xla = {**run["xla"], "dtype": run["dtype"]}
                lines.append(_row("  the same without C, XLA", xla, own))
        lines += [f"  {NAMES[tool]}: no setting met the level" for tool in NAMES if tool not in tools]
        lines.append("")
    return lines


def _row(name: str, run: dict[str, Any], own: float | None) -> str:
    ratio = f"{own / run['rate']:.1f}x" if own else ""
    error = f"{run['error']['largest']:.1e}"
    return f"  {name:24s} {_setting(run):32s} {run['n']:7d} {error:>8s} {run['rate']:10,.0f} {ratio:>8s}"


def _scaling(part: dict[str, Any]) -> list[str]:
    lines = [f"{'Individuals, one day':32s} {'id/s/core':>10s} {'memory, MB':>10s}"]
    lines += [f"  {run['n']:28,d}   {run['rate']:10,.0f} {run['memory_mb']:10d}" for run in part["individuals"]]
    lines.append(f"{'Days, 512 individuals':32s} {'id/s/core':>10s}")
    lines += [f"  {run['days']:28,d}   {run['rate']:10,.0f}" for run in part["days"]]
    calm, chance = (run["rate"] for run in part["chance"])
    lines.append(f"Decisions, cues and stressors by chance, 2 min: {chance:,.0f} id/s/core, without {calm:,.0f}")
    return lines


def _processes(part: dict[str, Any]) -> list[str]:
    found = sorted(run["ratio"] for run in part["pairs"])
    middle = found[len(found) // 2]
    return [f"Two processes over one, wall time: median {middle:.2f}, range {found[0]:.2f} to {found[-1]:.2f}"]


def _cold(part: dict[str, Any]) -> list[str]:
    lines = [f"  {run['what']:44s} {run['wall']:7.2f} {run['cpu']:7.2f}" for run in part["runs"]]
    return ["Cold start, seconds of wall and of processor", *lines]


def _tangents(part: dict[str, Any]) -> list[str]:
    return [
        f"Forward mode, {run['tangents']} tangents: {run['ratio']:.2f} times a plain run, {run['each']:.2f} each"
        for run in part["runs"]
    ]


def _limits(part: dict[str, Any]) -> list[str]:
    lines = []
    for run in part["runs"]:
        counts = (
            f"{run['flops']} additions and products, {run['divisions']} divisions, {run['exponentials']} exp and log"
        )
        lines.append(f"A step in {run['dtype']}: {counts}")
        rest = f"the rest of an interval {run['rest_ns']:.1f} ns"
        times = f"{run['limit_ns']:.1f} ns, measured {run['step_ns']:.1f} ns; {rest}"
        lines.append(f"  at the peak rates of one core {times}, per individual")
    return lines


def _whole_shard(part: dict[str, Any]) -> list[str]:
    return [
        f"A shard of {run['people']:,} people x {run['days']} days, one process: {run['wall'] / 60:.1f} min "
        f"({run['people'] * run['days'] / run['cpu']:,.0f} id/s/core, all included), at most {run['peak_mb']:,} MB, "
        f"{run['shard_mb']:,.0f} MB on the disk"
        for run in part["runs"]
    ]


def _trial(part: dict[str, Any]) -> list[str]:
    lines = [f"  {run['draws']:5d} draws, {run['workers']} worker(s) {run['wall']:7.1f} s" for run in part["runs"]]
    return ["The demo trial, from the command to the report", *lines]
