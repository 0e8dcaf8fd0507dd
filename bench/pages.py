"""The busiest pages in a small and a large town, in one table.

    python bench/pages.py [ELDERS [ORDERS]]        default: 50,000 elders and 500,000 orders against 2,000 elders

Makes a site in a folder of its own (or uses the server DATABASE_URL names, in databases of its own) and runs
`yiyang bench pages` for both sizes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

SMALL = 2_000


def run(elders: int, orders: int) -> dict[str, dict[str, Any]]:
    """The figures of one size by page; what the command says on the way goes to the shell."""
    command = [sys.executable, "-m", "yiyang.config.main", "bench", "pages", "--json"]
    command += ["--elders", str(elders), "--orders", str(orders)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return {page["name"]: page for page in json.loads(done.stdout.splitlines()[-1])["pages"]}


def main() -> None:
    elders = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    orders = int(sys.argv[2]) if len(sys.argv) > 2 else 10 * elders
    with tempfile.TemporaryDirectory(prefix="yiyang-bench-") as home:
        if "DATABASE_URL" not in os.environ:
            os.environ["YIYANG_HOME"] = home
        small, large = run(SMALL, 10 * SMALL), run(elders, orders)
    print(f"| page | queries | least / p50 / p95 at {SMALL:,} | at {elders:,} | growth of the least |")
    print("|---|---|---|---|---|")
    for name, after in large.items():
        before = small[name]
        spread = [" / ".join(f"{each[key]:.0f}" for key in ("least", "p50", "p95")) for each in (before, after)]
        growth = after["least"] / before["least"]
        print(f"| {name} | {after['queries']} | {spread[0]} ms | {spread[1]} ms | {growth:.1f} × |")


if __name__ == "__main__":
    main()
