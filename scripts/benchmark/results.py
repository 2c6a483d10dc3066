"""Rounds become rows: medians, ratios, whether a target is met; a table or JSON."""

import dataclasses
import statistics
import typing


class Skipped(Exception):
    """A workload cannot run here; the message says why."""


@dataclasses.dataclass
class Round:
    """One round of a workload.

    ours, reference: rates (more is better) or seconds (less is better), as the unit says; no
    reference where there is nothing to compare with. figures: what else was seen, by name.
    """

    ours: float
    reference: typing.Optional[float] = None
    figures: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Workload:
    """A row of the table.

    rounds: a generator on a lab: makes its data, yields None, then a Round at a time. limits: name
    of a figure -> the most that its median may be.
    """

    name: str
    what: str
    against: str
    unit: str
    rounds: typing.Callable
    at_least: typing.Optional[float] = None
    at_most: typing.Optional[float] = None
    limits: dict = dataclasses.field(default_factory=dict)

    def target(self):
        parts = []
        if self.at_least is not None:
            parts.append(f">= {self.at_least:g} x")
        if self.at_most is not None:
            parts.append(f"<= {self.at_most:g} x")
        return ", ".join(parts + [f"{name} <= {most:g}" for name, most in self.limits.items()])


def row(workload, rounds):
    """Sums up the rounds, at least one, of a workload."""
    ratios = sorted(each.ours / each.reference for each in rounds if each.reference is not None)
    ratio = statistics.median(ratios) if ratios else None
    figures = {name: statistics.median(each.figures[name] for each in rounds) for name in rounds[0].figures}
    missed = [name for name, most in workload.limits.items() if figures[name] > most]
    if workload.at_least is not None and ratio < workload.at_least:
        missed.insert(0, "ratio")
    if workload.at_most is not None and ratio > workload.at_most:
        missed.insert(0, "ratio")
    return {
        **about(workload), "ratio of": "times" if workload.unit == "s" else "rates",
        "ours": statistics.median(each.ours for each in rounds),
        "reference": statistics.median(each.reference for each in rounds) if ratios else None,
        "ratio": ratio, "lowest": ratios[0] if ratios else None, "highest": ratios[-1] if ratios else None,
        "met": not missed if workload.target() else None, "missed": missed, "figures": figures,
        "highest of limited": {name: max(each.figures[name] for each in rounds) for name in workload.limits},
    }


def not_run(workload, why, failed):
    """The row of a workload that was skipped or went wrong."""
    return {**about(workload), "failed" if failed else "skipped": why}


def about(workload):
    return {"name": workload.name, "what": workload.what, "against": workload.against, "unit": workload.unit,
            "target": workload.target()}


def line(row):
    for word in ("skipped", "failed"):
        if word in row:
            return f"| {row['name']} | | | | {row['target']} | {word.upper()}: {row[word]} | |"
    verdict = {None: "", True: "met", False: "MISSED: " + ", ".join(row["missed"])}[row["met"]]
    reference, ratio = row["against"], ""
    if row["ratio"] is not None:
        reference += f" {row['reference']:.4g}"
        ratio = f"{row['ratio']:.2f} ({row['lowest']:.2f}-{row['highest']:.2f}) of {row['ratio of']}"
    highest = row["highest of limited"]
    figures = "; ".join(f"{name} {value:.3g}" + (f" (at most {highest[name]:.3g})" if name in highest else "")
                        for name, value in row["figures"].items())
    return (f"| {row['name']} | {row['ours']:.4g} {row['unit']} | {reference} | {ratio} | {row['target']} |"
            f" {verdict} | {figures} |")


HEADER = """| workload | hffs | reference | ratio, median (lowest-highest) | target | | medians |
| --- | --- | --- | --- | --- | --- | --- |"""
