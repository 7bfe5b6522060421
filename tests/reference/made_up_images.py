#!/usr/bin/env python3
"""Writes small files with made-up images as numpy and Pillow write them, for the tests of the readers.

  made_up_images.py FOLDER     (tests/data/datasets; python3-numpy and python3-pil of Debian 12)
"""
import pathlib
import sys

import numpy
from numpy.lib import format as npy
from PIL import Image


def arrays(folder):
    i, y, x, c = numpy.ogrid[:8, :4, :5, :3]
    images = ((i * 31 + y * 7 + x * 3 + c * 50) % 256).astype(numpy.uint8)
    for version in (1, 2, 3):
        with open(folder / f"images_v{version}.npy", "wb") as out:
            npy.write_array(out, images, version=(version, 0))
    numpy.save(folder / "images_fortran.npy", numpy.asfortranarray(images))
    labels = numpy.array([0, 1, 2, 3, 0, 1, 2, 300])
    numpy.save(folder / "labels_i8.npy", labels)
    numpy.save(folder / "labels_big.npy", labels.astype(">i4"))


def pictures(folder):
    # A smooth picture of 40 rows and 60 columns: red grows to the right, green downwards, blue is constant.
    y, x = numpy.mgrid[:40, :60]
    pixels = numpy.stack([40 + 2 * x, 60 + 3 * y, 0 * x + 128], axis=2).astype(numpy.uint8)
    rgb = Image.fromarray(pixels)
    rgb.save(folder / "smooth.jpg", quality=95, subsampling=0)
    rgb.save(folder / "progressive.jpg", quality=95, subsampling=0, progressive=True)
    rgb.convert("L").save(folder / "grey.jpg", quality=95)
    rgb.convert("CMYK").save(folder / "cmyk.jpg", quality=95)
    rgb.save(folder / "smooth.png")
    rgb.convert("L").save(folder / "grey.png")
    rgb.quantize(16).save(folder / "palette.png")
    alpha = rgb.copy()
    alpha.putalpha(100)
    alpha.save(folder / "alpha.png")
    Image.fromarray((pixels[:, :, 0].astype(numpy.uint16) * 257)).save(folder / "grey16.png")
    rgb.save(folder / "lossless.webp", lossless=True)
    rgb.save(folder / "lossy.webp", quality=95)
    rgb.save(folder / "animated.webp", save_all=True, append_images=[rgb.rotate(180)], duration=100)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    arrays(folder)
    pictures(folder)


if __name__ == "__main__":
    main()
