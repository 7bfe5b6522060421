"""Tests run.sh and test.sh in a made-up checkout, with stand-ins for CMake and CTest that write down their calls."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Configures by writing build.ninja, builds by writing two programs that print their arguments.
CMAKE = r"""#!/bin/bash
echo "cmake $*" >>"$FAKE/calls"
if [[ $1 == --preset ]]; then
  [[ -e $FAKE/configure_fails ]] && { echo "Could NOT find Foo" >&2; exit 1; }
  mkdir -p "build/$2"
  echo "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" >"build/$2/CMakeCache.txt"
  touch "build/$2/build.ninja"
else
  [[ -e $FAKE/build_fails ]] && exit 1
  mkdir -p "$2/bin"
  for name in skewscope skewscope-engine; do
    printf '#!/bin/bash\nprintf "%%s" "$(basename "$0")"; printf " [%%s]" "$@"; echo\n' >"$2/bin/$name"
    chmod +x "$2/bin/$name"
  done
fi
"""
CTEST = r"""#!/bin/bash
echo "ctest $*" >>"$FAKE/calls"
cat "$FAKE/ctest_output"
exit "$(cat "$FAKE/ctest_status")"
"""
ALL_PASS = "100% tests passed, 0 tests failed out of 10\n"
SOME_FAIL = """\
80% tests passed, 2 tests failed out of 10

The following tests did not run:
\t  3 - cifar10.real (Skipped)

The following tests FAILED:
\t  1 - a (Failed)
\t  2 - b (Timeout)
"""


class Scripts(unittest.TestCase):
    """Each test has its own checkout, in a folder with a space in its name."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="skewscope scripts ")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.checkout = self.folder / "a checkout"
        (self.checkout / "packaging").mkdir(parents=True)
        for name in ("run.sh", "test.sh", "CMakePresets.json"):
            shutil.copy2(ROOT / name, self.checkout / name)
        for path in (ROOT / "packaging").iterdir():
            if path.is_file():
                shutil.copy2(path, self.checkout / "packaging" / path.name)
        (self.folder / "bin").mkdir()
        for name, text in {"cmake": CMAKE, "ctest": CTEST}.items():
            (self.folder / "bin" / name).write_text(text)
            (self.folder / "bin" / name).chmod(0o755)
        (self.folder / "calls").touch()
        self.ctest(ALL_PASS, 0)

    def ctest(self, output, status):
        (self.folder / "ctest_output").write_text(output)
        (self.folder / "ctest_status").write_text(f"{status}\n")

    def calls(self):
        """The calls of CMake and CTest since the last question."""
        path = self.folder / "calls"
        text = path.read_text()
        path.write_text("")
        return text

    def run_script(self, *command, script=None, **extra):
        environment = {name: value for name, value in os.environ.items() if name not in
                       ("DISPLAY", "WAYLAND_DISPLAY", "SKEWSCOPE_LIBTORCH", "XDG_CACHE_HOME")}
        environment |= {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "FAKE": str(self.folder),
                        "HOME": str(self.folder), **extra}
        return subprocess.run([str(script or self.checkout / command[0]), *command[1:]], env=environment, text=True,
                              capture_output=True, check=False, cwd="/", stdin=subprocess.DEVNULL)

    def test_help_does_nothing(self):
        for script in ("run.sh", "test.sh"):
            result = self.run_script(script, "--help")
            self.assertEqual(result.returncode, 0)
            self.assertIn(f"Usage: ./{script}", result.stdout)
            for option in ("--no-install", "--help"):
                self.assertIn(option, result.stdout)
        self.assertEqual(self.calls(), "")

    def test_demo_without_a_display_and_window_with_one(self):
        self.assertEqual(self.run_script("run.sh", "--no-install").stdout, "skewscope-engine [demo]\n")
        self.assertEqual(self.run_script("run.sh", "--no-install", DISPLAY=":9").stdout, "skewscope []\n")
        self.assertEqual(self.run_script("run.sh", "--no-install", WAYLAND_DISPLAY="w").stdout, "skewscope []\n")
        result = self.run_script("run.sh", "--no-install", "--demo", "--epochs", "two words", DISPLAY=":9")
        self.assertEqual(result.stdout, "skewscope-engine [demo] [--epochs] [two words]\n")
        result = self.run_script("run.sh", "--no-install", "--", "--demo", "--help", DISPLAY=":9")
        self.assertEqual(result.stdout, "skewscope [--demo] [--help]\n")

    def test_through_a_symbolic_link(self):
        link = self.folder / "elsewhere"
        link.symlink_to(self.checkout / "run.sh")
        self.assertEqual(self.run_script("run.sh", "--no-install", script=link).stdout, "skewscope-engine [demo]\n")

    def test_configures_again_only_where_something_changed(self):
        def configured(**extra):
            self.assertEqual(self.run_script("run.sh", "--no-install", **extra).returncode, 0)
            return "--preset" in self.calls()
        self.assertTrue(configured())
        self.assertFalse(configured())
        self.assertTrue(configured(SKEWSCOPE_LIBTORCH="/somewhere"))
        self.assertTrue(configured())
        (self.checkout / "CMakePresets.json").write_text("{}")
        self.assertTrue(configured())
        self.assertFalse(configured())

    def test_a_checkout_that_was_moved_is_configured_afresh(self):
        self.run_script("run.sh", "--no-install")
        self.calls()
        self.checkout = self.checkout.rename(self.folder / "moved")
        self.assertEqual(self.run_script("run.sh", "--no-install").returncode, 0)
        self.assertIn("--fresh", self.calls())

    def test_a_failed_configuration_is_shown_and_tried_again(self):
        (self.folder / "configure_fails").touch()
        result = self.run_script("run.sh", "--no-install")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("Could NOT find Foo", result.stderr)
        (self.folder / "configure_fails").unlink()
        self.assertEqual(self.run_script("run.sh", "--no-install").returncode, 0)

    def test_a_failed_build_starts_nothing(self):
        self.run_script("run.sh", "--no-install")
        (self.folder / "build_fails").touch()
        result = self.run_script("run.sh", "--no-install")
        self.assertNotEqual(result.returncode, 0)
        self.assertEqual(result.stdout, "")
        self.assertIn("build failed", result.stderr)

    def test_tests_of_release_and_of_the_lower_layers(self):
        result = self.run_script("test.sh", "--no-install")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout.splitlines()[-1], "20 passed, 0 failed, 0 skipped")
        for part in ("build release", "tests release", "build core-only", "tests core-only", "total"):
            self.assertRegex(result.stdout, rf"(?m)^{part} +\d+ min \d\d s$")

    def test_choice_of_presets_and_tests(self):
        def presets(*arguments):
            self.assertEqual(self.run_script("test.sh", "--no-install", *arguments).returncode, 0)
            return [line.split()[2] for line in self.calls().splitlines() if line.startswith("ctest")]
        self.assertEqual(presets("--quick"), ["release"])
        self.assertEqual(presets("--sanitizers"), ["release", "core-only", "asan", "tsan"])
        self.run_script("test.sh", "--no-install", "--quick", "--filter", "Store|Spec rules")
        self.assertIn("--tests-regex Store|Spec rules", self.calls())
        self.assertNotEqual(self.run_script("test.sh", "--no-such-option").returncode, 0)
        self.assertNotEqual(self.run_script("test.sh", "--filter").returncode, 0)

    def test_failures_are_counted_and_fail(self):
        self.ctest(SOME_FAIL, 8)
        result = self.run_script("test.sh", "--no-install", "--quick")
        self.assertNotEqual(result.returncode, 0)
        self.assertEqual(result.stdout.splitlines()[-1], "7 passed, 2 failed, 1 skipped")

    def test_a_runner_that_broke_fails(self):
        for output in ("", ALL_PASS, "No tests were found!!!\n"):
            with self.subTest(output=output):
                self.ctest(output, 8)
                result = self.run_script("test.sh", "--no-install", "--quick")
                self.assertNotEqual(result.returncode, 0)
                self.assertRegex(result.stdout.splitlines()[-1], r"^\d+ passed, 1 failed, 0 skipped$")

    def test_a_build_that_failed_does_not_keep_the_other_presets_from_running(self):
        (self.folder / "build_fails").touch()
        result = self.run_script("test.sh", "--no-install")
        self.assertNotEqual(result.returncode, 0)
        self.assertEqual(result.stdout.splitlines()[-1], "0 passed, 2 failed, 0 skipped")


if __name__ == "__main__":
    unittest.main()
