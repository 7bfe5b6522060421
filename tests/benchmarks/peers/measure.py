"""What the peers share: how a training step is timed, and how the result is said."""

import json
import time


def report(step, batches, arguments, **facts):
    """Times step(batch) over `batches` after arguments.warmup of them, for arguments.seconds and five steps at least, and
    prints one line of JSON: `facts`, steps, steps_per_second and images_per_second (source images). On a GPU it is waited
    for at every twentieth step, and peak_bytes is the most that torch had given out of its memory in these steps."""
    gpu = arguments.device == "cuda"
    if gpu:
        import torch  # not above: its threads are set up before it is imported
    between = 20 if gpu else 1

    def finish():
        if gpu:
            torch.cuda.synchronize()

    for _ in range(arguments.warmup):
        step(next(batches))
    finish()
    if gpu:
        torch.cuda.reset_peak_memory_stats()
    steps, start = 0, time.perf_counter()
    while steps < 5 or time.perf_counter() - start < arguments.seconds:
        for _ in range(between):
            step(next(batches))
        finish()
        steps += between
    rate = steps / (time.perf_counter() - start)
    speed = {"steps_per_second": round(rate, 4), "images_per_second": round(rate * arguments.batch, 2)}
    memory = {"peak_bytes": torch.cuda.max_memory_allocated()} if gpu else {}
    print(json.dumps({**facts, "steps": steps, **speed, **memory}))


def use_fast_kernels(torch):
    """What a fast script on a GPU sets: cuDNN tries its algorithms out. float32 is float32, as the engine's."""
    torch.backends.cudnn.benchmark = True
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cuda.matmul.allow_tf32 = False
