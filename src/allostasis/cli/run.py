"""`allostasis run`: a study from its file to a report."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from allostasis.cli.answer import finish_report, tell, written_report
from allostasis.cli.ordering import Wanted, chosen, order_of
from allostasis.cli.progress import Progress

if TYPE_CHECKING:
    from allostasis.studies.order import Order, Shard

__all__ = ["run"]

MANY = 1_000_000
MANY_DRAWS = 100_000
CLUSTER = 64
"""Workers for which the shards of a small run are cut when it goes to a cluster, whose size nobody knows yet."""

StudyName = Annotated[
    str | None,
    typer.Argument(help="a study file, or the name of a study that comes with the package; with --resume a directory"),
]
Out = Annotated[Path | None, typer.Option("-o", "--out", help="directory for the result; default out/STUDY")]
Workers = Annotated[int | None, typer.Option(min=1, max=256, help="processes; default one per core")]
Seed = Annotated[int | None, typer.Option(min=0, max=2**63 - 1, help="seed in place of the study's own")]
Draws = Annotated[int | None, typer.Option(min=2, max=MANY_DRAWS, help="parameter draws; default 200")]
Participants = Annotated[
    int | None, typer.Option(min=2, max=MANY, help="participants in place of the study's own number")
]
ShardSize = Annotated[
    int | None,
    typer.Option(min=1, max=MANY, help="participants per shard, 10,240 or less by default; changes no result"),
]
Courses = Annotated[
    int | None,
    typer.Option(min=0, help="participants whose courses over the sessions are kept; default all of up to 20,000"),
]
Daily = Annotated[int | None, typer.Option(min=0, help="participants whose daily values are kept; default all")]
Scheduler = Annotated[str | None, typer.Option(help="a running Dask cluster in place of processes: tcp://HOST:PORT")]
Shards = Annotated[str | None, typer.Option(help="compute only some shards, such as 0-3 or 5; put nothing together")]
PlanOnly = Annotated[bool, typer.Option("--plan", help="say what the run needs, from a short probe, and run nothing")]
Resume = Annotated[bool, typer.Option("--resume", help="go on with the unfinished run of a directory")]
AsJson = Annotated[bool, typer.Option("--json", help="print what was found as JSON")]


def run(
    study: StudyName = None,
    out: Out = None,
    workers: Workers = None,
    seed: Seed = None,
    draws: Draws = None,
    participants: Participants = None,
    shard_size: ShardSize = None,
    courses: Courses = None,
    daily: Daily = None,
    scheduler: Scheduler = None,
    shards: Shards = None,
    plan: PlanOnly = False,
    resume: Resume = False,
    as_json: AsJson = False,
) -> None:
    """Run a study in a virtual population and write its report.

    Writes manifest.json, data.zarr, summary.csv and report.html. After an interruption the same command goes on where
    it stopped, and so does `allostasis run --resume DIRECTORY`. This is a research tool; it gives no medical advice.
    """
    from allostasis.cli.levers import is_lever_directory, refuse_for_levers, resume_levers, run_levers
    from allostasis.cli.overdose import is_overdose, run_overdose
    from allostasis.studies.lever_files import is_lever_file
    from allostasis.studies.run import Means, refuse_held_out
    from allostasis.studies.store import is_clean, is_complete, is_finished

    if study is not None and is_overdose(study):
        others = {
            "--scheduler": scheduler, "--shards": shards, "--courses": courses, "--daily": daily, "--plan": plan,
            "--workers": workers, "--shard-size": shard_size,
        }  # fmt: skip
        run_overdose(
            study,
            out,
            seed,
            draws,
            participants,
            as_json,
            [name for name, given in others.items() if given is not None and given is not False],
        )
        return
    if resume and study is not None and Path(study).is_dir():
        out, study = Path(study), None
    if resume and study is None and out is not None and is_lever_directory(out):
        refuse_for_levers(scheduler=scheduler, shards=shards, plan=plan)
        resume_levers(out, as_json)
        return
    if study is not None and is_lever_file(study):
        refuse_for_levers(scheduler=scheduler, shards=shards, plan=plan)
        run_levers(study, out, seed, draws, participants, as_json)
        return
    wanted = Wanted(study, seed, draws, participants, shard_size, courses, daily)
    workers = workers or _cores()
    if resume and study is None and out is not None and is_finished(out):
        finish_report(out, as_json, news=not is_complete(out))
        return
    order, target = order_of(wanted, out, resume, CLUSTER if scheduler else workers)
    refuse_held_out(order.study)  # before anything is computed or written
    if plan:
        from allostasis.cli.plan import tell_plan

        tell_plan(order, workers, as_json)
        return
    if is_finished(target) and not is_clean(target):
        finish_report(target, as_json, news=not is_complete(target), order=order)
        return
    means = Means(workers, scheduler, None if as_json else lambda text: typer.echo(text, err=True))
    if shards is not None:
        _run_some(order, target, means, chosen(shards, order), as_json)
    else:
        _run_all(order, target, means, as_json)


def _run_all(order: Order, target: Path, means: Any, as_json: bool) -> None:
    from allostasis.inference.sensitivity import with_sensitivity
    from allostasis.studies.run import run_study
    from allostasis.studies.store import RunDirectory
    from allostasis.studies.summary import summary

    with RunDirectory.open(target, order.identity) as directory:
        with Progress(order.study.title, quiet=as_json) as progress:
            result = run_study(order, directory, means, progress)
        data = with_sensitivity(result.dataset)
        directory.finish(data, result.manifest, summary(data, order.study), result.timings)
        page = written_report(target)
        directory.let_shards_go()
    tell(data, order.study, target, page, as_json)


def _run_some(order: Order, target: Path, means: Any, chosen: list[Shard], as_json: bool) -> None:
    from allostasis.studies.run import compute_some
    from allostasis.studies.store import RunDirectory

    with (
        RunDirectory.open(target, order.identity, alone=False) as directory,
        Progress(order.study.title, quiet=as_json) as progress,
    ):
        compute_some(order, directory, means, chosen, progress)
        missing = [k for k, shard in enumerate(order.shards) if not directory.has_shard(shard.name)]
    if as_json:
        typer.echo(json.dumps({"shards": len(order.shards), "missing": missing, "directory": str(target)}))
        return
    typer.echo(f"{len(chosen)} of {len(order.shards)} shards are done here; {len(missing)} are missing in {target}.")
    typer.echo(f"Put them together (and compute what is missing) with: allostasis run --resume {target}")


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
