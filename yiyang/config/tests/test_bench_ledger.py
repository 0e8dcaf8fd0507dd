"""The bench moves what it says it moves, and the ledger keeps a fair part of the database's own pace."""

from __future__ import annotations

import json

from click.testing import CliRunner

from yiyang.config.bench_ledger import transfers

RATIO_MIN = 0.25


def test_the_ledger_keeps_a_quarter_of_the_databases_own_pace(committed: str) -> None:
    result = CliRunner().invoke(transfers, ["--json", "--seconds", "2"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout.splitlines()[-1])
    assert figures["transfers"] >= 400
    assert figures["ratio"] >= RATIO_MIN
