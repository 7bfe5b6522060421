#!/usr/bin/env python3
"""Fetches LibTorch into the user's cache folder, where packaging/cmake/FindLibTorch.cmake finds it.

LibTorch is the C++ part of the torch wheel. The wheels are listed, with their checksums, in
libtorch_wheels.json beside this file. They are found through pip, so pip's own settings (index, certificates,
proxy) hold here too. A download that was cut off goes on where it stopped. The folder is shared by all
checkouts; a lock keeps two of them from filling it at once.

Environment: XDG_CACHE_HOME moves the cache folder; SKEWSCOPE_LIBTORCH names a LibTorch that is already there,
in which case nothing is fetched and only its version and ABI are checked.

Exit status: 0 done; 1 failed; 2 wrong usage; 3 LibTorch is there, but its CUDA libraries, which were wanted
because an NVIDIA driver was found, could not be fetched; 130 interrupted.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import ctypes
import fcntl
import hashlib
import io
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import ssl
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from dataclasses import dataclass
from typing import Iterator, NoReturn

CHUNK = 1 << 20
ATTEMPTS = 5
# Space for a wheel's content, as a multiple of the wheel's size (measured: 1.9 to 2.0).
UNPACKED_PER_SIZE = 2.0
# What of a wheel is needed to build and run C++ programs: everything but the Python code.
WANTED = re.compile(r"torch/(include|lib|share)/|nvidia/.*(?<!\.py)$|[^/]+\.dist-info/")
CXX11_STRING = b"NSt7__cxx1112basic_string"


class FetchError(Exception):
    """A failure whose text says what happened and what to do."""


class NotServed(Exception):
    """The address cannot be read directly; pip itself may still be able to."""


@dataclass(frozen=True)
class Wheel:
    """One pinned wheel."""

    name: str
    version: str
    file: str
    sha256: str
    size: int

    @property
    def dist_info(self) -> str:
        """The name of its metadata folder, e.g. torch-2.11.0.dist-info."""
        return "-".join(self.file.split("-")[:2]) + ".dist-info"

    @property
    def platforms(self) -> list[str]:
        """The platform tags in its file name."""
        return self.file.removesuffix(".whl").split("-")[-1].split(".")


@dataclass(frozen=True)
class Manifest:
    """The content of libtorch_wheels.json."""

    version: str
    folder: str
    python_version: str
    sets: dict[str, list[Wheel]]

    @staticmethod
    def read(path: pathlib.Path) -> "Manifest":
        """Reads the file; a missing key raises KeyError, which is a fault of the file."""
        data = json.loads(path.read_text(encoding="utf-8"))
        sets = {name: [Wheel(**wheel) for wheel in wheels] for name, wheels in data["sets"].items()}
        return Manifest(data["version"], data["folder"], data["python_version"], sets)


def say(text: str) -> None:
    """Prints one line at once."""
    print(f"  {text}", flush=True)


def megabytes(size: float) -> str:
    """A size for people."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


class Progress:
    """A download's progress: one line rewritten on a terminal, a line every tenth, a second apart, elsewhere."""

    def __init__(self, label: str, total: int, done: int) -> None:
        self._label, self._total, self._start_bytes = label, max(total, 1), done
        self._start = time.monotonic()
        self._last_shown = self._start
        self._last_tenth = done * 10 // self._total
        self._terminal = sys.stdout.isatty()

    def update(self, done: int) -> None:
        """Shows `done` bytes if it is time to."""
        now = time.monotonic()
        tenth = done * 10 // self._total
        if self._terminal and now - self._last_shown < 0.2 and done < self._total:
            return
        if not self._terminal and done < self._total and (tenth == self._last_tenth or now - self._last_shown < 1):
            return
        self._last_shown, self._last_tenth = now, tenth
        speed = (done - self._start_bytes) / max(now - self._start, 1e-3) / 1e6
        text = f"  {self._label}  {100 * done // self._total:3d} %  {speed:.1f} MB/s"
        print(f"\r{text}\033[K" if self._terminal else text, end="" if self._terminal else "\n", flush=True)

    def close(self) -> None:
        """Ends the line."""
        if self._terminal:
            print(flush=True)


# --- pip: where the wheels are -------------------------------------------------------------------------------


class Pip:
    """The pip of this Python, or of the system's Python where this one has none."""

    def __init__(self) -> None:
        self._python = ""
        for python in dict.fromkeys([sys.executable, "/usr/bin/python3"]):
            if python and os.path.exists(python):
                probe = subprocess.run([python, "-c", "import pip"], capture_output=True, check=False)
                if probe.returncode == 0:
                    self._python = python
                    break
        if not self._python:
            raise FetchError("pip is missing, and LibTorch is fetched through it.\n"
                             "Install it (Debian, Ubuntu: apt-get install python3-pip) and start again.")
        self._settings: dict[str, str] | None = None

    def _run(self, *arguments: str, timeout: float | None = None) -> subprocess.CompletedProcess[str]:
        command = [self._python, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=timeout)

    def address_of(self, wheel: Wheel) -> tuple[str, str]:
        """The wheel's address on the configured index, or "", and what pip said."""
        try:
            # Lists versions without downloading; at this verbosity it names every file it sees.
            answer = self._run("index", "versions", "-vv", wheel.name, timeout=300)
        except subprocess.TimeoutExpired:
            return "", "pip found no answer within 300 s"
        said = answer.stdout + answer.stderr
        for match in re.finditer(r"\b(?:https?|file)://[^\s#<>\"']+", said):
            address = match.group(0)
            name = urllib.parse.unquote(urllib.parse.urlsplit(address).path).rsplit("/", 1)[-1]
            if name == wheel.file and "****" not in address:
                return address, said
        return "", said

    def download(self, wheel: Wheel, python_version: str, folder: pathlib.Path) -> None:
        """Lets pip download the wheel into `folder`, without the means to go on after a break."""
        platforms = [argument for tag in wheel.platforms for argument in ("--platform", tag)]
        answer = self._run("download", "--no-deps", "--only-binary=:all:", "--python-version", python_version,
                           "--implementation", "cp", *platforms, "--dest", str(folder),
                           f"{wheel.name}=={wheel.version}")
        if answer.returncode != 0 or not (folder / wheel.file).is_file():
            tail = "\n".join("    " + line for line in (answer.stdout + answer.stderr).strip().splitlines()[-6:])
            raise FetchError(f"pip could not fetch {wheel.file}:\n{tail}\n{offline_help()}")

    def setting(self, key: str) -> str:
        """A value of pip's configuration, from its environment, its download section or its global one."""
        if self._settings is None:
            self._settings = {}
            for line in self._run("config", "list").stdout.splitlines():
                name, _, value = line.partition("=")
                self._settings[name.strip()] = value.strip().strip("'\"")
        for section in (":env:", "download", "global"):
            if value := self._settings.get(f"{section}.{key}"):
                return value
        return ""

    def opener(self, address: str) -> urllib.request.OpenerDirector:
        """An opener for the address, with pip's certificates and proxy."""
        handlers: list[urllib.request.BaseHandler] = []
        if address.startswith("https:"):
            handlers.append(urllib.request.HTTPSHandler(context=self._certificates()))
        if proxy := self.setting("proxy"):
            handlers.append(urllib.request.ProxyHandler({"http": proxy, "https": proxy}))
        return urllib.request.build_opener(*handlers)

    def _certificates(self) -> ssl.SSLContext:
        """The certificates that pip trusts."""
        context = ssl.create_default_context()
        if cert := self.setting("cert"):
            context.load_verify_locations(**({"capath": cert} if os.path.isdir(cert) else {"cafile": cert}))
        else:
            bundle = subprocess.run([self._python, "-c", "from pip._vendor import certifi; print(certifi.where())"],
                                    capture_output=True, text=True, check=False).stdout.strip()
            if os.path.isfile(bundle):
                context.load_verify_locations(cafile=bundle)
        if client := self.setting("client-cert"):
            context.load_cert_chain(client)
        return context


def offline_help() -> str:
    """What to do without a network."""
    return ("No network? Two ways out:\n"
            "  - on a machine with one, run packaging/fetch_libtorch.py --keep-wheels and copy its wheels folder\n"
            f"    to {cache_folder() / 'wheels'}; then start again;\n"
            "  - set SKEWSCOPE_LIBTORCH to a LibTorch that is there, such as the torch folder of a Python\n"
            "    environment with the same version.\n"
            "Behind a proxy or a private index: configure pip (pip config set global.proxy / index-url / cert).")


# --- download ------------------------------------------------------------------------------------------------


def sha256_of(path: pathlib.Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            digest.update(block)
    return digest.hexdigest()


def stream(opener: urllib.request.OpenerDirector, address: str, part: pathlib.Path, wheel: Wheel,
           label: str) -> None:
    """Appends what is missing of `address` to `part`. Raises OSError where the connection breaks."""
    have = part.stat().st_size if part.exists() else 0
    if have > wheel.size:
        part.unlink()
        have = 0
    if have == wheel.size:
        return
    request = urllib.request.Request(address, headers={"User-Agent": "skewscope-setup", "Accept-Encoding": "identity"})
    if have:
        request.add_header("Range", f"bytes={have}-")
    try:
        response = opener.open(request, timeout=60)
    except urllib.error.HTTPError as error:
        if error.code >= 500 or error.code in (408, 429):
            raise OSError(f"the server answered {error.code}") from error
        raise NotServed(f"the server answered {error.code}") from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, ssl.SSLError):
            raise NotServed(str(error.reason)) from error
        raise OSError(str(error.reason)) from error
    with response:
        content_range = response.headers.get("Content-Range", "")
        goes_on = have > 0 and response.status == 206 and content_range.startswith(f"bytes {have}-")
        if have and not goes_on:
            have = 0
        if goes_on:
            say(f"{wheel.name} {wheel.version}: going on at {100 * have // wheel.size} %")
        progress = Progress(label, wheel.size, have)
        try:
            with part.open("ab" if goes_on else "wb", buffering=0) as file:
                while block := response.read1(CHUNK):
                    file.write(block)
                    have += len(block)
                    progress.update(have)
        finally:
            progress.close()
    if have < wheel.size:
        raise OSError(f"the connection ended at {megabytes(have)} of {megabytes(wheel.size)}")


def check(path: pathlib.Path, wheel: Wheel) -> bool:
    """Whether the file is the pinned one."""
    return path.is_file() and path.stat().st_size == wheel.size and sha256_of(path) == wheel.sha256


def fetch(pip: Pip, wheel: Wheel, manifest: Manifest, folder: pathlib.Path, number: str) -> pathlib.Path:
    """The path of the wheel in `folder`, downloaded if it is not there, with its checksum verified."""
    target = folder / wheel.file
    label = f"{number} {wheel.name} {wheel.version} ({megabytes(wheel.size)})"
    if target.exists():
        if check(target, wheel):
            say(f"{label}  already downloaded")
            return target
        say(f"{label}  the file in {folder} is damaged; fetching it again")
        target.unlink()

    part = folder / (wheel.file + ".part")
    resumed = part.exists()
    address, said = pip.address_of(wheel)
    if address.startswith("file:"):
        shutil.copyfile(urllib.request.url2pathname(urllib.parse.urlsplit(address).path), part)
    else:
        download(pip, address, said, wheel, manifest, part, label)
    if not check(part, wheel) and resumed and address:
        # The first half may have been of another file: once more, from the start.
        part.unlink(missing_ok=True)
        download(pip, address, said, wheel, manifest, part, label)
    if not check(part, wheel):
        found = sha256_of(part)
        part.unlink()
        raise FetchError(f"{wheel.file} is not the file that was pinned, so it was thrown away.\n"
                         f"  expected SHA-256 {wheel.sha256}\n  found            {found}\n"
                         "Start again; if it stays so, the package index or a proxy in between changes files.")
    os.replace(part, target)
    return target


def download(pip: Pip, address: str, said: str, wheel: Wheel, manifest: Manifest, part: pathlib.Path,
             label: str) -> None:
    """Fills `part`: directly where pip named an address that can be read, else by pip itself."""
    if address:
        opener = pip.opener(address)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                stream(opener, address, part, wheel, label)
                return
            except NotServed as error:
                say(f"{wheel.name}: {error}; leaving the download to pip")
                break
            except OSError as error:
                if attempt == ATTEMPTS:
                    raise FetchError(f"{wheel.name}: {error}.\nWhat was downloaded is kept; start again to go on.\n"
                                     + offline_help()) from error
                say(f"{wheel.name}: {error}; trying again ({attempt} of {ATTEMPTS - 1})")
                time.sleep(min(2 ** attempt, 10) * float(os.environ.get("SKEWSCOPE_FETCH_PAUSE", "0.5")))
    elif re.search(r"NewConnectionError|ConnectTimeout|Max retries exceeded|no answer within", said):
        raise FetchError(f"pip reached no package index while looking for {wheel.name}.\n{offline_help()}")
    else:
        say(f"{label}  through pip (this download cannot be resumed)")
    with tempfile.TemporaryDirectory(dir=part.parent, prefix=".pip-") as folder:
        pip.download(wheel, manifest.python_version, pathlib.Path(folder))
        os.replace(pathlib.Path(folder) / wheel.file, part)


# --- unpacking -----------------------------------------------------------------------------------------------


def check_entries(archive: zipfile.ZipFile, wheel: Wheel) -> None:
    """Refuses a wheel of which one entry would leave the folder it is unpacked into, or is no plain file."""
    for entry in archive.infolist():
        path = pathlib.PurePosixPath(entry.filename)
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if (path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in path.parts[0]
                or kind not in (0, stat.S_IFREG, stat.S_IFDIR)):
            raise FetchError(f"{wheel.file} holds the entry {entry.filename!r}, which would be written outside "
                             "the cache folder or is no plain file. Nothing of it was unpacked.")


def record_of(text: str) -> Iterator[tuple[str, int]]:
    """Name and size of the wanted files that a RECORD lists."""
    for row in csv.reader(io.StringIO(text)):
        if len(row) == 3 and row[2].isdigit() and WANTED.match(row[0]):
            yield row[0], int(row[2])


def is_installed(site: pathlib.Path, wheel: Wheel) -> bool:
    """Whether every wanted file of the wheel is in `site` with its size."""
    try:
        text = (site / wheel.dist_info / "RECORD").read_text(encoding="utf-8")
        return all(os.stat(site / name).st_size == size for name, size in record_of(text)
                   if not name.endswith(".dist-info/RECORD"))
    except OSError:
        return False


def unpack(path: pathlib.Path, wheel: Wheel, folder: pathlib.Path) -> None:
    """Unpacks the wanted entries into `folder`."""
    with zipfile.ZipFile(path) as archive:
        check_entries(archive, wheel)
        for entry in archive.infolist():
            if entry.is_dir() or not WANTED.match(entry.filename):
                continue
            target = folder / entry.filename
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file, CHUNK)
            target.chmod(0o644 | (entry.external_attr >> 16 & 0o111))


def merge(source: pathlib.Path, site: pathlib.Path, wheel: Wheel) -> None:
    """Moves the files of one unpacked wheel into `site`, the RECORD that marks it complete last."""
    record = pathlib.Path(wheel.dist_info) / "RECORD"
    files = sorted(path.relative_to(source) for path in source.rglob("*") if path.is_file())
    for name in [name for name in files if name != record] + [record]:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(source / name, site / name)


def install(paths: list[tuple[Wheel, pathlib.Path]], site: pathlib.Path) -> None:
    """Puts the wheels into `site`: a new folder appears whole, an existing one gains one file at a time."""
    fresh = not site.exists()
    with tempfile.TemporaryDirectory(dir=site.parent, prefix=".unpacking-") as name:
        folder = pathlib.Path(name)
        for wheel, path in paths:
            say(f"unpacking {wheel.name} {wheel.version}")
            part = folder / wheel.dist_info
            unpack(path, wheel, part)
            merge(part, folder / "site" if fresh else site, wheel)
            shutil.rmtree(part)
        if fresh:
            os.rename(folder / "site", site)


# --- the whole -----------------------------------------------------------------------------------------------


def cache_folder() -> pathlib.Path:
    """Where LibTorch is kept."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return pathlib.Path(base) / "skewscope"


def has_nvidia_driver() -> bool:
    """Whether an NVIDIA driver is installed."""
    if os.path.exists("/proc/driver/nvidia/version"):
        return True
    try:
        ctypes.CDLL("libcuda.so.1")
        return True
    except OSError:
        return False


def check_own(folder: str, manifest: Manifest) -> pathlib.Path:
    """The torch folder within SKEWSCOPE_LIBTORCH, if version and ABI fit."""
    for root in (pathlib.Path(folder), pathlib.Path(folder) / "torch"):
        if (root / "lib/libtorch_cpu.so").is_file():
            break
    else:
        raise FetchError(f"SKEWSCOPE_LIBTORCH={folder} holds no LibTorch: lib/libtorch_cpu.so is missing there.\n"
                         "Name the folder that holds include/ and lib/, or unset the variable to fetch "
                         f"LibTorch {manifest.version}.")
    version = ""
    for header in ("include/torch/headeronly/version.h", "include/torch/csrc/api/include/torch/version.h"):
        with contextlib.suppress(OSError):
            found = re.search(r'define TORCH_VERSION\s+"([^"]+)"', (root / header).read_text(encoding="utf-8"))
            version = version or (found.group(1) if found else "")
    if version.split("+")[0] != manifest.version:
        raise FetchError(f"SKEWSCOPE_LIBTORCH={folder} holds LibTorch {version or 'of an unknown version'}; "
                         f"{manifest.version} is needed.\nName another folder, or unset the variable to fetch it.")
    if CXX11_STRING not in (root / "lib/libc10.so").read_bytes():
        raise FetchError(f"SKEWSCOPE_LIBTORCH={folder} was built with the old C++ ABI and cannot be linked with the "
                         f"distribution's libraries.\nUse a build of {manifest.version} with the new ABI, or unset "
                         "the variable to fetch one.")
    return root


@contextlib.contextmanager
def locked(folder: pathlib.Path) -> Iterator[None]:
    """Holds the cache folder for this process; waits, and says so, while another one fills it."""
    with (folder / ".lock").open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is filling the cache folder; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def clear_leftovers(cache: pathlib.Path) -> None:
    """Removes what set-ups that were killed left half unpacked. Only under the lock."""
    for left in [*cache.glob(".unpacking-*"), *(cache / "wheels").glob(".pip-*")]:
        shutil.rmtree(left, ignore_errors=True)


def check_space(cache: pathlib.Path, missing: list[Wheel]) -> None:
    """Refuses to begin a download that would fill the disk."""
    need = 0.0
    for wheel in missing:
        need += wheel.size * (1 + UNPACKED_PER_SIZE)
        for path in (cache / "wheels" / wheel.file, cache / "wheels" / (wheel.file + ".part")):
            with contextlib.suppress(OSError):
                need -= min(path.stat().st_size, wheel.size)
    free = shutil.disk_usage(cache).free
    if free < need:
        raise FetchError(f"LibTorch needs {megabytes(need)} in {cache}, and {megabytes(free)} are free.\n"
                         "Make room, or set XDG_CACHE_HOME to a folder on a larger disk.")


def provide(manifest: Manifest, sets: list[str], keep_wheels: bool) -> None:
    """Fetches and installs what is missing of the sets."""
    cache = cache_folder()
    site = cache / manifest.folder
    (cache / "wheels").mkdir(parents=True, exist_ok=True)
    with locked(cache):
        missing = [wheel for name in sets for wheel in manifest.sets[name] if not is_installed(site, wheel)]
        if not missing:
            return
        clear_leftovers(cache)
        check_space(cache, missing)
        say(f"LibTorch {manifest.version}: {len(missing)} wheels, {megabytes(sum(w.size for w in missing))}, "
            f"into {cache}")
        pip = Pip()
        before = {path.name for path in (cache / "wheels").glob("*.whl")}
        paths = [(wheel, fetch(pip, wheel, manifest, cache / "wheels", f"[{i}/{len(missing)}]"))
                 for i, wheel in enumerate(missing, 1)]
        install(paths, site)
        if not keep_wheels:
            for wheel, path in paths:
                if wheel.file not in before:
                    path.unlink(missing_ok=True)


def parse(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Fetch LibTorch into the cache folder, or check that it is there.")
    cuda = parser.add_mutually_exclusive_group()
    cuda.add_argument("--cuda", dest="cuda", action="store_true", default=None,
                      help="with the CUDA libraries (2 GB more to download); the default where a driver is found")
    cuda.add_argument("--no-cuda", dest="cuda", action="store_false", help="without them, whatever is found")
    parser.add_argument("--check", action="store_true", help="fetch nothing; exit 1 if something is missing")
    parser.add_argument("--keep-wheels", action="store_true", help="leave the downloaded wheels in the cache folder")
    parser.add_argument("--manifest", type=pathlib.Path, default=pathlib.Path(__file__).with_name("libtorch_wheels.json"),
                        help="the list of wheels (default: the one beside this program)")
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> int:
    """Does what the options ask; returns the exit status."""
    manifest = Manifest.read(options.manifest)
    if own := os.environ.get("SKEWSCOPE_LIBTORCH"):
        say(f"LibTorch {manifest.version}: {check_own(own, manifest)} (SKEWSCOPE_LIBTORCH)")
        return 0
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise FetchError(f"The pinned wheels are for Linux on x86_64, and this is {platform.system()} on "
                         f"{platform.machine()}.\nSet SKEWSCOPE_LIBTORCH to a LibTorch {manifest.version} of your own.")
    site = cache_folder() / manifest.folder
    driver = options.cuda is None and has_nvidia_driver()
    sets = ["cpu", "cuda"] if options.cuda or driver else ["cpu"]
    if options.check:
        missing = [w.name for name in sets for w in manifest.sets[name] if not is_installed(site, w)]
        if missing:
            raise FetchError(f"Missing in {site}: {', '.join(missing)}.")
        return 0
    provide(manifest, ["cpu"], options.keep_wheels)
    status = 0
    if "cuda" in sets:
        if driver:
            say("an NVIDIA driver was found, so the CUDA libraries are wanted too (--no-cuda leaves them out)")
        try:
            provide(manifest, ["cuda"], options.keep_wheels)
        except FetchError as error:
            if not driver:
                raise
            say(f"the CUDA libraries could not be fetched, so training will use the CPU. {error}")
            status = 3
    say(f"LibTorch {manifest.version}: {site / 'torch'}" + (" with CUDA" if "cuda" in sets and not status else ""))
    return status


def main() -> NoReturn:
    """The program."""
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    try:
        sys.exit(run(parse(sys.argv[1:])))
    except FetchError as error:
        print(f"\nLibTorch: {error}", file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        print(f"\nLibTorch: {error}. Nothing half done was left in the LibTorch folder; start again.", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nLibTorch: interrupted. What was downloaded is kept; start again to go on.", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
