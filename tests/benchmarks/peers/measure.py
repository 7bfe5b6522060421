"""What the peers share: how a training step is timed, and how the result is said."""

import json
import time


def report(step, batches, arguments, **facts):
    """Times step(batch) over `batches` after arguments.warmup of them, for arguments.seconds and five steps at least, and
    prints one line of JSON: `facts`, steps, steps_per_second and images_per_second (source images)."""
    for _ in range(arguments.warmup):
        step(next(batches))
    steps, start = 0, time.perf_counter()
    while steps < 5 or time.perf_counter() - start < arguments.seconds:
        step(next(batches))
        steps += 1
    rate = steps / (time.perf_counter() - start)
    speed = {"steps_per_second": round(rate, 4), "images_per_second": round(rate * arguments.batch, 2)}
    print(json.dumps({**facts, "steps": steps, **speed}))
