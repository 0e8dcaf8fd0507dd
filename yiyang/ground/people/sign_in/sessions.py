"""Sessions at rest: sealed, since a sign-in in progress holds a telephone number and a code."""

from __future__ import annotations

import json
from typing import Any

from yiyang.ground.people.ciphers import ANY_ROW, seal, unseal

DATA = "django_session.session_data"


class SealedSerializer:
    """JSON inside AES-256-GCM; Django signs and stores the result."""

    def dumps(self, obj: Any) -> bytes:
        return seal(json.dumps(obj, separators=(",", ":")), place=DATA, row_id=ANY_ROW).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(unseal(data.decode(), place=DATA, row_id=ANY_ROW))
