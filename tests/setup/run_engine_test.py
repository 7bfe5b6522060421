"""The check of a machine with a GPU (tests/gpu/run_engine.sh), with stand-ins for its programs and for the peers' Python."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[1] / "gpu/run_engine.sh"
ENGINE = """#!/bin/bash
here=$(dirname "$0")
echo "$*" >>"$here/engine.calls"
case $1 in
  doctor) echo "training runs on cuda:0, recorded steps on cuda:0 agree" ;;
  train) echo "Done: 15 epochs, accuracy 61.5 %, and more" ;;
  bench)
    [[ -n $BENCH_FAILS ]] && exit 5
    while (($# > 1)); do [[ $1 == --json ]] && file=$2; shift; done
    printf '{\\n  "step_ms": %s,\\n  "device": {\\n    "name": "cuda:0"%s\\n  }\\n}\\n' "$STEP" "$SHARE" >"$file" ;;
esac
"""
TEST = """#!/bin/bash
echo "$(basename "$0") $SKEWSCOPE_REQUIRE_GPU $*" >>"$(dirname "$0")/test.calls"
[[ $(basename "$0") != "$FAILS" ]]
"""
SANITIZER = """#!/bin/bash
[[ -n $NOT_SUPPORTED ]] && { echo "Device not supported"; exit 1; }
echo "$*" >>"$(dirname "$0")/sanitizer.calls"
"""
PYTHON = """#!/bin/bash
[[ $1 == -c ]] && { [[ $2 == *import* && -z $NO_TORCH && ! ($2 == *lightly* && -n $NO_LIGHTLY) ]]; exit; }
echo "$*" >>"$(dirname "$0")/python.calls"
exit "${PEERS_END:-0}"
"""


class RunEngineTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.place = pathlib.Path(self.folder.name)
        for name, text in (("skewscope-engine", ENGINE), ("gpu_engine_test", TEST), ("gpu_test", TEST),
                           ("gpu_times", TEST), ("compute-sanitizer", SANITIZER), ("python", PYTHON)):
            (self.place / name).write_text(text)
            (self.place / name).chmod(0o755)

    def tearDown(self):
        self.folder.cleanup()

    def run_script(self, **variables):
        env = {"PATH": f"{self.place}:{os.environ['PATH']}", "PYTHON": str(self.place / "python"), "STEP": "9.5",
               "SHARE": ', "host_share": 0.04', **variables}
        env["SHARE"] = env["SHARE"].replace(", ", ",\n    ")
        return subprocess.run([SCRIPT, self.place], capture_output=True, text=True, env=env)

    def calls(self, name):
        path = self.place / f"{name}.calls"
        return path.read_text().splitlines() if path.exists() else []

    def test_times_stand_beside_bars(self):
        done = self.run_script()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("SimSiam: a step: 9.50 ms (bar: <= 10 ms), kept", done.stdout)
        self.assertIn("rwSAM: a step: 9.50 ms (bar: <= 20 ms), kept", done.stdout)
        self.assertEqual(done.stdout.count("processor idle: 96.00 % (bar: > 90 %), kept"), 2)
        benches = [call for call in self.calls("engine") if call.startswith("bench")]
        self.assertEqual(len(benches), 2)
        for call in benches:
            self.assertIn("--device cuda --network resnet18 --width 64 --stem-stride 1 --batch 512", call)
        self.assertIn("--mode rwsam --method simsiam", benches[1])

    def test_a_missed_bar_fails_nothing(self):
        done = self.run_script(STEP="21.25", SHARE=', "host_share": 0.5')
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("rwSAM: a step: 21.25 ms (bar: <= 20 ms), missed", done.stdout)
        self.assertIn("processor idle: 50.00 % (bar: > 90 %), missed", done.stdout)
        self.assertIn("SimSiam: processor idle: not known", self.run_script(SHARE="").stdout)

    def test_a_benchmark_that_does_not_run_fails(self):
        done = self.run_script(BENCH_FAILS="1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("failed: Speed of SimSiam", done.stdout)

    def test_peers_are_those_that_python_has(self):
        self.run_script()
        calls = self.calls("python")
        self.assertEqual(len(calls), 4)  # lightly and PyTorch, eager and compiled
        for call in calls:
            self.assertIn("compare_training.py", call)
            self.assertIn(f"--peer-python {self.place}/python --device cuda", call)
        self.assertEqual([("simsiam" in call, "--compile" in call) for call in calls],
                         [(True, False), (True, True), (False, False), (False, True)])
        (self.place / "python.calls").unlink()
        self.run_script(NO_LIGHTLY="1")
        self.assertEqual(len(self.calls("python")), 2)
        (self.place / "python.calls").unlink()
        done = self.run_script(NO_TORCH="1")
        self.assertEqual((done.returncode, self.calls("python")), (0, []))
        self.assertIn("has no torch that finds a GPU", done.stdout)

    def test_kernels_are_checked_and_sanitized(self):
        done = self.run_script()
        self.assertIn("gpu_test 1 --gtest_brief=1", self.calls("test"))
        self.assertIn("gpu_engine_test 1 --gtest_brief=1", self.calls("test"))
        tools = [call.split()[1] for call in self.calls("sanitizer")]
        self.assertEqual(tools, ["memcheck", "memcheck", "racecheck", "initcheck", "synccheck"])  # the first is a trial
        for name in ("gpu_test", "gpu_times", "gpu_engine_test"):
            done = self.run_script(FAILS=name)
            self.assertEqual(done.returncode, 1, name)
            self.assertIn("failed: ", done.stdout)
        done = self.run_script(NOT_SUPPORTED="1")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("compute-sanitizer does not support the GPU", done.stdout)

    def test_a_peer_that_fails_is_said_and_fails_nothing(self):
        done = self.run_script(PEERS_END="1")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("Not finished: simsiam eager.", done.stdout)
        self.assertIn("Not finished: simclr --compile.", done.stdout)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    unittest.main()
