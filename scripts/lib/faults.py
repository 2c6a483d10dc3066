"""Prints the table of the fault suite: every case of the catalogue, and what its tests found.

usage: faults.py CATALOGUE REPORT...

CATALOGUE: number, case, what must hold. REPORT: number, test, outcome, length, seed, seconds,
figures, one line for each run of a test; of several reports, the later ones count, and a full run
more than a quick one. Fields are separated by tabs. Ends with 1 when a test failed or a case has none.
"""

import sys

FAILED = "**{} failed, seed {}**"


def rows_of(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file if line.strip()]


def last_runs(reports):
    """Returns the runs to show by the number of their case: of each test those of its last full run.

    A test with parameters has several runs, which differ in their figures.
    """
    runs = {}
    for report in reports:
        latest = {}
        for row in rows_of(report):
            latest.setdefault((row[0], row[1], row[3]), []).append(row)
        runs.update(latest)
    shown = {}
    for (number, test, length), rows in runs.items():
        if length == "full" or (number, test, "full") not in runs:
            shown.setdefault(number, []).extend(rows)
    return shown


def found(row):
    _, test, outcome, length, seed, _, figures = row
    if outcome != "passed":
        return FAILED.format(test, seed)
    return figures + (" (short run)" if length == "quick" else "")


def main():
    shown = last_runs(sys.argv[2:])
    catalogue = rows_of(sys.argv[1])
    bad = 0
    print("| # | case | must hold | seen | tests |")
    print("| --- | --- | --- | --- | --- |")
    for number, case, must_hold in catalogue:
        rows = shown.get(number, [])
        tests = ", ".join(f"`{test}`" for test in dict.fromkeys(row[1] for row in rows))
        seen = ". ".join(dict.fromkeys(map(found, rows))) or "**no test ran**"
        bad += not rows or any(row[2] != "passed" for row in rows)
        print(f"| {number} | {case} | {must_hold} | {seen} | {tests} |")
    runs = [row for rows in shown.values() for row in rows]
    seconds = sum(float(row[5]) for row in runs)
    print(f"\n{len(runs)} runs, {seconds:.0f} s; {len(catalogue) - bad} of {len(catalogue)} cases passed.")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
