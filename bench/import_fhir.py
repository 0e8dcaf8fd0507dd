"""How fast, and in how much memory, does `yiyang import fhir` take in Synthea's patients?

    python bench/import_fhir.py [PATH]        default: ../shared/data/fhir/synthea-80.tar.xz (YIYANG_SHARED)

Makes an empty site in a folder of its own (or uses the database DATABASE_URL names, which must be empty), runs the
command twice as anybody would, and prints a table: the first run writes everything, the second finds nothing new.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEFAULT = Path(os.environ.get("YIYANG_SHARED", ROOT.parent / "shared")) / "data/fhir/synthea-80.tar.xz"
COMMAND = "python bench/import_fhir.py"

PREPARE = """
from yiyang.config import site
with site.opened():
    from yiyang.ground.places.models import Organisation
    if not Organisation.objects.using("read").exists():
        Organisation.objects.using("owner").create(name="Bench", kinds=["operator"], state="live")
"""


def run(path: Path) -> dict[str, float]:
    """One import in a process of its own: resources, seconds and CPU seconds of the command alone."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "yiyang.config.main", "import", "fhir", str(path), "--json"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seconds = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    report = json.loads(done.stdout.splitlines()[-1])
    counts = [report[name] for name in ("created", "kept", "updated", "unchanged")]
    return {
        "resources": sum(sum(each.values()) for each in counts),
        "new": sum(sum(each.values()) for each in counts[:3]),
        "seconds": seconds,
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "peak_mib": after.ru_maxrss / 1024,
    }


def machine() -> str:
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, load {load:.1f}"


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    with tempfile.TemporaryDirectory(prefix="yiyang-bench-") as home:
        if "DATABASE_URL" not in os.environ:
            os.environ["YIYANG_HOME"] = home
        subprocess.run([sys.executable, "-c", PREPARE], check=True)
        first, second = run(path), run(path)
    assert second["new"] == 0, "the second run found something new"
    rows = {
        "FHIR import, resources": f"{first['resources']:,.0f}",
        "FHIR import, resources/s": f"{first['resources'] / first['seconds']:,.0f}",
        "FHIR import, CPU s of the command": f"{first['cpu']:.1f}",
        "FHIR import, peak memory": f"{first['peak_mib']:.0f} MiB",
        "FHIR import again (all unchanged), resources/s": f"{second['resources'] / second['seconds']:,.0f}",
    }
    for measure, value in rows.items():
        print(f"| {measure} | {value} | `{COMMAND}` | {machine()} |")
    print(json.dumps({"first": first, "second": second}))


if __name__ == "__main__":
    main()
