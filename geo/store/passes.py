"""Passes: what a browser shows to fetch tiles and files, signed by us, naming the actor and when it ends.

A browser's tile requests carry no session of Streamlit's. The pass says in whose name they come; what that actor sees
is still the database's decision.
"""

import base64
import hashlib
import hmac
import json
import time

from geo.access import Actor
from geo.errors import GeoError, NotAllowedError
from geo.store import server

HOURS = 12


def issue(actor: Actor, *, hours: float = HOURS) -> str:
    """Sign a pass for an actor; make one a session, for a new one means new tile addresses and a full reload."""
    told = {"role": actor.role, "scope": actor.scope, "post": actor.post, "until": int(time.time() + hours * 3600)}
    body = base64.urlsafe_b64encode(json.dumps(told, separators=(",", ":")).encode()).rstrip(b"=")
    return f"{body.decode()}.{_mark(body)}"


def actor(text: str) -> Actor:
    """Give the actor a pass names.

    Raises
    ------
    NotAllowedError
        If the pass is not ours, was changed, or has ended.
    """
    try:
        body, mark = text.encode("ascii").split(b".")
        if not hmac.compare_digest(_mark(body).encode(), mark):
            raise ValueError
        told = json.loads(base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4)))
        if told["until"] < time.time():
            raise ValueError
        return Actor(role=told["role"], scope=tuple(told["scope"]), post=told["post"])
    except (ValueError, KeyError, TypeError, GeoError):
        raise NotAllowedError("map.errors.no_pass") from None


def lasts(text: str, *, seconds: float) -> bool:
    """Say whether a pass of ours still holds for so long."""
    body = text.split(".")[0].encode()
    told = json.loads(base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4)))
    return bool(told["until"] > time.time() + seconds)


def _mark(body: bytes) -> str:
    return hmac.new(server.secret("passes").encode(), body, hashlib.sha256).hexdigest()[:40]
