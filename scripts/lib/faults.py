"""Prints the table of the fault suite: every case of the catalogue, and what its tests found.

usage: faults.py CATALOGUE REPORT

CATALOGUE: number, case, what must hold. REPORT: number, test, outcome, length, seed, seconds,
figures, one line for each run of a test. Fields are separated by tabs. Ends with 1 when a test failed
or a case has none.
"""

import sys
from collections import defaultdict


def rows_of(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file if line.strip()]


def main():
    catalogue, report = rows_of(sys.argv[1]), rows_of(sys.argv[2])
    runs = defaultdict(list)
    for row in report:
        runs[row[0]].append(row)
    bad = 0
    print("| # | case | must hold | seen | tests |")
    print("| --- | --- | --- | --- | --- |")
    for number, case, must_hold in catalogue:
        seen = runs[number]
        failed = [f"**{test} failed, seed {seed}**" for _, test, outcome, _, seed, *_ in seen if outcome != "passed"]
        found = failed + list(dict.fromkeys(row[6] for row in seen if row[2] == "passed"))
        tests = ", ".join(f"`{test}`" for test in dict.fromkeys(row[1] for row in seen))
        bad += bool(failed) or not seen
        print(f"| {number} | {case} | {must_hold} | {'; '.join(found) or '**no test ran**'} | {tests} |")
    seconds = sum(float(row[5]) for row in report)
    lengths = ", ".join(sorted({row[3] for row in report}))
    print(f"\n{len(report)} runs ({lengths}), {seconds:.0f} s; {len(catalogue) - bad} of {len(catalogue)} cases passed.")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
