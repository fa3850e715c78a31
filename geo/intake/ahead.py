"""One batch ahead: while the database writes a batch, the next is read and checked."""

from collections.abc import Iterator
from contextvars import copy_context
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

Item = TypeVar("Item")
_PATIENCE_S = 0.2


class _End:
    """Comes last, with what broke the work off, if anything did."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """Give the same items in the same order, the next one being made while the last is used.

    Examples
    --------
    >>> list(ahead(iter([1, 2, 3])))
    [1, 2, 3]
    """
    queue: Queue[Item | _End] = Queue(maxsize=1)
    stop = Event()

    def put(one: Item | _End) -> None:
        while not stop.is_set():
            try:
                queue.put(one, timeout=_PATIENCE_S)
            except Full:
                continue
            return

    def work() -> None:
        try:
            for one in items:
                put(one)
                if stop.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - raised again where the items are used
            put(_End(error))
        else:
            put(_End(None))

    # in the caller's context, so that words come in the caller's language
    thread = Thread(target=copy_context().run, args=(work,), name="intake-ahead", daemon=True)
    thread.start()
    try:
        while not isinstance(one := queue.get(), _End):
            yield one
        if one.error is not None:
            raise one.error
    finally:
        stop.set()
        thread.join()
