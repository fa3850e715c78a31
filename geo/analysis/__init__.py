"""Pure questions on tables: tables in, new tables out; no database, no browser.

Some rooms hold compiled kernels. Numba keeps what it compiled on disk, but does not see that a kernel it calls in
another file has changed; so each state of the kernels has a folder of its own, beside the user's other caches.
"""

import hashlib
import os
from pathlib import Path


def _kernels() -> str:
    """Give a digest of every room that has something compiled."""
    state = hashlib.sha256()
    for room in sorted(Path(__file__).parent.rglob("*.py")):
        text = room.read_bytes()
        if b"njit" in text or b"compiled" in text:
            state.update(text)
    return state.hexdigest()[:16]


_caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
# Numba reads this when it is imported, which the rooms below do and nothing above them.
os.environ.setdefault("NUMBA_CACHE_DIR", str(_caches / "govmap" / "kernels" / _kernels()))
