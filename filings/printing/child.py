"""The worker process of the print shop: `python -m filings.printing.child`.

Reads jobs from standard input and writes PDFs to standard output. It holds no secret, opens no
connection and no file outside its libraries and fonts, and has limits of memory and time.
"""

import gc
import os
import resource
import sys
from pathlib import Path
from typing import Any, BinaryIO

import weasyprint

from filings.printing import engine, wire
from filings.printing.errors import MarkupRefused, PrintingFailed, TooMuchMemory
from filings.printing.fingerprint import fingerprint
from filings.printing.limits import MEGABYTE

FILE_SIZE = 64 * MEGABYTE
FORBIDDEN = (
    "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen",
    "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "os.remove", "os.rename",
    "os.mkdir", "os.rmdir", "shutil.rmtree", "tempfile.mkstemp", "tempfile.mkdtemp",
)  # fmt: skip
WARM_UP = (
    "<html lang=zh-Hans><title>一</title><h1>一</h1><p>一，“一”<b>A</b></p>"
    "<table><tr><th scope=col>一</table>"
)


def _lock() -> None:
    """From here on, refuse what printing never does; no code in this process can take it back."""
    libraries = str(Path(weasyprint.__file__).parents[1])
    folders = (sys.prefix, sys.base_prefix, libraries, str(Path(__file__).parent))
    readable = tuple(os.path.realpath(folder) for folder in folders)
    readable += ("/usr/lib", "/usr/share", f"/proc/{os.getpid()}/statm")

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event in FORBIDDEN:
            raise PermissionError(event)
        if event == "open":
            path, mode = arguments[0], arguments[1]
            writes = isinstance(mode, str) and any(sign in mode for sign in "wax+")
            if isinstance(path, str | bytes):
                inside = os.path.realpath(os.fsdecode(path)).startswith(readable)
                if writes or not inside:
                    raise PermissionError(event)

    sys.addaudithook(refuse)


def _limit_memory(extra: int) -> None:
    with open("/proc/self/statm", "rb") as counts:  # noqa: PTH123
        used = int(counts.read().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + extra, hard))


def _limit_processor(seconds: int) -> None:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(spent.ru_utime + spent.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _answer(header: wire.Header, parts: list[bytes]) -> tuple[wire.Header, list[bytes]]:
    try:
        job = engine.from_header(header, parts)
        _limit_processor(job.limits.processor)
        _limit_memory(job.limits.memory)
        content, pages = engine.print_pdf(job)
    except PrintingFailed as failure:
        return {"code": failure.code, "parameters": dict(failure.parameters)}, []
    except MemoryError:
        return {"code": TooMuchMemory.code, "parameters": {}}, []
    except PermissionError as refused:
        return {"code": MarkupRefused.code, "parameters": {"rule": str(refused)}}, []
    except RecursionError:
        return {"code": "too_long", "parameters": {"what": "depth", "found": 1000, "limit": 40}}, []
    except Exception as fault:  # noqa: BLE001  the worker lives on, whatever a paper does to it
        return {"code": "failed", "parameters": {"fault": type(fault).__name__}}, []
    return {"code": "", "pages": pages}, [content]


def _serve(requests: BinaryIO, replies: BinaryIO) -> None:
    while True:
        try:
            header, parts = wire.receive(requests)
        except EOFError:
            return
        answer, contents = _answer(header, parts)
        wire.send(replies, answer, contents)
        del header, parts, contents
        gc.collect()  # while nobody waits; boxes and styles refer to each other in circles


def _warm_up() -> None:
    header = {
        "style": "working", "whole": True, "assets": [], "attachments": [], "limits": {},
        "properties": {"title": "一", "language": "zh-Hans", "created": "2026-01-01"},
    }  # fmt: skip
    engine.print_pdf(engine.from_header(header, [WARM_UP.encode()]))


def main() -> None:
    """Open the shop, say so, and serve until standard input ends."""
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not break the protocol
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    try:
        engine.open_shop()
        _warm_up()
    except PrintingFailed as failure:
        wire.send(replies, {"code": failure.code, "parameters": dict(failure.parameters)})
        return
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    wire.send(replies, {"code": "", "fingerprint": fingerprint()})
    _lock()
    _serve(requests, replies)


if __name__ == "__main__":
    main()
