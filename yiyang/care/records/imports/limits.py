"""How much one file may ask of us. Each limit is a refusal with a reason, never a crash."""

from __future__ import annotations

DOCUMENT_BYTES_MAX = 256 * 2**20
"""One Bundle, or one line of NDJSON, is held in memory while it is read; a larger one is refused."""

EXPANSION_MAX = 400
EXPANSION_FREE_BYTES = 256 * 2**20
"""A compressed file may grow to 400 times its size (FHIR text reaches about 60), and to 256 MiB in any case."""

MEMBERS_MAX = 1_000_000
"""Files in one archive."""

REFUSALS_LISTED_MAX = 10_000
DANGLING_LISTED_MAX = 1_000
"""Longer lists are counted to the end but no longer listed one by one."""

BATCH = 1_000
"""Resources that are looked up and written together."""
