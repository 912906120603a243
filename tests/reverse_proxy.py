"""A reverse proxy as small as can be: it passes on one path and all under it, and nothing else."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Proxy:
    """Where it listens, and what it was asked for outside its path."""

    url: str
    refused: list[str] = field(default_factory=list)


@contextlib.contextmanager
def reverse_proxy(prefix: str, upstream_port: int) -> Iterator[Proxy]:
    loop = asyncio.new_event_loop()  # in a thread of its own: the browser's driver has one here
    proxy = Proxy("")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode().partition("?")[0]
            if path != prefix and not path.startswith(f"{prefix}/"):
                proxy.refused.append(path)
                writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            else:
                await _pass_on(head, reader, writer, upstream_port)
        with contextlib.suppress(OSError):
            writer.close()

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    starting = asyncio.start_server(serve, "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(starting, loop).result(20)
    proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield proxy
    finally:

        async def stop() -> None:
            server.close()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for one in others:
                one.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            loop.stop()

        asyncio.run_coroutine_threadsafe(stop(), loop)
        thread.join()
        loop.close()


async def _pass_on(
    head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, upstream_port: int
) -> None:
    """One request, or one web socket for as long as it lasts; Host stays as the browser sent it."""
    lines = head.split(b"\r\n")
    if not any(one.lower().startswith(b"upgrade:") for one in lines):
        others = [one for one in lines[1:] if not one.lower().startswith(b"connection:")]
        head = b"\r\n".join([lines[0], b"Connection: close", *others])
    from_chat, to_chat = await asyncio.open_connection("127.0.0.1", upstream_port)
    to_chat.write(head)
    ways = [
        asyncio.ensure_future(_copy(reader, to_chat)),
        asyncio.ensure_future(_copy(from_chat, writer)),
    ]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in ways:
            one.cancel()
        to_chat.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()
