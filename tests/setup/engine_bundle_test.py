"""The bundle of the engine (packaging/engine-bundle.sh): packed from this build, unpacked elsewhere, used there."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
RELEASE = ROOT / "build/release"
HAS_TESTS = (RELEASE / "bin/gpu_engine_test").exists()


def cached_libtorch():
    """The LibTorch that this build uses, as a folder with lib/libtorch_cpu.so."""
    out = subprocess.run(["ldd", RELEASE / "lib/libskewscope-train.so"], capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        if "libtorch_cpu.so" in line:
            return pathlib.Path(line.split("=>")[1].split()[0]).parents[1]
    raise AssertionError("libskewscope-train.so finds no LibTorch")


class EngineBundleTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not (RELEASE / "lib/libskewscope-train.so").exists():
            raise unittest.SkipTest(f"no engine in {RELEASE}")
        cls.folder = tempfile.TemporaryDirectory()
        cls.place = pathlib.Path(cls.folder.name)
        archive = cls.place / "bundle.tar.xz"
        env = dict(os.environ, XZ_DEFAULTS="-0")  # the test waits for it
        tests = ["--with-tests"] if HAS_TESTS else []
        subprocess.run([ROOT / "packaging/engine-bundle.sh", "--no-build", *tests, archive], check=True, env=env,
                       stderr=subprocess.PIPE)
        subprocess.run(["tar", "-C", cls.place, "-xf", archive], check=True)
        archive.unlink()
        (cls.bundle,) = [path for path in cls.place.iterdir() if path.is_dir()]
        # A folder that was moved, as on another machine.
        cls.bundle = cls.bundle.rename(cls.place / "moved here")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def run_engine(self, *arguments, **variables):
        env = {"PATH": "/usr/bin:/bin", "HOME": str(self.place), "SKEWSCOPE_HOME": str(self.place / "home"), **variables}
        return subprocess.run([self.bundle / "skewscope-engine", *arguments], capture_output=True, text=True, env=env,
                              timeout=240)

    def test_it_brings_its_libraries_and_no_others(self):
        env = {"PATH": "/usr/bin:/bin", "LD_LIBRARY_PATH": f"{self.bundle}/lib"}
        engine = subprocess.run(["ldd", self.bundle / "libexec/skewscope-engine"], capture_output=True, text=True, env=env,
                                check=True).stdout
        self.assertNotIn("not found", engine)
        for line in engine.splitlines():
            if "=>" in line:
                name, place = (part.strip() for part in line.rsplit(" (", 1)[0].split("=>"))
                system = name.split(".")[0] in {"libc", "libm", "libdl", "librt", "libpthread", "libresolv"}
                self.assertEqual(place.startswith(str(self.bundle)), not system, line)
        brought = {path.name.split(".")[0] for path in (self.bundle / "lib").iterdir()}
        self.assertFalse(brought & {"libc", "libm", "libtorch_cpu", "libc10"}, brought)
        size = sum(path.stat().st_size for path in self.bundle.rglob("*") if path.is_file())
        self.assertLess(size, 200e6)

    def test_it_looks_for_libraries_where_the_launcher_says_and_nowhere_else(self):
        files = [*(self.bundle / "libexec").iterdir(), *(self.bundle / "lib").glob("libskewscope-*.so")]
        self.assertGreaterEqual(len(files), 2)
        for file in files:
            said = subprocess.run(["readelf", "-d", file], capture_output=True, text=True, check=True).stdout
            self.assertIn("NEEDED", said)
            self.assertNotRegex(said, r"\((RPATH|RUNPATH)\)")

    def test_it_trains_with_the_libtorch_that_it_is_given(self):
        torch = str(cached_libtorch())
        store = str(self.place / "s.skewscope")
        done = self.run_engine("train", "--store", store, "--json", "--epochs", "1", "--n-max", "20",
                               SKEWSCOPE_LIBTORCH=torch)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("ended", done.stdout.splitlines()[-1])
        # Of the libraries that it loads none is of the checkout.
        loaded = self.run_engine("doctor", LD_DEBUG="files", SKEWSCOPE_LIBTORCH=torch).stderr
        self.assertNotIn(str(ROOT), loaded)
        # What trains nothing needs no LibTorch.
        runs = self.run_engine("runs", "--store", store, "--format", "json", XDG_CACHE_HOME=str(self.place / "none"))
        self.assertEqual(runs.returncode, 0, runs.stderr)
        self.assertIn("done", runs.stdout)

    @unittest.skipUnless(HAS_TESTS, "no gpu_engine_test in the build")
    def test_it_brings_all_that_checks_a_machine(self):
        for program in ("gpu_engine_test", "gpu_test", "gpu_times", "run_engine.sh"):
            self.assertTrue(os.access(self.bundle / program, os.X_OK), program)
        usage = subprocess.run([self.bundle / "run_engine.sh", "--help"], capture_output=True, text=True, check=True)
        self.assertIn("run_engine.sh", usage.stdout)
        compare = self.bundle / "benchmarks/compare_training.py"
        peers = subprocess.run([sys.executable, "-B", "-c", "import compare_training as c; print(*c.PEERS.values())"],
                               cwd=compare.parent, capture_output=True, text=True, check=True).stdout.split()
        self.assertTrue(peers)
        for name in (*peers, "measure.py", "gpu_views.py"):
            self.assertTrue((compare.parent / "peers" / name).exists(), name)

    def test_a_libtorch_that_is_none_is_named(self):
        folder = self.place / "empty"
        folder.mkdir()
        said = self.run_engine("--version", SKEWSCOPE_LIBTORCH=str(folder))
        self.assertIn("holds no lib/libtorch_cpu.so", said.stderr)
        self.assertEqual(said.returncode, 0, "what trains nothing works")


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    unittest.main()
