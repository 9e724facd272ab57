"""Shares of serial patterns by state, written to formats.json:

python -m archway_training.jurisdiction.formats --data DATA --out ../../edge-agent/models

Three sources, none of them sure: what `designs.py` knows of series that stay on the road, and two columns of
`us-formats.csv` that disagree with each other. Each source that says something of a state is heard by its weight.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections.abc import Iterable
from pathlib import Path

from ..plates.designs import US
from .classes import STATES

WEIGHTS = {"designs": 0.5, "masks": 0.2, "series": 0.3}
LEAST = 0.01


def bare(pattern: str) -> str:
    """A format without separators and emblems: `LLD#LDL` is LLDLDL."""
    return re.sub("[^LD]", "", pattern)


def _shares(patterns: Iterable[str]) -> dict[str, float]:
    found = [p for p in map(bare, patterns) if p]
    return {p: found.count(p) / len(found) for p in set(found)} if found else {}


def series(text: str) -> list[str]:
    """Patterns of the series named in a text such as "`AB 12345` * **Serial range**: `AQ 11001` to …": its first examples, letters and digits as kinds."""
    examples = re.findall(r"`([A-Z0-9 ·-]{3,10})`", text.split("range")[0])
    kinds = ("".join("L" if c.isalpha() else "D" for c in e if c.isalnum()) for e in examples)
    return [k for k in kinds if len(k) >= 4]


def read_table(file: Path) -> dict[str, dict[str, list[str]]]:
    """Patterns by source for each state of us-formats.csv."""
    with file.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    return {f"us-{row[0].lower()}": {"masks": row[1].split(), "series": series(row[2])} for row in rows[1:]}


def table(known: dict[str, dict[str, list[str]]]) -> dict[str, dict[str, float]]:
    """Shares by state, most common first; each state's sum to 1."""
    out: dict[str, dict[str, float]] = {}
    for state in STATES:
        sources = {"designs": next(d.formats for d in US if d.code == state), **known.get(state, {})}
        heard = {name: _shares(patterns) for name, patterns in sources.items()}
        mixed: dict[str, float] = {}
        for name, shares in heard.items():
            for pattern, share in shares.items():
                mixed[pattern] = mixed.get(pattern, 0.0) + WEIGHTS[name] * share
        total = sum(v for v in mixed.values())
        kept = {p: v / total for p, v in mixed.items() if v / total >= LEAST}
        rest = sum(kept.values())
        out[state] = {p: round(v / rest, 4) for p, v in sorted(kept.items(), key=lambda i: (-i[1], i[0]))}
        first = next(iter(out[state]))
        out[state][first] = round(out[state][first] + 1 - sum(out[state].values()), 4)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds us-formats.csv")
    parser.add_argument("--out", type=Path, required=True, help="edge-agent/models")
    options = parser.parse_args()
    shares = table(read_table(options.data / "us-formats.csv"))
    rows = ",\n".join(f"  {json.dumps(state)}: {json.dumps(each)}" for state, each in shares.items())
    (options.out / "formats.json").write_text(f"{{\n{rows}\n}}\n")
    print(f"{options.out / 'formats.json'}: {len(shares)} states, {sum(len(s) for s in shares.values())} patterns")


if __name__ == "__main__":
    main()
