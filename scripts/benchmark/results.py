"""Rounds become rows: medians, ratios, whether a target is met; a table or JSON."""

import dataclasses
import statistics


@dataclasses.dataclass
class Round:
    """One round of a workload.

    ours, reference: rates (more is better) or seconds (less is better), as the workload says.
    moved: bytes that the hub sent for a byte that was needed. shown: further figures, by name.
    """

    ours: float
    reference: float
    moved: float = None
    cpu_per_gib: float = None
    memory: int = None
    shown: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Workload:
    """A row of the table. limits: name of a figure -> the most that its median may be."""

    name: str
    what: str
    against: str
    unit: str
    rounds: object
    at_least: float = None
    at_most: float = None
    limits: dict = dataclasses.field(default_factory=dict)


def row(workload, rounds):
    ratios = sorted(each.ours / each.reference for each in rounds)
    ratio = statistics.median(ratios)
    figures = {name: median(each.shown.get(name) for each in rounds) for name in rounds[0].shown}
    figures["moved"] = median(each.moved for each in rounds)
    figures["cpu s/GiB"] = median(each.cpu_per_gib for each in rounds)
    figures["peak MB"] = median(None if each.memory is None else each.memory / 1e6 for each in rounds)
    missed = [name for name, most in workload.limits.items() if (figures.get(name) or 0) > most]
    if workload.at_least is not None and ratio < workload.at_least:
        missed.insert(0, "ratio")
    if workload.at_most is not None and ratio > workload.at_most:
        missed.insert(0, "ratio")
    target = f">= {workload.at_least} x" if workload.at_least is not None else ""
    target = f"<= {workload.at_most} x" if workload.at_most is not None else target
    target += "".join(f", {name} <= {most:g}" for name, most in workload.limits.items())
    return {
        "name": workload.name, "what": workload.what, "against": workload.against, "unit": workload.unit,
        "ours": median(each.ours for each in rounds), "reference": median(each.reference for each in rounds),
        "ratio": ratio, "lowest": ratios[0], "highest": ratios[-1], "target": target.strip(", "),
        "met": None if not target else not missed, "missed": missed,
        "figures": {name: value for name, value in figures.items() if value is not None},
    }


def median(values):
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def line(row):
    verdict = {None: "", True: "met", False: "MISSED: " + ", ".join(row["missed"])}[row["met"]]
    figures = "; ".join(f"{name} {value:.3g}" for name, value in row["figures"].items())
    return (f"| {row['name']} | {row['ours']:.4g} {row['unit']} | {row['against']} {row['reference']:.4g} |"
            f" {row['ratio']:.2f} ({row['lowest']:.2f}-{row['highest']:.2f}) | {row['target']} | {verdict} |"
            f" {figures} |")


HEADER = """| workload | hffs | reference | ratio, median (lowest-highest) | target | | medians |
| --- | --- | --- | --- | --- | --- | --- |"""
