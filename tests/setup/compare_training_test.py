"""Our training beside that of peers (tests/benchmarks/compare_training.py), with stand-ins for engine and peer that note how
they were called."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[1] / "benchmarks/compare_training.py"
ENGINE = """#!/bin/sh
echo "$@" >>"$(dirname "$0")/engine.calls"
echo '{"images_per_second": 3000, "device": {"name": "cuda:0"%s}}'
"""
PEER = """#!/bin/sh
echo "$@" >>"$(dirname "$0")/peer.calls"
calls=$(wc -l <"$(dirname "$0")/peer.calls")
echo "a warning"
echo "{\\"images_per_second\\": $((1000 * calls)), \\"peak_bytes\\": 8000000000}"
"""


class CompareTrainingTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.place = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def compare(self, *arguments, peak=', "peak_bytes": 2000000000'):
        for name, text in (("engine", ENGINE % peak), ("peer", PEER)):
            (self.place / name).write_text(text)
            (self.place / name).chmod(0o755)
        return subprocess.run(
            [sys.executable, "-B", SCRIPT, "--engine", self.place / "engine", "--peer-python", self.place / "peer", *arguments],
            capture_output=True, text=True, check=True,
        ).stdout

    def calls(self, name):
        return [line.split() for line in (self.place / f"{name}.calls").read_text().splitlines()]

    def test_on_a_gpu_both_take_turns_and_medians_are_said(self):
        said = self.compare("--device", "cuda", "--modes", "simsiam", "--pairs", "3", "--batch", "512", "--width", "64",
                            "--precision", "bfloat16", "--compile")
        self.assertIn("pair 1: ours 3000 images/s, peer 1000 images/s, ratio 3.000; ours 2.00 GB, peer 8.00 GB, ratio 0.250", said)
        self.assertIn("median ratio ours / peer 1.500 of 3 pairs", said)  # of 3, 1.5 and 1
        self.assertIn("median ratio of memory ours / peer 0.250", said)
        ours, peers = self.calls("engine"), self.calls("peer")
        self.assertEqual((len(ours), len(peers)), (3, 3))
        self.assertEqual(ours[0][0], "bench")
        for words in (ours[0], peers[0]):
            for flag, value in (("--device", "cuda"), ("--batch", "512"), ("--width", "64"), ("--precision", "bfloat16")):
                self.assertEqual(words[words.index(flag) + 1], value, words)
        self.assertEqual(ours[0][ours[0].index("--method") + 1], "simsiam")
        self.assertTrue(peers[0][0].endswith("lightly_train.py"))
        self.assertIn("--compile", peers[0])

    def test_memory_that_is_not_known_is_left_out(self):
        said = self.compare("--device", "cuda", "--modes", "supervised", "--pairs", "1", peak="")
        self.assertIn("ratio 3.000", said)
        self.assertNotIn("GB", said)
        self.assertTrue(self.calls("peer")[0][0].endswith("pytorch_train.py"))
        self.assertNotIn("--compile", self.calls("peer")[0])


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    unittest.main()
