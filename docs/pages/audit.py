"""The page of the structure audit, from the committed results: numbers come from there and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from allostasis.models.human import Human
from allostasis.models.products import PRODUCTS
from allostasis.verification.audit import read_results
from allostasis.verification.audit.changes import CHANGES
from allostasis.verification.audit.lives import HEROIN_DAYS
from pages.marks import code, table

Found = Mapping[str, Any]


def pages() -> dict[str, str]:
    """Text of the page by its path."""
    found = read_results()
    parts = {
        "rest": _rest,
        "signal": _signal,
        "craving": _craving,
        "challenges": _challenges,
        "withdrawal": _withdrawal,
        "information": _information,
        "construction": _construction,
    }
    sections = [part(found) for name, part in parts.items() if name in found]
    return {"structure-audit.md": "\n".join([_head(found), _changes(found), *sections])}


# ------------------------------------------------------------------ how numbers are written


def _number(x: float | None) -> str:
    if x is None:
        return ""
    return f"{x:.2g}" if abs(x) < 0.1 else f"{x:.2f}" if abs(x) < 10 else f"{x:.0f}"


def _interval(low_middle_high: Sequence[float]) -> str:
    """The median, and the 90 % interval in brackets."""
    low, middle, high = low_middle_high
    return f"{_number(middle)} ({_number(low)} to {_number(high)})"


def _percent(x: float | None) -> str:
    return "" if x is None else f"{100 * x:.0f} %"


def _meaning(name: str) -> str:
    return f"{Human.parameters()[name].meaning} {code(name)}"


# ------------------------------------------------------------------ sections


def _head(found: Found) -> str:
    run = found["run"]
    return (
        "# Structure audit\n\n"
        "Before forty studies are built on the model, its structure is asked seven questions by "
        "calculation. Nothing is "
        "calibrated here: the answers show what the equations and the priors already say, and so what no later result "
        "may claim to have found. Intervals hold 90 % of the draws of the priors; the number before "
        "them is the median.\n\n"
        f"```console\n$ {run['command']}\n```\n\n"
        f"Version {run['version']}, seed {run['seed']}. Heroin is 150 mg a day in four uses, methadone 80 mg a day by "
        "mouth; nobody decides anything, and nothing happens by chance.\n"
    )


def _changes(_: Found) -> str:
    rows = [[c.finding, c.consequence, c.standing] for c in CHANGES]
    return "## What the results force\n\n" + table(["finding", "consequence", "standing"], rows)


def _rest(found: Found) -> str:
    r, people = found["rest"], found["rest"]["people"]
    return (
        "## 1. Rest\n\n"
        f"Over {r['draws']} draws the largest rate of any of the {r['states']} states at rest is "
        f"{r['largest_rate']:.0e} per hour: rounding. All eigenvalues of what moves are below zero in "
        f"{_percent(r['share_stable'])} of the draws; the slowest is {_interval(r['slowest'])} per hour, the fastest "
        f"{_interval(r['fastest'])}. Values of cues ({', '.join(code(s) for s in r['still'])}) change at events alone "
        "and have an eigenvalue of zero by construction. The circadian rhythm adds a pair without a real part: with it "
        f"no mode grows in {_percent(r['share_without_growth_with_rhythm'])} of the draws. The loop by which oxytocin "
        f"excites its own cells has a gain of {_interval(r['autoexcitation'])}, below the 1 at which it would hold "
        "itself up.\n\n"
        f"Traits move the rest of real people away from 1. Of {people['size']} people drawn from the population in "
        f"treatment Newton's method found a rest for {_percent(people['share_settled'])}; it is stable in "
        f"{_percent(people['share_stable'])} of them, and {_percent(people['share_second_rest'])} have a second one. "
        f"Oxytocin supply there is {_interval(people['signal_supply'])}, cortisol "
        f"{_interval(people['cortisol'])} times "
        "that of the reference person.\n"
    )


def _signal(found: Found) -> str:
    r = found["signal"]
    moments = list(r["signal"])
    rows = [
        [m, _interval(r["signal"][m]), _percent(r["below_rest"][m]), _percent(r["below_rest_as_seen"][m])]
        for m in moments
    ]
    parts = r["peptide_and_density"]
    peptide = [[m, _interval(parts[m]["peptide"]), _interval(parts[m]["density"])] for m in parts]
    thirds = [
        [
            f"{_meaning(name)}" if k == 0 else "",
            f"{_number(t['low'])} to {_number(t['high'])}",
            *(_percent(t[m]) for m in moments),
        ]
        for name, each in r["thirds"].items()
        for k, t in enumerate(each)
    ]
    grid = [[_number(row["u"]), _number(row["q"]), *(_range(row[m]) for m in moments)] for row in r["grid"]["rows"]]
    total = ["all", "", *(_percent(r["grid"]["below_rest"][m]) + " below rest" for m in moments)]
    return "\n".join(
        [
            "## 2. The oxytocin signal in use and in abstinence\n",
            "That oxytocin signalling is below rest in chronic use and in abstinence is the review's "
            "thesis. Here it is "
            f"an output. After {HEROIN_DAYS} days of heroin, over {r['draws']} draws (means over the day):\n",
            table(["moment", "signal, x rest", "below rest", "below rest, if as seen"], rows),
            "The last column keeps the draws in which peptide is down and binding is up on day 7, as rodents showed it "
            f"({_percent(r['share_as_seen'])} of the draws).\n",
            table(["moment", "peptide in the brain, x rest", "density of receptors, x rest"], peptide),
            "What the sign depends on: share of draws below rest, in thirds of each parameter.\n",
            table(["parameter", "third", *moments], thirds),
            f"The typical individual over {r['grid']['combinations']} combinations of exhaustion u, "
            "density q, coupling "
            "(0 to 1), and weight (0.3 to 0.85) and slow time constant (14 and 30 days) of the cells' opponent: median "
            "and, in brackets, the range over the other three.\n",
            table(["u", "q", *moments], [*grid, total]),
        ]
    )


def _range(low_middle_high: Sequence[float]) -> str:
    return _interval(low_middle_high)


def _craving(found: Found) -> str:
    r = found["craving"]
    low, high = r["wanted"]
    below, above = r["d_ends_se"]
    least, _, most = r["thirds_of_craving"]
    verdict = "at least as wide as" if r["wide_enough"] else "narrower than"
    covers = "covers it" if r["covers"] else "does not cover it"
    thirds = [
        [f"{t['low']:.1e} to {t['high']:.1e}", _interval(t["d"]), _percent(t["share_null"])]
        for t in r["thirds_of_penetration"]
    ]
    ranks = [
        [_meaning(name), f"{value:.2f}", f"{r['rank_correlation_of_size'][name]:.2f}"]
        for name, value in r["rank_correlation"].items()
    ]
    routes = r["routes"]
    return "\n".join(
        [
            "## 3. What 40 IU may do to craving for a cue\n",
            f"People on methadone, 40 IU by nose 45 minutes before a drug cue, {r['draws']} draws of "
            f"{r['each']} people: "
            f"the standardised effect on craving is {_interval(r['d'])} (standard errors of the ends {below:.2f} and "
            f"{above:.2f}). That is {verdict} the interval of {low} to {high} that was asked for, and {covers}: the "
            f"priors on the gains are symmetric about zero, but a rating that is low has less room to fall than to "
            f"rise. Where craving on placebo is low the interval is {_interval(least['d'])}, where it is high "
            f"{_interval(most['d'])}. Oxytocin lowers craving in {_percent(r['share_lower'])} of the draws; in "
            f"{_percent(r['share_null'])} the effect is below 0.1 either way. The signal after the dose is "
            f"{_interval(r['signal'])} times rest. Craving at a drug cue minus craving at a neutral one, as trials "
            f"report it, changes by {_interval(r['difference'])}, below 0.1 either way in "
            f"{_percent(r['difference_share_null'])} of the draws: a neutral cue recalls a little of the drug too, and "
            "near the middle of the scale the two move alike. (The SD counts the spread between people and an "
            "assumed SD of 10 of a "
            "rating.)\n",
            table(["fraction of the dose that reaches the brain", "effect d", "below 0.1 in size"], thirds),
            f"Where more than the median {_number(routes['median'])} of the signal comes from plasma the effect is "
            f"{_interval(routes['more'])}, else {_interval(routes['less'])}.\n",
            table(["parameter", "rank correlation with the effect", "with its size"], ranks),
        ]
    )


def _challenges(found: Found) -> str:
    r = found["challenges"]
    shown = {
        "oxytocin_signal": "signal",
        "oxytocin_firing": "firing",
        "oxytocin_plasma": "plasma oxytocin, x-fold",
        "withdrawal": "withdrawal",
        "hpa.cortisol": "cortisol",
        "amygdala.crf": "CRF",
    }
    blocks = []
    for who, after in r["after"].items():
        rows = [[name, *(_interval(each[q]) for q in shown)] for name, each in after.items()]
        blocks += [f"{who.capitalize()}:\n", table(["given", *shown.values()], rows)]
    stress = ", ".join(f"{_interval(v)} after {name}" for name, v in r["stress"].items())
    return "\n".join(
        [
            "## 4. Antagonist, carbetocin and naloxone\n",
            "The largest change within two hours against nothing given (plasma oxytocin: the largest ratio); "
            "peptides into the ventricles, naloxone into the "
            f"vein, {r['draws']} draws. Dependent means after 14 days of heroin; 2 h after the last dose the "
            "drug is still there, 10 h after it withdrawal has begun.\n",
            *blocks,
            f"Under a stressor the peak of cortisol changes (logarithm of the ratio) by {stress}.\n",
        ]
    )


def _withdrawal(found: Found) -> str:
    r = found["withdrawal"]
    days = list(next(iter(r["regimens"].values()))["left"])
    rows = [
        [name, _interval(each["peak"]), _interval(each["day_of_peak"]), *(_interval(each["left"][d]) for d in days)]
        for name, each in r["regimens"].items()
    ]
    tenth = ", ".join(f"{_percent(e['share_below_tenth_day_19'])} ({name})" for name, e in r["regimens"].items())
    return "\n".join(
        [
            "## 5. Withdrawal after four regimens\n",
            "Daily means; days count from the last dose (negative: during a taper). What is left is "
            "a share of the peak.\n",
            table(["regimen", "peak", "day of peak", *(f"left on day {d}" for d in days)], rows),
            f"Below a tenth of the peak on day 19: {tenth}. The slower taper has the lower peak in "
            f"{_percent(r['slower_taper_lower_peak'])} of the draws, and the taper a lower one than stopping in "
            f"{_percent(r['taper_below_stop'])}.\n",
        ]
    )


def _information(found: Found) -> str:
    r = found["information"]
    left, unlearned = r["left"], r["unlearned"]
    rows = [[_meaning(name), f"{left['people'][name]:.2f}", f"{left['all'][name]:.2f}"] for name in r["asked"]]
    pairs = [
        [who if who == "people" else "people and animals", code(p["one"]), code(p["other"]), f"{p['correlation']:.2f}"]
        for who, each in r["entangled"].items()
        for p in each
    ]
    hidden = [
        [who, ", ".join(f"{value:+.2f} {code(name)}" for name, value in h["parts"]), _number(h["information"])]
        for who, each in r["directions"].items()
        for h in each["hidden"]
    ]
    unknown = [code(name) for name in r["asked"] if left["all"][name] > unlearned]
    directions = r["directions"]
    return "\n".join(
        [
            "## 6. What the designs cannot tell apart\n",
            f"{len(r['designs'])} contrasts that studies report "
            f"({sum(d.startswith('people') for d in r['designs'])} of "
            f"them in people), each assumed to be known to {r['precision']:g} on the logarithmic "
            "scale. What is left of a "
            "prior's width: 1 if the designs say nothing about it, 0 if they fix it. With designs in people alone "
            f"{directions['people']['learned']} of {directions['people']['of']} directions are learned, with those in "
            f"animals {directions['all']['learned']}.\n",
            table(["parameter", "left, people alone", "left, with animals"], rows),
            "Pairs that stay correlated after all designs: only their combination is learned.\n",
            table(["designs in", "one", "other", "correlation"], pairs),
            "Mixtures that designs cannot see although they see their parts (weights in prior widths):\n",
            table(["designs", "mixture", "information against the prior's 1"], hidden),
            f"Not learned by any of these designs: {', '.join(unknown) or 'none'}.\n",
            "Designs: " + "; ".join(r["designs"]) + ".\n",
            "### What is reported as a product\n",
            "No result names one of these parameters alone as learned; `allostasis show` says so of each.\n",
            table(
                ["parameters", "reported in their place", "what would tell them apart"],
                [[" and ".join(code(name) for name in p.members), p.reported, p.unless] for p in PRODUCTS],
            ),
        ]
    )


def _construction(found: Found) -> str:
    r = found["construction"]
    rows = [
        [c["claim"], _percent(c["prior"]), _percent(c["wide"]), c["kind"], c["argument"]]
        for c in r["contrasts"].values()
    ]
    return "\n".join(
        [
            "## 7. What holds by construction\n",
            "A contrast that holds for every parameter value follows from the structure: a study that shows it cannot "
            f"speak for the model, and it never counts as explained. {r['wide_draws']} wide draws (three times the "
            "width of the priors, endogenous opioid tone below 0.9 of a full agonist) look for a counterexample, "
            f"{r['draws']} draws of the priors beside them. A further {r['wide_lost']} wide draws left the numbers "
            "that the solver can represent at its fixed step, and nothing is said about them. "
            "A contrast therefore counts as by construction only if there is no counterexample and an argument from "
            "the equations says why there cannot be one.\n",
            table(["contrast", "priors", "wide draws", "verdict", "argument"], rows),
        ]
    )
