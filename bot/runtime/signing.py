"""Signatures: whether a request is Slack's, decided before anything is parsed.

Slack signs `v0:TIMESTAMP:BODY` with HMAC-SHA256. Whatever is wrong with a request, the
answer is the same 401, and nothing of it is logged.
"""

import hmac

WINDOW = 300  # seconds by which a timestamp may differ from now
LONGEST = 12  # digits of a timestamp


def genuine(
    secret: str, *, timestamp: str, signature: str, body: bytes, now: float
) -> bool:
    """Tell whether *signature* is Slack's for *body*, and fresh."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= LONGEST):
        return False
    if abs(now - int(timestamp)) > WINDOW:
        return False
    mac = hmac.new(secret.encode(), b"v0:%b:%b" % (timestamp.encode(), body), "sha256")
    expected = b"v0=" + mac.hexdigest().encode()
    return hmac.compare_digest(expected, signature.encode(errors="replace"))
