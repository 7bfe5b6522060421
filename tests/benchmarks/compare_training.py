#!/usr/bin/env python3
"""Training speed of skewscope-engine against its peers, pair by pair on one machine: supervised and SimCLR against a
PyTorch script that is written for speed, eager or compiled, SimSiam against lightly.

Both train the same network on images of one size with the same batch, threads and precision, in turn (ours, peer,
ours, peer, ...), so that a change of the machine's speed meets both. The first epoch of ours and the first steps of the
peer are not counted. Printed: images per second of each run, the ratio ours / peer of each pair, and the median.

With --device cuda both train on the GPU, ours by `skewscope-engine bench`, and the most memory that LibTorch or torch had
given out there is compared as well.

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


def settings(arguments, mode):
    """Flags of the engine: what is trained."""
    words = ["--mode", "supervised"] if mode == "supervised" else ["--mode", "ssl", "--method", mode]
    words += ["--network", arguments.network, "--width", arguments.width]
    words += ["--stem-stride", arguments.stem_stride, "--batch", arguments.batch]
    words += ["--projector-hidden", arguments.projector_hidden]
    if mode == "simsiam":
        words += ["--projector-output", 2048, "--predictor-hidden", 512]
    words += ["--threads", arguments.threads, "--precision", arguments.precision]
    return words + ["--device", arguments.device]


def ours(arguments, mode, epochs):
    """Images per second over all epochs but the first, from the store."""
    with tempfile.TemporaryDirectory() as folder:
        store = pathlib.Path(folder) / "speed.skewscope"
        command = [arguments.engine, "train", "--store", store, "--dataset", "shapes", "--json"]
        command += settings(arguments, mode)
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


def ours_on_gpu(arguments, mode):
    """Images per second of a training step on the GPU, and bytes of its memory."""
    command = [arguments.engine, "bench", "--dataset", "shapes", "--json", "-"]
    command += settings(arguments, mode) + ["--seconds", arguments.seconds]
    report = json.loads(run([str(word) for word in command], os.environ))
    return report["images_per_second"], report["device"].get("peak_bytes")


def peer(arguments, mode):
    """What the peer says of its run."""
    script = pathlib.Path(__file__).parent / "peers" / PEERS[mode]
    command = [arguments.peer_python, script, "--mode", mode, "--network", arguments.network]
    command += ["--width", arguments.width, "--stem-stride", arguments.stem_stride, "--batch", arguments.batch]
    command += ["--projector-hidden", arguments.projector_hidden]
    command += ["--images", arguments.images, "--threads", arguments.threads, "--precision", arguments.precision]
    command += ["--seconds", arguments.seconds, "--device", arguments.device]
    command += ["--compile"] if arguments.compile else []
    output = run([str(word) for word in command], {**OPENMP, **os.environ})
    return json.loads(output.strip().splitlines()[-1])


def pair_of(arguments, mode, epochs):
    """Speeds of ours and of the peer, and on a GPU their memory in bytes where it is known."""
    if arguments.device == "cpu":
        return (ours(arguments, mode, epochs), peer(arguments, mode)["images_per_second"]), None
    speed, memory = ours_on_gpu(arguments, mode)
    theirs = peer(arguments, mode)
    return (speed, theirs["images_per_second"]), (memory, theirs["peak_bytes"]) if memory else None


def compare(arguments, mode):
    # Two epochs tell how many fill the time.
    epochs = 0
    if arguments.device == "cpu":
        epochs = max(3, 1 + round(arguments.seconds * ours(arguments, mode, 2) / arguments.images))
    ratios, memory_ratios = [], []
    for pair in range(1, arguments.pairs + 1):
        (a, b), memory = pair_of(arguments, mode, epochs)
        ratios.append(a / b)
        said = f"{mode} pair {pair}: ours {a:.0f} images/s, peer {b:.0f} images/s, ratio {a / b:.3f}"
        if memory:
            memory_ratios.append(memory[0] / memory[1])
            said += f"; ours {memory[0] / 1e9:.2f} GB, peer {memory[1] / 1e9:.2f} GB, ratio {memory_ratios[-1]:.3f}"
        print(said, flush=True)
    print(f"{mode}: median ratio ours / peer {statistics.median(ratios):.3f} of {arguments.pairs} pairs", flush=True)
    if memory_ratios:
        print(f"{mode}: median ratio of memory ours / peer {statistics.median(memory_ratios):.3f}", flush=True)


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
    parser.add_argument("--device", default="cpu", choices=["cpu", "cuda"], help="where both train; of several GPUs "
                        "CUDA_VISIBLE_DEVICES chooses one")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--precision", default="float32", choices=["float32", "bfloat16"])
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10, help="about the time a run is measured for")
    parser.add_argument("--compile", action="store_true", help="let the peer use torch.compile (on a GPU max-autotune)")
    arguments = parser.parse_args()

    for mode in arguments.modes:
        compare(arguments, mode)


if __name__ == "__main__":
    main()
