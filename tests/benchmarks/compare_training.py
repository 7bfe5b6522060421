#!/usr/bin/env python3
"""Training speed of skewscope-engine against its peers, pair by pair on one machine: supervised and SimCLR against a
PyTorch script that is written for speed, eager or compiled, SimSiam against lightly.

Both train the same network on images of one size with the same batch, threads and precision, in turn (ours, peer,
ours, peer, ...), so that a change of the machine's speed meets both. The first epoch of ours and the first steps of the
peer are not counted. Printed: images per second of each run, the ratio ours / peer of each pair, and the median.

Usage: compare_training.py --engine build/release/bin/skewscope-engine --peer-python venv/bin/python
       (the set-up of the peers' Python is described in peers/pytorch_train.py and peers/lightly_train.py)
"""

import argparse
import json
import os
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import tempfile

PEERS = {"supervised": "pytorch_train.py", "simclr": "pytorch_train.py", "simsiam": "lightly_train.py"}
# Bound threads help the peer as they help the engine, which binds its own. libgomp's default of long spinning, the
# fastest on a quiet machine, is left to the peer.
OPENMP = {"OMP_PROC_BIND": "true"}


def run(command, environment):
    result = subprocess.run(command, env=environment, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed with {result.returncode}:\n{result.stderr[-3000:]}")
    return result.stdout


def ours(arguments, mode, epochs):
    """Images per second over all epochs but the first, from the store."""
    with tempfile.TemporaryDirectory() as folder:
        store = pathlib.Path(folder) / "speed.skewscope"
        command = [arguments.engine, "train", "--store", store, "--dataset", "shapes", "--json"]
        command += ["--mode", "supervised"] if mode == "supervised" else ["--mode", "ssl", "--method", mode]
        command += ["--network", arguments.network, "--width", arguments.width]
        command += ["--stem-stride", arguments.stem_stride, "--batch", arguments.batch]
        command += ["--projector-hidden", arguments.projector_hidden]
        if mode == "simsiam":
            command += ["--projector-output", 2048, "--predictor-hidden", 512]
        command += ["--threads", arguments.threads, "--precision", arguments.precision]
        command += ["--ratio", 1, "--n-max", arguments.images // 10, "--epochs", epochs]
        command += ["--probe", "false", "--evaluate-every", 100000]
        run([str(word) for word in command], os.environ)
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as connection:
            rows = connection.execute(
                "SELECT speed.value, time.value FROM metric speed JOIN metric time USING (run, epoch) "
                "WHERE speed.metric = 'images_per_second' AND time.metric = 'seconds' ORDER BY epoch"
            ).fetchall()
    if len(rows) < 2:
        sys.exit(f"The store of the run has {len(rows)} epochs with a speed; 2 are needed")
    counted = rows[1:]
    return sum(speed * seconds for speed, seconds in counted) / sum(seconds for _, seconds in counted)


def peer(arguments, mode):
    """Images per second of the peer."""
    script = pathlib.Path(__file__).parent / "peers" / PEERS[mode]
    command = [arguments.peer_python, script, "--mode", mode, "--network", arguments.network]
    command += ["--width", arguments.width, "--stem-stride", arguments.stem_stride, "--batch", arguments.batch]
    command += ["--projector-hidden", arguments.projector_hidden]
    command += ["--images", arguments.images, "--threads", arguments.threads, "--precision", arguments.precision]
    command += ["--seconds", arguments.seconds]
    command += ["--compile"] if arguments.compile else []
    output = run([str(word) for word in command], {**OPENMP, **os.environ})
    return json.loads(output.strip().splitlines()[-1])["images_per_second"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", required=True, help="skewscope-engine")
    parser.add_argument("--peer-python", default=sys.executable, help="a Python that can import torch 2.11")
    parser.add_argument("--modes", nargs="+", default=["supervised", "simclr"], choices=sorted(PEERS))
    parser.add_argument("--network", default="resnet10", choices=["resnet10", "resnet18"])
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--stem-stride", type=int, default=2)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--projector-hidden", type=int, default=512)
    parser.add_argument("--images", type=int, default=2560, help="training images of both, a multiple of 10")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--precision", default="float32", choices=["float32", "bfloat16"])
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10, help="about the time a run is measured for")
    parser.add_argument("--compile", action="store_true", help="let the peer use torch.compile")
    arguments = parser.parse_args()

    for mode in arguments.modes:
        # Two epochs tell how many fill the time.
        epochs = max(3, 1 + round(arguments.seconds * ours(arguments, mode, 2) / arguments.images))
        ratios = []
        for pair in range(1, arguments.pairs + 1):
            a, b = ours(arguments, mode, epochs), peer(arguments, mode)
            ratios.append(a / b)
            print(f"{mode} pair {pair}: ours {a:.0f} images/s, peer {b:.0f} images/s, ratio {a / b:.3f}", flush=True)
        print(f"{mode}: median ratio ours / peer {statistics.median(ratios):.3f} of {arguments.pairs} pairs", flush=True)


if __name__ == "__main__":
    main()
