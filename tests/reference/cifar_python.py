#!/usr/bin/env python3
"""Writes CIFAR-10 and CIFAR-100 in their Python layout (pickles), for the tests of the readers.

  cifar_python.py --made-up FOLDER     the archives in tests/data/datasets, with made-up images
  cifar_python.py --from cifar-10-batches-bin FOLDER
                                       the real CIFAR-10 as FOLDER/cifar-10-batches-py, from its binary layout

Needs no numpy: its classes are stood in for by empty ones of the same names, which is all that a pickle names.
Forms: "python2" has the opcodes of the official files (cPickle of Python 2, protocol 2: str as BINSTRING), the others
are what Python 3 writes with protocols 2 and 4 (at 2, bytes become _codecs.encode of a text).
"""
import argparse
import gzip
import io
import pathlib
import pickle
import struct
import sys
import tarfile
import types

CIFAR10 = "airplane automobile bird cat deer dog frog horse ship truck".split()


class dtype:  # noqa: N801 (numpy's name)
    __module__ = "numpy"

    def __init__(self, *arguments):
        pass

    def __reduce__(self):
        return dtype, ("u1", False, True), (3, "|", None, None, None, -1, -1, 0)


class ndarray:  # noqa: N801
    __module__ = "numpy"

    def __init__(self, rows, content):
        self.rows, self.content = rows, content

    def __reduce__(self):
        return _reconstruct, (ndarray, (0,), b"b"), (1, (self.rows, 3072), U1, False, self.content)


def _reconstruct(*arguments):
    raise RuntimeError("never called")


U1 = dtype()
_reconstruct.__module__ = "numpy.core.multiarray"
for name, members in {"numpy": {"dtype": dtype, "ndarray": ndarray}, "numpy.core": {},
                      "numpy.core.multiarray": {"_reconstruct": _reconstruct}}.items():
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module


class Python2Pickler(pickle._Pickler):
    """Texts and bytes as Python 2 writes its only kind of string."""

    dispatch = dict(pickle._Pickler.dispatch)

    def save_string(self, value):
        content = value if isinstance(value, bytes) else value.encode("latin-1")
        if len(content) < 256:
            self.write(b"U" + bytes([len(content)]) + content)
        else:
            self.write(b"T" + struct.pack("<i", len(content)) + content)
        self.memoize(value)

    dispatch[bytes] = save_string
    dispatch[str] = save_string


def dumps(value, form):
    if form != "python2":
        return pickle.dumps(value, protocol=int(form[-1]))
    out = io.BytesIO()
    Python2Pickler(out, protocol=2).dump(value)
    return out.getvalue()


def batch(images, part, form, **labels):
    rows = len(images) // 3072
    content = {"batch_label": part, "data": ndarray(rows, images),
               "filenames": ["image_s_%06d.png" % i for i in range(rows)], **labels}
    return dumps(content, form)


def image(group, record):
    """The same as pixel() in tests/core/data/cifar10_files.h."""
    return bytes((group * 41 + record * 7 + c * 85 + i) & 255 for c in range(3) for i in range(1024))


def write_tar(path, members):
    # No time in the file: the same bytes whenever it is made.
    with gzip.GzipFile(path, "wb", 9, mtime=0) as out, tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def cifar10_files(batches, form):
    names = ["data_batch_%d" % b for b in range(1, 6)] + ["test_batch"]
    files = {name: batch(images, name, form, labels=labels)
             for name, (labels, images) in zip(names, batches)}
    files["batches.meta"] = dumps({"num_cases_per_batch": len(batches[0][0]), "label_names": CIFAR10,
                                   "num_vis": 3072}, form)
    return files


def made_up(folder):
    per_batch = 20
    batches = [([r % 10 for r in range(per_batch)], b"".join(image(b, r) for r in range(per_batch)))
               for b in range(6)]
    for form in ("python2", "protocol2", "protocol4"):
        files = cifar10_files(batches, form)
        write_tar(folder / f"cifar-10-{form}.tar.gz",
                  {"cifar-10-batches-py/" + name: content for name, content in files.items()})
    members = {}
    for part, group, per_class in (("train", 0, 2), ("test", 1, 1)):
        fine = [r % 100 for r in range(100 * per_class)]
        members["cifar-100-python/" + part] = batch(
            b"".join(image(group, r) for r in range(len(fine))), part, "python2",
            fine_labels=fine, coarse_labels=[f // 5 for f in fine])
    write_tar(folder / "cifar-100-python2.tar.gz", members)


def real(source, folder):
    batches = []
    for name in ["data_batch_%d.bin" % b for b in range(1, 6)] + ["test_batch.bin"]:
        content = (source / name).read_bytes()
        records = range(0, len(content), 3073)
        batches.append(([content[r] for r in records], b"".join(content[r + 1:r + 3073] for r in records)))
    target = folder / "cifar-10-batches-py"
    target.mkdir(parents=True, exist_ok=True)
    for name, content in cifar10_files(batches, "python2").items():
        (target / name).write_bytes(content)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--made-up", action="store_true")
    choice.add_argument("--from", dest="source", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.made_up:
        made_up(arguments.folder)
    else:
        real(arguments.source, arguments.folder)


if __name__ == "__main__":
    main()
