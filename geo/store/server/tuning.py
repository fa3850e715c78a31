"""How the private server is set: for one small machine that it shares with the app."""

import os
from pathlib import Path

FILE = "govmap.conf"
LONGEST_LOG_BYTES = 10_000_000
_MB = 1024 * 1024


def lines(*, socket: Path, durable: bool, memory_bytes: int | None = None) -> str:
    """Write the configuration for a socket folder.

    Parameters
    ----------
    durable
        False gives up safety against power cuts for speed (throw-away data).
    memory_bytes
        Memory of the machine; asked of it if not given.
    """
    memory = (machine_memory() if memory_bytes is None else memory_bytes) // _MB
    settings = {
        "listen_addresses": "''",
        "unix_socket_directories": f"'{socket}'",
        "unix_socket_permissions": "0700",
        "password_encryption": "'scram-sha-256'",
        "max_connections": "60",
        "shared_buffers": f"{_between(64, memory // 8, 2048)}MB",
        "effective_cache_size": f"{_between(256, memory // 2, 16384)}MB",
        "work_mem": f"{_between(8, memory // 256, 64)}MB",
        "maintenance_work_mem": f"{_between(64, memory // 16, 512)}MB",
        "jit": "off",  # compiling costs more than these queries take
        "random_page_cost": "1.1",  # solid-state disks
        "max_wal_size": "2GB",
        "wal_compression": "on",
        "checkpoint_timeout": "'15min'",
        "max_parallel_workers_per_gather": str(min(2, os.cpu_count() or 1)),
        "idle_in_transaction_session_timeout": "'10min'",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "log_line_prefix": "'%m [%p] %u@%d '",
        "log_min_messages": "warning",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return "".join(f"{name} = {value}\n" for name, value in settings.items())


def machine_memory() -> int:
    """Give the machine's memory in bytes, or the container's if that is less."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    allowed = limit.read_text(encoding="ascii").strip() if limit.is_file() else "max"
    return min(whole, int(allowed)) if allowed.isdigit() else whole


def _between(low: int, value: int, high: int) -> int:
    return max(low, min(value, high))
