"""One small executor: a pure function over many items, in processes, with a limit of time and memory for each item.

Results come back in the order of the items, so nothing depends on the number of workers. A worker that hangs, runs out
of memory or dies costs its own item and no other; pebble's pool gives that, the standard library's does not.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, TypeVar

from pebble import ProcessExpired, ProcessPool
from threadpoolctl import threadpool_limits

from remissnlp.errors import RemissError

Item = TypeVar("Item")
Value = TypeVar("Value")

_MIB = 1024 * 1024
# What workers import; a fork server imports it once for all of them.
_PRELOAD = ["remissnlp.ingest.reader", "remissnlp.segment", "remissnlp.classify", "pypdfium2"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Generic[Value]):
    """What became of one item: a value, or an error with a hint."""

    value: Value | None = None
    error: str = ""
    hint: str = ""


class Executor:
    """A pool of worker processes that lives for one run.

    Args:
        workers: number of processes.
        seconds: limit of time for one item.
        memory_mb: limit of memory for one process, in MiB (where the system knows such limits).

    `peak_memory_mb` is the highest resident memory of any worker so far, in MiB.
    """

    def __init__(self, *, workers: int, seconds: float, memory_mb: int) -> None:
        self._seconds = seconds
        self.peak_memory_mb = 0.0
        self._pool = ProcessPool(
            max_workers=workers, context=_context(), initializer=_limit_memory, initargs=[memory_mb * _MIB]
        )

    def __enter__(self) -> Executor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()

    def map(
        self,
        function: Callable[..., Value],
        items: Sequence[Iterable[Any]],
        *,
        on_done: Callable[[int, Outcome[Value]], None] | None = None,
    ) -> list[Outcome[Value]]:
        """Call `function(*item)` for every item and return the outcomes in the items' order.

        `on_done(index, outcome)` is called in the same order as soon as each outcome is known.
        """
        futures = [self._pool.schedule(_measured, args=[function, *item], timeout=self._seconds) for item in items]
        outcomes = []
        for index, future in enumerate(futures):
            outcome = self._outcome(future)
            outcomes.append(outcome)
            if on_done:
                on_done(index, outcome)
        return outcomes

    def _outcome(self, future: Any) -> Outcome[Any]:  # noqa: ANN401 - pebble has no types
        try:
            value, memory_mb = future.result()
            self.peak_memory_mb = max(self.peak_memory_mb, memory_mb)
            return Outcome(value=value)
        except FutureTimeoutError:
            return Outcome(
                error=f"took longer than {self._seconds:g} seconds", hint="raise limits.file_seconds or split the file"
            )
        except ProcessExpired as error:
            return Outcome(error=f"the reading process died ({error})", hint="the file may be damaged; save it anew")
        except MemoryError:
            return Outcome(
                error="needs more memory than one file may use", hint="raise limits.file_memory_mb or split the file"
            )
        except RemissError as error:
            return Outcome(error=error.message, hint=error.hint)
        except Exception as error:  # noqa: BLE001 - one bad file never stops a folder; the error becomes a row
            return Outcome(error=f"{type(error).__name__}: {error}", hint="please report this file as a bug")


def _context() -> Any:  # noqa: ANN401 - the three context classes share no public type
    """Return a way to start processes that is safe with threads: a fork server where there is one."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOAD)
    return context


def _measured(function: Callable[..., Value], *item: object) -> tuple[Value, float]:
    """Return the function's value and the highest resident memory of this worker so far, in MiB.

    One thread for matrices: workers share the processors, and more threads than these only wait for each other.
    """
    with threadpool_limits(1, user_api="blas"):
        return function(*item), peak_memory_mb()


def peak_memory_mb() -> float:
    """Return the highest resident memory of this process so far, in MiB (0 where the system does not tell)."""
    if sys.platform == "win32":
        return 0.0
    import resource

    unit = _MIB if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)


def _limit_memory(limit: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
