"""Slack's request signature: what proves to the app that Slack is calling."""

import hashlib
import hmac

STAMP = "X-Slack-Request-Timestamp"
SIGNATURE = "X-Slack-Signature"


def sign(secret: str, body: bytes, at: float) -> dict[str, str]:
    """Make the two headers that sign *body* with *secret* at Unix time *at*."""
    stamp = str(int(at))
    base = b"v0:" + stamp.encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {
        STAMP: stamp,
        SIGNATURE: f"v0={digest}",
    }
