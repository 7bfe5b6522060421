#!/usr/bin/env python3
"""Writes tests/data/augment/torchvision.txt: what torchvision makes of a small random image.

Set-up: pip install torch==2.11.0 torchvision==0.26.0 pillow numpy
Usage:  tests/reference/augmentation.py > tests/data/augment/torchvision.txt

Format, one record a line: `image HEIGHT WIDTH bytes...` (interleaved RGB), then `NAME KIND arguments... : values...`
where KIND is `tensor` (torchvision on float tensors in [0,1]) or `pillow` (torchvision on 8-bit images, divided by
255), and values are the result, interleaved RGB.
"""

import numpy
import PIL
import torch
import torchvision
import torchvision.transforms.v2.functional as F
from PIL import Image

HEIGHT, WIDTH = 6, 7
MEAN, STD = [0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.2010]


def text(values):
    return " ".join(f"{v:.7g}" for v in values)


def main():
    pixels = numpy.random.default_rng(20260714).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=numpy.uint8)
    pixels[0, 0] = 0
    pixels[0, 1] = 255
    pixels[0, 2] = 93  # grey: no hue
    tensor = torch.from_numpy(pixels).permute(2, 0, 1).float() / 255
    pillow = Image.fromarray(pixels)
    print(f"# torch {torch.__version__}, torchvision {torchvision.__version__}, Pillow {PIL.__version__}")
    print("image", HEIGHT, WIDTH, *pixels.flatten())

    def record(name, arguments, function):
        for kind, source in (("tensor", tensor), ("pillow", pillow)):
            result = function(source)
            if kind == "pillow":
                result = F.pil_to_tensor(result).float() / 255
            print(name, kind, *arguments, ":", text(result.permute(1, 2, 0).flatten().tolist()))

    for factor in (0.6, 1.4):
        record("brightness", [factor], lambda x: F.adjust_brightness(x, factor))
        record("contrast", [factor], lambda x: F.adjust_contrast(x, factor))
        record("saturation", [factor], lambda x: F.adjust_saturation(x, factor))
    for turns in (-0.5, -0.1, 0.07, 0.35):
        record("hue", [turns], lambda x: F.adjust_hue(x, turns))
    record("grayscale", [], lambda x: F.rgb_to_grayscale(x, num_output_channels=3))
    # top, left, height, width of the crop, resized to the size of the image
    for box in ((0, 0, 6, 7), (1, 2, 4, 3), (5, 0, 1, 1), (0, 5, 5, 2), (2, 1, 3, 5)):
        record("crop", box, lambda x: F.resized_crop(x, *box, [HEIGHT, WIDTH], antialias=True))

    def view(x):
        x = F.horizontal_flip(F.resized_crop(x, 1, 2, 4, 5, [HEIGHT, WIDTH], antialias=True))
        x = F.adjust_saturation(F.adjust_hue(x, 0.08), 0.7)
        return F.adjust_contrast(F.adjust_brightness(x, 1.3), 1.2)

    record("view", [], view)
    result = F.normalize(view(tensor), MEAN, STD)
    print("normalised tensor :", text(result.permute(1, 2, 0).flatten().tolist()))


if __name__ == "__main__":
    main()
