"""Sentences of the report, computed from numbers. Each is true at the edges too: none, all, and no number at all."""

from __future__ import annotations

from allostasis.report.contrast import Contrast, Region, share_interval
from allostasis.report.result import Manifest
from allostasis.report.rounding import interval, number, percent, setting, with_unit
from allostasis.report.trial import Trial

ROLES = {
    "development": "Its published result was known while the model was built. Agreement with it is "
    "<em>reproduced, never predicted</em>.",
    "calibration": "Its data may be used to fit the model. Agreement with it is "
    "<em>fitted</em> and no test of the model.",
    "held_out": "Its data are kept away from every fit, so it can test the model: agreement with it is "
    "<em>predicted</em>.",
    "context": "It sets the scene and is not compared with predictions.",
}


def answer(trial: Trial, contrast: Contrast) -> str:
    """The big sentence: how often the virtual trial ended as the published one did."""
    region = trial.published.region if trial.published else None
    if contrast.untested == contrast.draws:
        return f"In the virtual population no draw of the {contrast.draws} gave a test of {trial.outcome}."
    if region is None:
        return f"In the virtual population {trial.outcome} {_three_ways(trial, contrast)}."
    return (
        f"In the virtual population the published result, {finding(trial, region)}, was seen in "
        f"{_count(contrast.counts[region], contrast.draws)} ({criterion(trial, region)})."
    )


def finding(trial: Trial, region: Region) -> str:
    """A region of the test as a finding: "no significant effect of oxytocin on craving"."""
    if region == "neither":
        return f"no significant effect of {trial.active} on {trial.outcome}"
    return f"significantly {region} {trial.outcome} under {trial.active}"


def criterion(trial: Trial, region: Region) -> str:
    """The region as a rule, with the sample size it holds for."""
    sign = "≥" if region == "neither" else "<"
    return f"p {sign} {setting(trial.alpha)} at n = {trial.participants}"


def other_regions(trial: Trial, contrast: Contrast) -> str:
    """What the remaining draws said, so that the shares add up to all."""
    shares = ", ".join(
        f"significantly {region} in {percent(contrast.counts[region], contrast.draws)}"
        for region in ("lower", "higher")
    )
    parts = [f"{trial.outcome[:1].upper()}{trial.outcome[1:]} under {trial.active}: {shares},"]
    parts.append(f"not significantly different in {percent(contrast.counts['neither'], contrast.draws)} of draws.")
    if contrast.untested:
        parts.append(f"In {contrast.untested} of {contrast.draws} draws the test gave no number.")
    return " ".join(parts)


def monte_carlo(trial: Trial, contrast: Contrast) -> str:
    """What the finite number of draws leaves open in the share that the answer states."""
    region = (trial.published.region if trial.published else None) or "neither"
    low, high = share_interval(contrast.counts[region], contrast.draws)
    return (
        f"With {contrast.draws} draws, chance alone leaves the share of “{label(region)}” "
        f"between {percent(low)} and {percent(high)} (90\u00a0% interval)."
    )


def baseline(trial: Trial) -> str:
    """How often a drug that did nothing would agree with the publication: nearly always with a null finding."""
    start = f"For scale: if {trial.active} did nothing at all, such a trial would still end"
    region = trial.published.region if trial.published else None
    if region in ("lower", "higher"):
        return (
            f"{start} with significantly {region} {trial.outcome} about {setting(50 * trial.alpha)}\u00a0% of the time."
        )
    text = f"{start} without significance about {setting(100 * (1 - trial.alpha))}\u00a0% of the time."
    if region is None:
        return text
    return f"{text} Agreement with a null finding is weak evidence, for the model as for the absence of an effect."


def size(trial: Trial, contrast: Contrast) -> str:
    """The contrast itself, with its intervals, as measured and without noise of measurement."""
    seen = contrast.observed
    text = (
        f"The {trial.contrast} in {trial.outcome} ({trial.active} minus {trial.control}) has a median of "
        f"{with_unit(number(seen.median), contrast.unit)} over the draws; half of them lie in "
        f"{interval(seen.low50, seen.high50)}, 90\u00a0% in {interval(seen.low90, seen.high90)}."
    )
    if contrast.true is None:
        return text
    true, outer = contrast.true, interval(contrast.true.low90, contrast.true.high90)
    return f"{text} Without noise of measurement: {number(true.median)} (90\u00a0% in {outer})."


def label(region: Region) -> str:
    """Short name of a region."""
    return "not significant" if region == "neither" else f"significantly {region}"


def calibration_note(manifest: Manifest) -> str:
    """Where the parameter draws come from."""
    posterior = str(manifest.get("posterior") or "prior")
    if posterior == "prior":
        return "Nothing is calibrated yet: these are simulations from priors, with intervals as wide as our ignorance."
    return f"Parameter draws come from the posterior “{posterior}”."


def role_note(manifest: Manifest) -> tuple[str, str]:
    """Role of the study in the evidence and what it means (the meaning may hold <em>)."""
    role = str(manifest.get("role") or (manifest.get("study") or {}).get("role") or "")
    if not role:
        return "not stated", "Treat agreement with the publication as reproduction and not as prediction."
    return role.replace("_", " "), ROLES.get(role, "")


def noise_band(draws: int) -> float:
    """Rank correlation that chance alone stays within in 90 % of cases (normal approximation, 1.645 / sqrt(n - 1))."""
    return float(min(1.6448536269514722 / max(draws - 1, 1) ** 0.5, 1.0))


def _count(count: int, draws: int) -> str:
    if count == 0:
        return f"none of the {draws} parameter draws"
    if count == draws:
        return f"all {draws} parameter draws"
    return f"{percent(count, draws)} of {draws} parameter draws"


def _three_ways(trial: Trial, contrast: Contrast) -> str:
    lower, neither, higher = (percent(contrast.counts[r], contrast.draws) for r in ("lower", "neither", "higher"))
    return (
        f"was not significantly different in {neither} of {contrast.draws} parameter draws, significantly lower under "
        f"{trial.active} in {lower} and significantly higher in {higher} "
        f"(p < {setting(trial.alpha)} at n = {trial.participants})"
    )
