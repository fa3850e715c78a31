"""Compiled loops made ready beside the app, in a modest process of their own: no reader waits for the compiler."""

import asyncio
import os
import sys
from contextlib import suppress

from geo.analysis import ready


async def compiling() -> None:
    """Compile what is not compiled yet; nothing where all is."""
    if ready.stamp().exists():
        return
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", ready.__name__, preexec_fn=_modestly)
    try:
        await process.wait()
    finally:
        with suppress(ProcessLookupError):
            process.terminate()


def _modestly() -> None:
    os.nice(10)
