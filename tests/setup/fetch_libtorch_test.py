"""Tests packaging/fetch_libtorch.py with made-up wheels on a package index on this machine."""

import importlib.util
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import types
import unittest
from unittest import mock

from local_index import LocalIndex, wheel

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "packaging" / "fetch_libtorch.py"
TORCH = "torch-2.11.0-cp311-cp311-manylinux_2_28_x86_64.whl"
RUNTIME = "nvidia_cuda_runtime-13.0.96-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl"
CUBLAS = "nvidia_cublas-13.1.0.3-py3-none-manylinux_2_27_x86_64.whl"
LIBRARY = os.urandom(300_000)
# Stands in for pip in most tests, because pip takes half a second a call; says what pip says.
QUICK_PIP = """
import os, sys
base = os.environ["PIP_INDEX_URL"].removesuffix("simple/")
if sys.argv[-4:-1] == ["index", "versions", "-vv"]:
    for line in open(os.environ["QUICK_PIP_FILES"]):
        name, file = line.split()
        if name == sys.argv[-1]:
            print(f"  Found link {base}files/{file} (from {base}simple/{name}/), version: 1")
"""


def module():
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("fetch_libtorch", SCRIPT)
    loaded = importlib.util.module_from_spec(spec)
    sys.modules["fetch_libtorch"] = loaded
    spec.loader.exec_module(loaded)
    return loaded


class FetchLibTorch(unittest.TestCase):
    """Each test has its own cache folder and its own index."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="skewscope fetch ")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.cache = self.folder / "cache" / "skewscope"
        self.site = self.cache / "libtorch-2.11.0"
        self.index = LocalIndex()
        self.addCleanup(self.index.close)
        self.index.wheels["torch"] = (TORCH, wheel({
            "torch/lib/libtorch_cpu.so": LIBRARY, "torch/include/torch/torch.h": b"// header\n",
            "torch/share/cmake/x.cmake": b"", "torch/nn/functional.py": b"pass\n"}, "torch-2.11.0.dist-info"))
        self.index.wheels["nvidia-cuda-runtime"] = (RUNTIME, wheel(
            {"nvidia/cu13/lib/libcudart.so.13": b"cudart", "nvidia/__init__.py": b"",
             "nvidia/cu13/include/cuda.h": b"// cuda\n"}, "nvidia_cuda_runtime-13.0.96.dist-info"))
        self.index.wheels["nvidia-cublas"] = (CUBLAS, wheel(
            {"nvidia/cu13/lib/libcublas.so.13": b"cublas"}, "nvidia_cublas-13.1.0.3.dist-info"))
        (self.folder / "quick" / "pip").mkdir(parents=True)
        (self.folder / "quick/pip/__init__.py").touch()
        (self.folder / "quick/pip/__main__.py").write_text(QUICK_PIP)
        (self.folder / "files").write_text("".join(f"{n} {file}\n" for n, (file, _) in self.index.wheels.items()))
        self.real_pip = False
        self.write_manifest()

    def write_manifest(self):
        manifest = self.index.manifest(cpu=["torch", "nvidia-cuda-runtime"], cuda=["nvidia-cublas"])
        (self.folder / "wheels.json").write_text(json.dumps(manifest))

    def environment(self, **extra):
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith("PIP_") and name.lower() not in ("http_proxy", "https_proxy", "all_proxy")}
        kept.pop("SKEWSCOPE_LIBTORCH", None)
        if not self.real_pip:
            kept |= {"PYTHONPATH": str(self.folder / "quick"), "QUICK_PIP_FILES": str(self.folder / "files")}
        return {**kept, "HOME": str(self.folder), "XDG_CACHE_HOME": str(self.folder / "cache"),
                "XDG_CONFIG_HOME": str(self.folder), "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0",
                "PIP_NO_CACHE_DIR": "1", "PIP_INDEX_URL": self.index.url + "/simple/",
                "SKEWSCOPE_FETCH_PAUSE": "0.01", **extra}

    def start(self, *arguments, **extra):
        options = arguments if "--cuda" in arguments else ("--no-cuda", *arguments)
        return subprocess.Popen([sys.executable, "-B", str(SCRIPT), "--manifest", str(self.folder / "wheels.json"),
                                 *options], env=self.environment(**extra), stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True)

    def fetch(self, *arguments, status=0, **extra):
        process = self.start(*arguments, **extra)
        output, _ = process.communicate(timeout=120)
        self.assertEqual(process.returncode, status, output)
        return output

    def leftovers(self):
        """What is in the cache folder beside the finished parts."""
        return sorted(path.name for path in [*self.cache.iterdir(), *(self.cache / "wheels").iterdir()]
                      if path.name not in (".lock", "wheels", "libtorch-2.11.0"))

    def part(self):
        """The file that holds what is there of the first wheel."""
        return self.cache / "wheels" / (TORCH + ".part")

    def test_unpacks_what_is_needed_and_then_has_nothing_to_do(self):
        self.real_pip = True
        self.fetch()
        self.assertEqual((self.site / "torch/lib/libtorch_cpu.so").read_bytes(), LIBRARY)
        self.assertTrue((self.site / "nvidia/cu13/lib/libcudart.so.13").is_file())
        self.assertFalse(list(self.site.rglob("*.py")))
        self.assertEqual(self.leftovers(), [])
        requests = len(self.index.requests)
        self.fetch()
        self.fetch("--check")
        self.assertEqual(len(self.index.requests), requests)

    def test_kept_wheels_are_used_again(self):
        self.fetch("--keep-wheels")
        self.assertEqual(self.leftovers(), sorted([TORCH, RUNTIME]))
        (self.site / "torch/lib/libtorch_cpu.so").unlink()
        self.assertIn("Missing", self.fetch("--check", status=1))
        self.fetch()
        self.assertEqual((self.site / "torch/lib/libtorch_cpu.so").read_bytes(), LIBRARY)
        self.assertEqual(len(self.index.file_requests()), 2)

    def test_a_damaged_folder_is_mended(self):
        self.fetch()
        (self.site / "torch/lib/libtorch_cpu.so").write_bytes(b"short")
        self.fetch()
        self.assertEqual((self.site / "torch/lib/libtorch_cpu.so").read_bytes(), LIBRARY)

    def test_a_broken_connection_is_resumed_in_the_same_call(self):
        self.index.cut_after, self.index.cuts = 100_000, 2
        self.fetch()
        ranges = [header for path, header in self.index.file_requests() if path.endswith(TORCH)]
        self.assertEqual(ranges, [None, "bytes=100000-", "bytes=200000-"])

    def test_a_download_that_gave_up_is_resumed_by_the_next_call(self):
        self.index.cut_after, self.index.cuts = 1000, 1000
        output = self.fetch(status=1)
        self.assertIn("start again to go on", output)
        self.assertEqual(self.part().stat().st_size, 5000)
        self.assertFalse(self.site.exists())
        self.index.cuts = 0
        self.assertIn("going on", self.fetch())
        self.assertIn((f"/files/{TORCH}", "bytes=5000-"), self.index.file_requests())

    def wait_for_half(self):
        for _ in range(1000):
            if self.part().exists() and self.part().stat().st_size >= 150_000:
                return
            time.sleep(0.02)
        self.fail("the download did not begin")

    def test_a_killed_or_interrupted_download_is_resumed(self):
        for number, status in ((signal.SIGKILL, -9), (signal.SIGTERM, 130)):
            with self.subTest(signal=number):
                self.part().unlink(missing_ok=True)
                self.index.cut_after, self.index.cuts, self.index.stall = 150_000, 1, True
                process = self.start()
                self.wait_for_half()
                process.send_signal(number)
                output, _ = process.communicate(timeout=60)
                self.assertEqual(process.returncode, status, output)
                self.assertFalse(self.site.exists())
        self.index.stall = False
        self.fetch()
        self.assertIn((f"/files/{TORCH}", "bytes=150000-"), self.index.file_requests())
        self.assertEqual(self.leftovers(), [])

    def test_a_server_without_ranges_starts_over(self):
        self.index.cut_after, self.index.cuts, self.index.ignore_range = 100_000, 1, True
        self.fetch()
        self.assertEqual((self.site / "torch/lib/libtorch_cpu.so").read_bytes(), LIBRARY)

    def test_half_of_another_file_is_thrown_away(self):
        self.part().parent.mkdir(parents=True)
        self.part().write_bytes(b"x" * 1000)
        self.fetch()
        self.assertEqual((self.site / "torch/lib/libtorch_cpu.so").read_bytes(), LIBRARY)

    def test_a_wrong_checksum_is_refused(self):
        name, data = self.index.wheels["torch"]
        self.index.wheels["torch"] = (name, data[:-1] + bytes([data[-1] ^ 1]))
        output = self.fetch(status=1)
        self.assertIn("SHA-256", output)
        self.assertFalse(self.site.exists())
        self.assertEqual(self.leftovers(), [])

    def test_a_hostile_wheel_is_refused_before_anything_is_written(self):
        hostile = {"parent": "torch/lib/../../../../outside", "absolute": "/tmp/skewscope-hostile",
                   "backslash": "torch\\..\\outside"}
        for what, entry in hostile.items():
            with self.subTest(what=what):
                self.index.wheels["torch"] = (TORCH, wheel({"torch/lib/a.so": b"a", entry: b"x"}, "torch-2.11.0.dist-info"))
                self.write_manifest()
                self.assertIn("Nothing of it was unpacked", self.fetch(status=1))
                self.assertFalse(self.site.exists())
                self.assertFalse(list(self.folder.rglob("outside")))
                (self.cache / "wheels" / TORCH).unlink()
        self.index.wheels["torch"] = (TORCH, wheel({"torch/lib/a.so": b"a"}, "torch-2.11.0.dist-info",
                                                   symlinks=["torch/lib/link"]))
        self.write_manifest()
        self.fetch(status=1)
        self.assertFalse(self.site.exists())

    def test_two_at_once_download_once(self):
        self.index.cut_after, self.index.cuts = 200_000, 1
        first, second = self.start(), self.start()
        outputs = [process.communicate(timeout=120)[0] for process in (first, second)]
        self.assertEqual((first.returncode, second.returncode), (0, 0), outputs)
        self.assertEqual(len([path for path, header in self.index.file_requests() if not header]), 2)
        self.assertEqual(self.leftovers(), [])

    def test_cuda_is_added_to_the_same_folder(self):
        self.fetch()
        self.assertFalse((self.site / "nvidia/cu13/lib/libcublas.so.13").exists())
        self.assertIn("with CUDA", self.fetch("--cuda"))
        self.assertEqual((self.site / "nvidia/cu13/lib/libcublas.so.13").read_bytes(), b"cublas")
        self.assertTrue((self.site / "nvidia/cu13/lib/libcudart.so.13").exists())

    def test_pip_downloads_where_the_server_refuses_this_program(self):
        self.real_pip = True
        self.index.refuse_direct = True
        self.assertIn("leaving the download to pip", self.fetch())
        self.assertEqual((self.site / "torch/lib/libtorch_cpu.so").read_bytes(), LIBRARY)

    def test_wheels_that_the_index_does_not_have(self):
        self.real_pip = True
        del self.index.wheels["torch"]
        self.assertIn("pip could not fetch", self.fetch(status=1))

    def test_no_network(self):
        self.real_pip = True
        output = self.fetch(status=1, PIP_INDEX_URL="http://127.0.0.1:9/simple/")
        self.assertIn("No network?", output)
        self.assertIn("SKEWSCOPE_LIBTORCH", output)

    def test_a_folder_of_wheels_needs_no_network(self):
        wheels = self.folder / "found wheels"
        wheels.mkdir()
        for file, data in self.index.wheels.values():
            (wheels / file).write_bytes(data)
        (self.cache / "wheels").mkdir(parents=True)
        for file in (TORCH, RUNTIME):
            (self.cache / "wheels" / file).write_bytes((wheels / file).read_bytes())
        self.fetch(PIP_INDEX_URL="http://127.0.0.1:9/simple/")
        self.assertTrue((self.site / "torch/lib/libtorch_cpu.so").is_file())

    def test_a_full_disk_is_noticed_before_the_download(self):
        fetch_libtorch = module()
        manifest = fetch_libtorch.Manifest.read(self.folder / "wheels.json")
        self.cache.mkdir(parents=True)
        with mock.patch.object(fetch_libtorch.shutil, "disk_usage", return_value=types.SimpleNamespace(free=800_000)):
            with self.assertRaisesRegex(fetch_libtorch.FetchError, "Make room"):
                fetch_libtorch.check_space(self.cache, manifest.sets["cpu"])
            # What is downloaded already is not needed again.
            (self.cache / "wheels").mkdir()
            self.part().write_bytes(b"x" * 200_000)
            fetch_libtorch.check_space(self.cache, manifest.sets["cpu"])

    def test_an_index_behind_a_login_is_left_to_pip(self):
        (self.folder / "files").write_text("")
        self.assertIn("through pip", self.fetch(status=1))

    def test_cuda_that_cannot_be_had_does_not_stop_a_machine_with_a_driver(self):
        fetch_libtorch = module()
        (self.folder / "files").write_text(f"torch {TORCH}\nnvidia-cuda-runtime {RUNTIME}\n")
        options = fetch_libtorch.parse(["--manifest", str(self.folder / "wheels.json")])
        with mock.patch.dict(os.environ, self.environment(), clear=True), \
                mock.patch.object(fetch_libtorch, "has_nvidia_driver", return_value=True), \
                mock.patch.object(fetch_libtorch, "say"):
            self.assertEqual(fetch_libtorch.run(options), 3)
        self.assertTrue((self.site / "torch/lib/libtorch_cpu.so").is_file())

    def own_libtorch(self, version, strings):
        root = self.folder / "own" / "torch"
        (root / "lib").mkdir(parents=True, exist_ok=True)
        (root / "include/torch/headeronly").mkdir(parents=True, exist_ok=True)
        (root / "lib/libtorch_cpu.so").touch()
        (root / "lib/libc10.so").write_bytes(strings)
        (root / "include/torch/headeronly/version.h").write_text(f'#define TORCH_VERSION "{version}"\n')
        return {"SKEWSCOPE_LIBTORCH": str(self.folder / "own")}

    def test_own_libtorch_is_checked_and_nothing_is_fetched(self):
        new, old = b"..NSt7__cxx1112basic_stringIcE..", b"..NSsE.."
        self.assertIn("SKEWSCOPE_LIBTORCH", self.fetch(**self.own_libtorch("2.11.0+cu130", new)))
        self.assertIn("holds LibTorch 2.5.1", self.fetch(status=1, **self.own_libtorch("2.5.1", new)))
        self.assertIn("old C++ ABI", self.fetch(status=1, **self.own_libtorch("2.11.0", old)))
        self.assertIn("holds no LibTorch", self.fetch(status=1, SKEWSCOPE_LIBTORCH=str(self.folder / "none")))
        self.assertEqual(self.index.requests, [])

    def test_the_list_of_wheels_is_complete(self):
        manifest = module().Manifest.read(SCRIPT.with_name("libtorch_wheels.json"))
        wheels = [entry for entries in manifest.sets.values() for entry in entries]
        self.assertEqual(len({entry.name for entry in wheels}), len(wheels))
        for entry in wheels:
            self.assertRegex(entry.sha256, r"^[0-9a-f]{64}$")
            self.assertTrue(entry.file.startswith(f"{entry.name.replace('-', '_')}-{entry.version}-"), entry.file)
            self.assertTrue(all(tag.endswith("_x86_64") for tag in entry.platforms))


if __name__ == "__main__":
    unittest.main()
