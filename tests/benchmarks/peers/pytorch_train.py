#!/usr/bin/env python3
"""PyTorch peer of `skewscope-engine train`: the same network, loss, augmentation and optimiser, written as one would
write fast PyTorch by hand, without a data loader: images in memory as uint8, a whole batch augmented by tensor
operations, channels_last, one forward pass for both views, fused SGD, bf16 autocast where the processor has it. With
--device cuda images and all draws are on the GPU (gpu_views.py), and --compile is torch.compile with mode max-autotune, of
the augmentation too.

Set-up:  python3 -m venv venv && venv/bin/pip install torch==2.11.0 numpy
Usage:   venv/bin/python tests/benchmarks/peers/pytorch_train.py --mode simclr --threads 2
         venv/bin/python tests/benchmarks/peers/pytorch_train.py --mode simclr --device cuda --compile
Output:  one line of JSON with steps_per_second and images_per_second (source images), measured after the warm-up; on a GPU
         peak_bytes too.

Where it does less than the engine, which makes the peer faster: the order of the colour operations is drawn once a
batch instead of once an image, random numbers come from one generator, nothing is evaluated or stored.
"""

import argparse
import math
import os

MEAN, STD = (0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010)
GREY = (0.2989, 0.587, 0.114)
BLOCKS = {"resnet10": (1, 1, 1, 1), "resnet18": (2, 2, 2, 2)}


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--mode", choices=["supervised", "simclr"], default="supervised")
    parser.add_argument("--network", choices=sorted(BLOCKS), default="resnet10")
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--stem-stride", type=int, default=2)
    parser.add_argument("--projector-hidden", type=int, default=2048)
    parser.add_argument("--projector-output", type=int, default=128)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--images", type=int, default=2500, help="images in memory; sets the length of an epoch")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--threads", type=int, default=0, help="0: as many as this process has cores")
    parser.add_argument("--precision", choices=["auto", "float32", "bfloat16"], default="auto")
    parser.add_argument("--optimiser", choices=["fused", "foreach"], default="fused")
    parser.add_argument("--compile", action="store_true", help="torch.compile the network; on a GPU the augmentation too")
    parser.add_argument("--warmup", type=int, default=10, help="steps that are not timed")
    parser.add_argument("--seconds", type=float, default=10, help="time to measure for, at least")
    parser.add_argument("--augmentation-only", action="store_true", help="time the augmentation by itself")
    return parser.parse_args()


arguments = parse()
threads = arguments.threads or len(os.sched_getaffinity(0))
os.environ.setdefault("OMP_NUM_THREADS", str(threads))  # read when torch starts its threads

import gpu_views  # noqa: E402
import measure  # noqa: E402
import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

torch.set_num_threads(threads)
torch.manual_seed(1)


class Block(nn.Module):
    """Two 3x3 convolutions and a shortcut (He et al., 2016)."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = None
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        y = self.bn2(self.conv2(y))
        return F.relu(y.add_(x if self.shortcut is None else self.shortcut(x)), inplace=True)


class ResNet(nn.Module):
    """Four stages of w, 2w, 4w, 8w channels after a 3x3 stem without pooling, then `head`."""

    def __init__(self, blocks, width, stem_stride, head):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, width, 3, stem_stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)
        )
        layers, inputs = [], width
        for stage, count in enumerate(blocks):
            outputs = width << stage
            for block in range(count):
                layers.append(Block(inputs, outputs, 2 if stage and not block else 1))
                inputs = outputs
        self.stages = nn.Sequential(*layers)
        self.head = head

    def forward(self, x):
        return self.head(self.stages(self.stem(x)).mean((2, 3)))


def crop_resize(images, scale=0.2):
    """RandomResizedCrop of uint8 [B,3,H,W] to float [B,3,H,W] on [0,1] and a flip of half of them. Bilinear; a
    crop is never larger than the image, so nothing is minified. (grid_sample was 5 times as fast as two batched matrix
    products.)"""
    batch, _, height, width = images.shape
    area = torch.empty(batch, 10).uniform_(scale, 1).mul_(height * width)
    aspect = torch.empty(batch, 10).uniform_(math.log(3 / 4), math.log(4 / 3)).exp_()
    w, h = (area * aspect).sqrt_().round_(), (area / aspect).sqrt_().round_()
    fits = (w <= width) & (h <= height)
    first = fits.int().argmax(1, keepdim=True)  # the first try that fits; a square image always has the whole as fallback
    found = fits.any(1)
    w = torch.where(found, w.gather(1, first)[:, 0], float(width))
    h = torch.where(found, h.gather(1, first)[:, 0], float(height))
    top, left = (torch.rand(batch) * (height - h + 1)).floor_(), (torch.rand(batch) * (width - w + 1)).floor_()

    def places(start, length, size):  # of the outputs in the image, in grid_sample's units
        inside = torch.minimum(((torch.arange(size) + 0.5) * (length / size)[:, None] - 0.5).clamp_(min=0), length[:, None] - 1)
        return (inside + start[:, None]).mul_(2 / size).add_(1 / size - 1)

    x, y = places(left, w, width), places(top, h, height)
    x = torch.where((torch.rand(batch) < 0.5)[:, None], x.flip(1), x)
    grid = torch.empty(batch, height, width, 2)
    grid[..., 0] = x[:, None]
    grid[..., 1] = y[:, :, None]
    return F.grid_sample(images.float().mul_(1 / 255), grid, padding_mode="border", align_corners=False)


def grey(x):
    return (x[:, 0] * GREY[0]).add_(x[:, 1], alpha=GREY[1]).add_(x[:, 2], alpha=GREY[2])[:, None]


def rotate_hue(x, turns):
    r, g, b = x.unbind(1)
    value = torch.maximum(torch.maximum(r, g), b)
    chroma = value - torch.minimum(torch.minimum(r, g), b)
    inverse = chroma.clamp(min=1e-12).reciprocal_()
    from_green, from_blue = (b - r).mul_(inverse).add_(2), (r - g).mul_(inverse).add_(4)
    sector = torch.where(value == r, (g - b).mul_(inverse), torch.where(value == g, from_green, from_blue))
    sector.add_((6 * turns)[:, None, None])
    out = torch.empty_like(x)
    for channel, start in enumerate((5.0, 3.0, 1.0)):
        k = sector + start
        k.sub_(torch.floor(k * (1 / 6)), alpha=6)
        k = torch.minimum(k, 4 - k).clamp_(0, 1)
        torch.addcmul(value, chroma, k, value=-1, out=out[:, channel])
    return out


def self_supervised_view(images):
    """One SSL view of uint8 images [B,3,H,W], normalised. An image without jitter gets factors of 1."""
    x = crop_resize(images)
    batch = len(x)
    jittered = torch.rand(batch) < 0.8
    factors = torch.where(jittered, torch.empty(3, batch).uniform_(0.6, 1.4), 1.0)[:, :, None, None, None]
    turns = torch.where(jittered, torch.empty(batch).uniform_(-0.1, 0.1), 0.0)
    for operation in torch.randperm(4).tolist():
        if operation == 0:
            x = x.mul_(factors[0]).clamp_(0, 1)
        elif operation == 1:
            mean = grey(x).mean((2, 3), keepdim=True)
            x = torch.lerp(mean, x, factors[1]).clamp_(0, 1)
        elif operation == 2:
            x = torch.lerp(grey(x), x, factors[2]).clamp_(0, 1)
        else:
            x = rotate_hue(x, turns)
    x = torch.where((torch.rand(batch) < 0.2).view(-1, 1, 1, 1), grey(x), x)
    return normalise(x)


def supervised_view(padded, side):
    """Random crop of uint8 images with their black border [B,3,H+2p,W+2p], flip, normalisation."""
    batch, _, _, wide = padded.shape
    border = wide - side
    top, left = torch.randint(border + 1, (2, batch))
    columns = torch.arange(side).expand(batch, side)
    columns = torch.where((torch.rand(batch) < 0.5)[:, None], columns.flip(1), columns) + left[:, None]
    places = ((torch.arange(side) + top[:, None])[:, :, None] * wide + columns[:, None]).view(batch, 1, -1)
    x = padded.flatten(2).gather(2, places.expand(batch, 3, side * side)).view(batch, 3, side, side)
    return normalise(x.float().mul_(1 / 255))


def normalise(x):
    mean, std = torch.tensor(MEAN).view(1, 3, 1, 1), torch.tensor(STD).view(1, 3, 1, 1)
    return x.sub_(mean).div_(std).contiguous(memory_format=torch.channels_last)


def nt_xent(features, temperature=0.2):
    """NT-Xent of SimCLR for 2B features, view 1 before view 2."""
    z = F.normalize(features.float(), dim=1)
    logits = (z @ z.T / temperature).fill_diagonal_(-1e9)
    return F.cross_entropy(logits, torch.arange(len(z), device=z.device).roll(len(z) // 2))


def bf16_is_fast():
    """As the engine has it (core/base/system.h)."""
    with open("/proc/cpuinfo", encoding="utf-8") as about:
        intel = "GenuineIntel" in about.read()
    return torch.cpu._is_amx_tile_supported() or (torch.cpu._is_avx512_bf16_supported() and not intel)


def views_on_gpu(images, half):
    """A function that makes the views of chosen images of a GPU there, each image with its own draws."""
    normal = gpu_views.normalisation(MEAN, STD, arguments.device)
    dtype = torch.bfloat16 if half else torch.float32
    view = gpu_views.supervised_view if arguments.mode == "supervised" else gpu_views.self_supervised_view
    if arguments.compile:
        view = torch.compile(view, mode="max-autotune-no-cudagraphs")  # a few kernels, which the network's graph reads

    def views(chosen):
        source = images[chosen]
        return view(source if arguments.mode == "supervised" else torch.cat([source, source]), normal, dtype)

    return views


def main():
    side, padding, classes = 32, 4, 10
    gpu = arguments.device == "cuda"
    if gpu:
        measure.use_fast_kernels(torch)
    images = torch.randint(0, 256, (arguments.images, 3, side, side), dtype=torch.uint8).to(arguments.device)
    labels = torch.randint(0, classes, (arguments.images,)).to(arguments.device)
    padded = F.pad(images, (padding,) * 4)
    features = 8 * arguments.width
    if arguments.mode == "supervised":
        head = nn.Linear(features, classes)
    else:
        head = nn.Sequential(
            nn.Linear(features, arguments.projector_hidden),
            nn.ReLU(inplace=True),
            nn.Linear(arguments.projector_hidden, arguments.projector_output),
        )
    model = ResNet(BLOCKS[arguments.network], arguments.width, arguments.stem_stride, head)
    model = model.to(arguments.device, memory_format=torch.channels_last).train()
    kind = {"fused": arguments.optimiser == "fused", "foreach": arguments.optimiser == "foreach"}
    optimiser = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4, **kind)
    network = model
    if arguments.compile:
        network = torch.compile(model, mode="max-autotune") if gpu else torch.compile(model)
    half = arguments.precision == "bfloat16" or (arguments.precision == "auto" and (gpu or bf16_is_fast()))

    def batches():
        while True:
            order = torch.randperm(arguments.images, device=arguments.device)
            yield from order[: arguments.images // arguments.batch * arguments.batch].split(arguments.batch)

    def views(chosen):
        if arguments.mode == "supervised":
            return supervised_view(padded[chosen], side)
        source = images[chosen]
        return self_supervised_view(torch.cat([source, source]))

    make = views_on_gpu(images, half) if gpu else views

    def step(chosen):
        if gpu and arguments.compile:
            torch.compiler.cudagraph_mark_step_begin()
        x = make(chosen)
        if arguments.augmentation_only:
            return
        with torch.autocast(arguments.device, torch.bfloat16, enabled=half):
            outputs = network(x)
        if arguments.mode == "supervised":
            loss = F.cross_entropy(outputs.float(), labels[chosen])
        else:
            loss = nt_xent(outputs)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()

    measure.report(
        step,
        batches(),
        arguments,
        peer="pytorch-compile" if arguments.compile else "pytorch-eager",
        version=torch.__version__,
        mode=arguments.mode,
        network=arguments.network,
        width=arguments.width,
        stem_stride=arguments.stem_stride,
        batch=arguments.batch,
        device=torch.cuda.get_device_name() if gpu else "cpu",
        threads=threads,
        precision="bfloat16" if half else "float32",
        augmentation_only=arguments.augmentation_only,
    )


if __name__ == "__main__":
    main()
