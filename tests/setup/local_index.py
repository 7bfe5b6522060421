"""A package index on this machine that serves tiny made-up wheels, and can misbehave."""

import hashlib
import http.server
import io
import re
import stat
import threading
import time
import zipfile


def wheel(files, dist_info, symlinks=()):
    """The bytes of a wheel that holds `files` (name -> bytes), a RECORD of them, and symbolic links."""
    data = io.BytesIO()
    name, version = dist_info.removesuffix(".dist-info").split("-")
    files = {**files, f"{dist_info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: false\n",
             f"{dist_info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()}
    record = "".join(f"{name},,{len(content)}\n" for name, content in files.items()) + f"{dist_info}/RECORD,,\n"
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in {**files, f"{dist_info}/RECORD": record.encode()}.items():
            archive.writestr(zipfile.ZipInfo(name), content)
        for name in symlinks:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(entry, "/etc")
    return data.getvalue()


class LocalIndex:
    """Serves `wheels` (project -> (file name, bytes)) in the layout that pip reads."""

    def __init__(self):
        self.wheels = {}
        self.requests = []  # (path, Range header)
        self.cut_after = None  # end each answer after so many bytes ...
        self.cuts = 0  # ... for the next so many answers
        self.stall = False  # hold an answer that is cut open instead of closing it
        self.ignore_range = False
        self.refuse_direct = False  # 403 for all but pip
        self._stop = threading.Event()
        index = self

        class Handler(http.server.BaseHTTPRequestHandler):
            """One request."""

            def do_GET(self):  # pylint: disable=invalid-name
                index.answer(self)

            def log_message(self, *_):  # pylint: disable=arguments-differ
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self):
        """Ends the server."""
        self._stop.set()
        self._server.shutdown()
        self._server.server_close()

    def file_requests(self):
        """The requests for wheels, as (path, Range header)."""
        return [request for request in self.requests if request[0].startswith("/files/")]

    def manifest(self, **sets):
        """A list of wheels in the form of libtorch_wheels.json."""
        def entry(project):
            file, data = self.wheels[project]
            return {"name": project, "version": file.split("-")[1], "file": file, "size": len(data),
                    "sha256": hashlib.sha256(data).hexdigest()}
        return {"version": "2.11.0", "folder": "libtorch-2.11.0", "python_version": "3.11",
                "sets": {"cuda": [], **{name: [entry(p) for p in projects] for name, projects in sets.items()}}}

    def answer(self, request):
        """Answers one request."""
        ranges = request.headers.get("Range")
        self.requests.append((request.path, ranges))
        if match := re.fullmatch(r"/simple/([^/]+)/", request.path):
            file = self.wheels.get(match.group(1), (None,))[0]
            body = f'<!DOCTYPE html><html><body><a href="/files/{file}">{file}</a></body></html>'.encode()
            return self.send(request, 200 if file else 404, body, {"Content-Type": "text/html"})
        data = next((d for f, d in self.wheels.values() if request.path == f"/files/{f}"), None)
        if data is None:
            return self.send(request, 404, b"", {})
        if self.refuse_direct and not request.headers.get("User-Agent", "").startswith("pip/"):
            return self.send(request, 403, b"", {})
        start = int(ranges[6:-1]) if ranges and not self.ignore_range else 0
        headers = {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"} if start else {}
        return self.send(request, 206 if start else 200, data[start:], headers)

    def send(self, request, status, body, headers):
        """Sends an answer, or, when told so, its first half."""
        request.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            request.send_header(name, value)
        request.end_headers()
        if self.cuts and request.path.startswith("/files/"):
            self.cuts -= 1
            request.wfile.write(body[:self.cut_after])
            request.wfile.flush()
            while self.stall and not self._stop.is_set():
                time.sleep(0.02)
            return
        request.wfile.write(body)
