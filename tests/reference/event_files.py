"""Writes tests/data/exchange: event files by the packages tensorboard and tensorboardX, and what tensorboard's own
reader finds in them.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install tensorboard==2.21.0 tensorboardX==2.6.5
    /tmp/venv/bin/python tests/reference/event_files.py
"""
import json
import pathlib
import shutil

import numpy
import tensorboardX
from tensorboard.backend.event_processing import event_accumulator
from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, types_pb2
from tensorboard.plugins.scalar import summary_v2
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util import tensor_util

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "data" / "exchange"
START = 1_700_000_000.25  # seconds since 1970


def rename(folder, name):
    """A name without the host and process of whoever runs this."""
    (written,) = [path for path in folder.iterdir() if "skewscope" not in path.name]
    written.rename(folder / name)


def tensor_flow_2(folder):
    """Scalars as TensorFlow 2 writes them: tensors, whose metadata only the first value has."""
    writer = EventFileWriter(str(folder))
    for step in range(1, 6):
        summary = summary_v2.scalar_pb("epoch_loss", 2.5 / step)
        if step > 1:
            summary.value[0].ClearField("metadata")
        writer.add_event(event_pb2.Event(wall_time=START + 10 * step, step=step, summary=summary))
    numbers = {
        "double": tensor_util.make_tensor_proto(numpy.float64(0.1)),
        "half": tensor_util.make_tensor_proto(numpy.float16(-0.333)),
        "int32": tensor_util.make_tensor_proto(numpy.int32(-7)),
        "int64": tensor_util.make_tensor_proto(numpy.int64(1 << 40)),
        "uint8": tensor_util.make_tensor_proto(numpy.uint8(200)),
        "bfloat16": tensor_pb2.TensorProto(dtype=types_pb2.DT_BFLOAT16, half_val=[0x3FC0]),  # 1.5
        "content": tensor_pb2.TensorProto(
            dtype=types_pb2.DT_FLOAT, tensor_content=numpy.float32(0.625).tobytes()),
        "one_of_shape_1": tensor_util.make_tensor_proto(numpy.array([3.5], dtype=numpy.float32)),
        "vector": tensor_util.make_tensor_proto(numpy.array([1.0, 2.0])),
        "text": tensor_util.make_tensor_proto("no number"),
    }
    for tag, tensor in numbers.items():
        value = summary_pb2.Summary.Value(tag="types/" + tag, tensor=tensor)
        value.metadata.plugin_data.plugin_name = "text" if tag == "text" else "scalars"
        writer.add_event(
            event_pb2.Event(wall_time=START, step=3, summary=summary_pb2.Summary(value=[value])))
    writer.close()
    rename(folder, "events.out.tfevents.1700000000.skewscope-test.0.v2")


def py_torch(folder):
    """Scalars as PyTorch and tensorboardX write them, in a run that was started again at step 4."""
    first = tensorboardX.SummaryWriter(str(folder))
    for step in range(1, 7):
        first.add_scalar("loss/train", 1.0 / step, step, walltime=START + step)
        first.add_scalar("accuracy", 0.1 * step, step, walltime=START + step)
    first.add_histogram("weights", numpy.arange(10), 1, walltime=START)
    first.close()
    rename(folder, "events.out.tfevents.1700000000.skewscope-test.a")
    again = tensorboardX.SummaryWriter(str(folder), purge_step=4)
    for step in range(4, 9):
        again.add_scalar("accuracy", 0.05 * step, step, walltime=START + 100 + step)
    again.close()
    rename(folder, "events.out.tfevents.1700000100.skewscope-test.b")


def found_by_tensorboard(folder):
    """Values by tag and step as tensorboard's reader has them."""
    events = event_accumulator.EventAccumulator(
        str(folder), size_guidance={event_accumulator.SCALARS: 0, event_accumulator.TENSORS: 0}).Reload()
    found = {tag: {event.step: event.value for event in events.Scalars(tag)} for tag in events.Tags()["scalars"]}
    for tag in events.Tags()["tensors"]:
        if events.SummaryMetadata(tag).plugin_data.plugin_name != "scalars":
            continue
        if tag == "types/bfloat16":  # a type that it has no reader for without TensorFlow
            continue
        values = {event.step: tensor_util.make_ndarray(event.tensor_proto) for event in events.Tensors(tag)}
        if all(value.size == 1 for value in values.values()):
            found[tag] = {step: float(value.item()) for step, value in values.items()}
    return found


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    expected = {}
    for name, write in {"tensorflow2": tensor_flow_2, "pytorch": py_torch}.items():
        folder = FOLDER / name
        folder.mkdir(parents=True)
        write(folder)
        expected[name] = found_by_tensorboard(folder)
    (FOLDER / "expected.json").write_text(json.dumps(expected, indent=1, sort_keys=True) + "\n")


main()
