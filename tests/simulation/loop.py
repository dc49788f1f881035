"""An event loop whose time is virtual and whose every step belongs to a process.

Invariants:
* nothing waits: when nobody is ready, time jumps to the next timer
* ready callbacks run in the order in which they became ready, as asyncio's own do;
  what is random is how long the disk and the network take (`chance`)
* a killed process runs not one step more: no `finally`, no `except`; a stalled one
  runs its steps later, in order
* the same seed gives the same steps: `trace` is a digest of all of them
"""

import asyncio
import contextvars
import heapq
import random
import sys
import traceback
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

EPOCH = 1_790_000_000.0  # where virtual time begins, in Unix seconds


@dataclass(eq=False, kw_only=True)
class Process:
    """Something that can be killed or stalled as a whole.

    `watch` is called with each task before it takes a step; it may kill or stall.
    """

    name: str
    number: int
    dead: bool = False
    ending: bool = False
    stalled_until: float = 0.0
    frozen: deque[Any] = field(default_factory=deque)
    watch: Callable[[asyncio.Task[Any] | None], None] | None = None
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)


PROCESS: contextvars.ContextVar[Process | None] = contextvars.ContextVar(
    "process", default=None
)


MOST = 400_000  # steps: a run that needs more goes round in circles


class Stuck(Exception):
    """Nothing is ready and nothing will ever be, or no end is in sight."""


class _Nothing:
    """A selector without files: waiting is what the clock does."""

    def close(self):
        pass


class SimLoop(asyncio.BaseEventLoop):
    """The loop of one run; `chance` decides every delay."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.chance = random.Random(f"loop {seed}")  # noqa: S311 (chance, not secrecy)
        self.now = 0.0
        self.steps = self.rounds = 0
        self.trace = seed
        self.errors: list[str] = []
        self._selector = _Nothing()
        self.set_task_factory(_made)
        self.set_exception_handler(self._note)

    def time(self) -> float:
        return self.now

    def wall(self) -> float:
        """Give virtual Unix time."""
        return EPOCH + self.now

    def spawn(
        self, process: Process | None, work: Coroutine[Any, Any, Any]
    ) -> asyncio.Task[Any]:
        """Start *work* inside *process*, with a context of its own."""
        context = contextvars.Context()
        context.run(PROCESS.set, process)
        return context.run(self.create_task, work)

    def stall(self, process: Process, seconds: float) -> None:
        """Take no step of *process* for so many seconds."""
        process.stalled_until = self.now + seconds
        self.call_later(seconds, self._wake, process, context=contextvars.Context())

    def _wake(self, process: Process) -> None:
        if process.stalled_until <= self.now:
            self._ready.extend(process.frozen)
            process.frozen.clear()

    def _run_once(self) -> None:
        scheduled = self._scheduled
        self.rounds += 1
        while scheduled and scheduled[0]._cancelled:
            heapq.heappop(scheduled)._scheduled = False
        if not self._ready:
            if not scheduled:
                raise Stuck("nothing is ready")
            self.now = max(self.now, scheduled[0]._when)
        while scheduled and scheduled[0]._when <= self.now:
            handle = heapq.heappop(scheduled)
            handle._scheduled = False
            self._ready.append(handle)
        for _ in range(len(self._ready)):
            handle = self._ready.popleft()
            if not handle._cancelled:
                self._step(handle)

    def _step(self, handle: asyncio.Handle) -> None:
        process = handle._context.get(PROCESS)
        if process is not None:
            if self._held(process):
                process.frozen.append(handle)
                return
            if process.watch and not process.dead:
                process.watch(task_of(handle))
            if process.dead:
                return
            if self._held(process):
                process.frozen.append(handle)
                return
        self.steps += 1
        if self.steps > MOST:
            raise Stuck(f"at {self.now:.3f} s: {task_of(handle)}")
        number = -1 if process is None else process.number
        self.trace = hash((self.trace, round(self.now * 1e6), number))
        handle._run()

    def _held(self, process: Process) -> bool:
        """Tell whether steps of *process* wait, or wait behind others."""
        return bool(process.frozen) or process.stalled_until > self.now

    def _note(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        told = "".join(traceback.format_exception(error)) if error else ""
        if "web_protocol.py" in told and "self._request_factory(" in told:
            return  # aiohttp's own: a connection is lost as its request is read
        self.errors.append(f"{context['message']}\n{told}".strip())

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Leave it in the heap: it is dropped when its time comes."""

    def _process_events(self, event_list: list[Any]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass

    def run_in_executor(self, executor, func, *args):
        """Do a thread's work in the loop, after a while."""
        del executor
        future = self.create_future()
        self.call_later(self.chance.uniform(0.0005, 0.005), _done, future, func, args)
        return future


def _made(loop, work, context=None):
    task = asyncio.Task(work, loop=loop, context=context)
    process = PROCESS.get()
    if process is not None:
        process.tasks.append(task)
    return task


def _done(future, func, args):
    try:
        result = func(*args)
    except Exception as error:  # noqa: BLE001 (it is whoever waits who gets it)
        if not future.done():
            future.set_exception(error)
    else:
        if not future.done():
            future.set_result(result)


def task_of(handle: asyncio.Handle) -> asyncio.Task[Any] | None:
    """Give the task whose next step *handle* is."""
    owner = getattr(handle._callback, "__self__", None)
    return owner if isinstance(owner, asyncio.Task) else None


KINDS = (("cr_code", "cr_await"), ("ag_code", "ag_await"), ("gi_code", "gi_yieldfrom"))
ENTRIES = ("__aenter__", "__aexit__")


def frames(task: asyncio.Task[Any]) -> list[Any]:
    """Give the code objects in which *task* is suspended, the outermost first."""
    found, inner = [], task.get_coro()
    while inner is not None:
        outer, inner = inner, None
        for code, following in KINDS:
            if hasattr(outer, code):
                found.append(getattr(outer, code))
                inner = getattr(outer, following)
                break
        if inner is not None and found[-1].co_name in ENTRIES:
            inner = _generator(outer) or inner
    return found


def _generator(entry: Any) -> Any:
    """Give the generator behind `async with`: no attribute leads from one to it."""
    frame = getattr(entry, "cr_frame", None)
    manager = frame.f_locals.get("self") if frame else None
    return getattr(manager, "gen", None)


def run(loop: SimLoop, main: Coroutine[Any, Any, Any]) -> Any:
    """Run *main* on *loop* until it ends."""
    asyncio.set_event_loop(loop)
    sys.unraisablehook = lambda _: None  # what was killed is thrown away at the end
    return loop.run_until_complete(main)
