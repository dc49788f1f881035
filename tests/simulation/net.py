"""A network in memory: the real client and server of aiohttp, without sockets.

Bytes arrive in order, after a delay of chance; what a killed process had written still
arrives, then the connection is reset. `Net.cuts` decides which answers of a port are
lost on the way.
"""

import asyncio
import contextvars
import socket
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.loop import PROCESS, Process, SimLoop

RESET = object()
END = object()


@dataclass(eq=False, kw_only=True)
class Listener:
    """One server that listens: many may share a port, as behind a balancer."""

    port: int
    factory: Callable[[], Any]
    context: contextvars.Context
    process: Process | None
    sockets: list[Any] = field(default_factory=list)
    net: "Net" = field(repr=False)

    def close(self) -> None:
        self.net.listeners = [one for one in self.net.listeners if one is not self]

    async def wait_closed(self) -> None:
        """Return at once: connections are closed by their own."""

    def getsockname(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)


class End(asyncio.Transport):
    """One end of a connection."""

    def __init__(self, net: "Net", context: contextvars.Context, port: int) -> None:
        super().__init__()
        self.net, self.context, self.port = net, context, port
        self.process: Process | None = context.get(PROCESS)
        self.protocol: Any = None
        self.peer: End | None = None
        self.closed = False
        self.paused = False
        self.flying: deque[Any] = deque()
        self.arrived: deque[Any] = deque()
        self.latest = 0.0
        self.born = 1 << 60
        self.last = 0

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        if name in ("peername", "sockname"):
            return ("127.0.0.1", self.port)
        return self.peer.process if name == "process" and self.peer else default

    def is_closing(self) -> bool:
        return self.closed

    def set_write_buffer_limits(self, high=None, low=None) -> None:
        pass

    def get_write_buffer_size(self) -> int:
        return 0

    def get_protocol(self) -> Any:
        return self.protocol

    def set_protocol(self, protocol: Any) -> None:
        self.protocol = protocol

    def pause_reading(self) -> None:
        self.paused = True

    def resume_reading(self) -> None:
        if self.paused:
            self.paused = False
            self.net.loop.call_soon(self._read, context=self.context)

    def write(self, data: bytes) -> None:
        if not self.closed and self.net.passes(self):
            self.send(bytes(data))

    def writelines(self, pieces: Any) -> None:
        self.write(b"".join(pieces))

    def can_write_eof(self) -> bool:
        return False

    def close(self) -> None:
        self._leave(END)

    def abort(self) -> None:
        self._leave(RESET)

    def _leave(self, how: object) -> None:
        if not self.closed:
            self.closed = True
            self.send(how)
            self.net.loop.call_soon(self._lost, None, context=self.context)

    def send(self, item: object) -> None:
        """Let *item* arrive at the other end, after what was sent before it."""
        peer, loop = self.peer, self.net.loop
        if peer is None:
            return
        peer.latest = max(peer.latest, loop.now + self.net.delay(self.port)) + 1e-7
        peer.flying.append(item)
        loop.call_at(peer.latest, peer._deliver, context=peer.context)

    def _deliver(self) -> None:
        if self.net.loop.rounds < self.born + 3:  # what accepts has not begun yet
            self.net.loop.call_soon(self._deliver, context=self.context)
        else:
            self.arrived.append(self.flying.popleft())
            self._read()

    def _read(self) -> None:
        """Hand one thing over in a round, as a selector does; the next comes next."""
        if not self.arrived or self.paused or self.closed:
            return
        if self.last == self.net.loop.rounds:
            self.net.loop.call_soon(self._read, context=self.context)
            return
        self.last, item = self.net.loop.rounds, self.arrived.popleft()
        if item is RESET or item is END:
            self.closed = True
            self._lost(ConnectionResetError("cut") if item is RESET else None)
            return
        self.protocol.data_received(item)
        if self.arrived:
            self.net.loop.call_soon(self._read, context=self.context)

    def _lost(self, error: Exception | None) -> None:
        self.net.ends.discard(self)
        protocol, self.protocol = self.protocol, None
        if protocol is not None:
            protocol.connection_lost(error)


class Net:
    """Everything that listens and every open connection."""

    def __init__(self, loop: SimLoop) -> None:
        self.loop = loop
        self.listeners: list[Listener] = []
        self.ends: set[End] = set()
        self.bound: dict[Any, int] = {}
        self.refuses: Callable[[int], bool] = lambda _port: False
        self.cuts: Callable[[End], bool] = lambda _end: False
        self.slow = 0.0
        self.slowest: dict[int, float] = {}
        loop.create_server = self.create_server
        loop.create_connection = self.create_connection
        loop.sock_connect = self.sock_connect

    def delay(self, port: int) -> float:
        """Give how long a packet takes: mostly a millisecond or two, at times more."""
        chance = self.loop.chance
        if self.slow and chance.random() < self.slow:
            return chance.uniform(0.02, self.slowest.get(port, 1.0))
        return chance.uniform(0.0002, 0.004)

    async def create_server(self, factory, host=None, port=None, **_: Any) -> Listener:
        del host
        context = contextvars.copy_context()
        made = Listener(
            port=port, factory=factory, context=context, process=PROCESS.get(), net=self
        )
        made.sockets = [made]
        self.listeners.append(made)
        return made

    async def sock_connect(self, sock: socket.socket, address: Any) -> None:
        """Reach whoever listens at the port, or be refused, after a packet's time."""
        port = address[1]
        await asyncio.sleep(self.delay(port))
        alive = [one for one in self.listeners if one.port == port]
        if not alive or self.refuses(port):
            raise ConnectionRefusedError(f"nobody at {port}")
        self.bound[sock] = port

    async def create_connection(self, factory, *_: Any, sock=None, **__: Any):
        port = self.bound.pop(sock)
        sock.close()
        alive = [one for one in self.listeners if one.port == port]
        if not alive:
            raise ConnectionRefusedError(f"nobody at {port}")
        listener = self.loop.chance.choice(alive)
        client = End(self, contextvars.copy_context(), port)
        server = End(self, listener.context, port)
        client.peer, server.peer = server, client
        self.ends |= {client, server}
        self.loop.call_soon(self._accept, server, listener, context=server.context)
        client.born = 0
        client.protocol = factory()
        client.protocol.connection_made(client)
        return client, client.protocol

    def _accept(self, end: End, listener: Listener) -> None:
        end.born = self.loop.rounds
        end.protocol = listener.factory()
        end.protocol.connection_made(end)

    def passes(self, end: End) -> bool:
        """Tell whether what *end* writes gets through; else the line is cut."""
        if not self.cuts(end):
            return True
        end.closed = True
        reset = ConnectionResetError("cut")
        self.loop.call_soon(end._lost, reset, context=end.context)
        end.send(RESET)
        return False

    def kill(self, process: Process) -> None:
        """Close what *process* had open, as the kernel does."""
        for one in [one for one in self.listeners if one.process is process]:
            one.close()
        mine = [end for end in self.ends if end.process is process]
        for end in sorted(mine, key=lambda end: (end.latest, end.port)):
            if not end.closed:
                end.closed = True
                end.send(RESET)
            self.ends.discard(end)
