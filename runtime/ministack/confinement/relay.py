"""Carries connections of functions to ports outside of their network namespace."""

import asyncio
import threading


class Relay:
    """A thread of its own, so that what functions send moves while the emulator is busy."""

    def __init__(self):
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True, name="relay").start()

    def open(self, listener, port):
        """From this socket to this port of 127.0.0.1 outside; the answer ends it, with its connections."""
        connections = set()

        async def accept(reader, writer):
            task = asyncio.current_task()
            connections.add(task)
            try:
                await _carry(reader, writer, port)
            except (OSError, asyncio.CancelledError):
                writer.transport.abort()
            finally:
                connections.discard(task)

        async def start():
            return await asyncio.start_server(accept, sock=listener)

        def close():
            server.close()
            for each in connections:
                each.cancel()

        server = asyncio.run_coroutine_threadsafe(start(), self._loop).result()
        return lambda: self._loop.call_soon_threadsafe(close)


async def _carry(reader, writer, port):
    there, back = await asyncio.open_connection("127.0.0.1", port)
    try:
        await asyncio.gather(_pump(reader, back), _pump(there, writer))
    finally:
        back.transport.abort()
    writer.close()


async def _pump(reader, writer):
    """Until the end of what comes, which is passed on, because the other direction may go on."""
    while content := await reader.read(65536):
        writer.write(content)
        await writer.drain()
    writer.write_eof()
