"""A model hub of one model, for tests: it speaks as much of the hub's protocol as its client asks for."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@contextmanager
def hub_of(name: str, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve one model while the block runs.

    Args:
        name: Its name on the hub.
        folder: Its files.

    Yields:
        Address of the hub, and the list of the paths that were asked for, which grows.
    """
    asked: list[str] = []
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.respond(body=False)

        def do_GET(self) -> None:
            self.respond(body=True)

        def respond(self, *, body: bool) -> None:
            path = unquote(urlsplit(self.path).path)
            asked.append(path)
            if path.startswith(f"/api/models/{name}"):
                self.send(_listing(path, name, files), "application/json", "listing", body=body)
                return
            _, _, file = path.partition(f"/{name}/resolve/")
            held = files.get(file.partition("/")[2])
            if held is None:
                self.send_response(404)
                self.send_header("X-Error-Code", "EntryNotFound" if file else "RepoNotFound")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send(held, "application/octet-stream", _digest(held), body=body)

        def send(self, content: bytes, kind: str, tag: str, *, body: bool) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("ETag", f'"{tag}"')
            self.send_header("X-Repo-Commit", COMMIT)
            self.end_headers()
            if body:
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _digest(content: bytes) -> str:
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def _listing(path: str, name: str, files: dict[str, bytes]) -> bytes:
    if "/tree/" in path:
        held: object = [
            {"type": "file", "path": file, "size": len(content), "oid": _digest(content)}
            for file, content in files.items()
        ]
    else:
        siblings = [{"rfilename": file, "size": len(content)} for file, content in files.items()]
        held = {"id": name, "modelId": name, "sha": COMMIT, "siblings": siblings, "private": False, "tags": []}
    return json.dumps(held).encode()
