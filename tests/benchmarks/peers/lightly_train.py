#!/usr/bin/env python3
"""Lightly peer of `skewscope-engine train --mode ssl --method simsiam`: SimSiam as a user of lightly writes it, with its
ResNet for small images, heads, loss and transform, and PyTorch's data loader. Same network, heads and batch as ours.
With --device cuda images lie on the GPU and its transform is made there for a batch at once (gpu_views.py), since a data
loader could not feed it; --compile is torch.compile with mode max-autotune then.

Set-up:  python3 -m venv venv && venv/bin/pip install torch==2.11.0 torchvision==0.26.0 lightly
Usage:   venv/bin/python tests/benchmarks/peers/lightly_train.py --threads 2
Output:  one line of JSON with steps_per_second and images_per_second (source images), measured after the warm-up;
         on a GPU peak_bytes too.
"""

import argparse

import gpu_views
import lightly
import measure
import numpy
import torch
from lightly.loss import NegativeCosineSimilarity
from lightly.models import ResNetGenerator
from lightly.models.modules import SimSiamPredictionHead
from lightly.models.modules.heads import ProjectionHead
from lightly.transforms import SimCLRTransform
from lightly.transforms.utils import IMAGENET_NORMALIZE
from PIL import Image
from torch import nn

LEAST_AREA = 0.08  # of a crop, as in lightly's transform
NETWORKS = {"resnet10": "resnet-9", "resnet18": "resnet-18"}  # lightly leaves the head out of the count


class RandomImages(torch.utils.data.Dataset):
    """Pictures in memory, through the transform."""

    def __init__(self, count, side, transform):
        pixels = numpy.random.default_rng(1).integers(0, 256, (count, side, side, 3), dtype=numpy.uint8)
        self.images = [Image.fromarray(picture) for picture in pixels]
        self.transform = transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return self.transform(self.images[index])


class SimSiam(nn.Module):
    def __init__(self, arguments):
        super().__init__()
        network = ResNetGenerator(NETWORKS[arguments.network], width=arguments.width / 64)
        network.conv1.stride = (arguments.stem_stride,) * 2
        self.backbone = nn.Sequential(*list(network.children())[:-1], nn.AdaptiveAvgPool2d(1), nn.Flatten())
        hidden, output = arguments.projector_hidden, arguments.projector_output
        self.projector = ProjectionHead(
            [
                (8 * arguments.width, hidden, nn.BatchNorm1d(hidden), nn.ReLU(inplace=True)),
                (hidden, output, nn.BatchNorm1d(output, affine=False), None),
            ]
        )
        self.predictor = SimSiamPredictionHead(output, arguments.predictor_hidden, output)

    def forward(self, x):
        z = self.projector(self.backbone(x))
        return z.detach(), self.predictor(z)


def batches(arguments):
    """Pairs of views by lightly's transform and PyTorch's data loader, without end."""
    transform = SimCLRTransform(input_size=32, cj_strength=0.5, gaussian_blur=0.0)
    loader = torch.utils.data.DataLoader(
        RandomImages(arguments.images, 32, transform),
        batch_size=arguments.batch,
        shuffle=True,
        drop_last=True,
        num_workers=arguments.threads,
        persistent_workers=True,
    )
    while True:
        yield from loader


def batches_on_gpu(arguments, half):
    """The same of images that lie on the GPU, made there."""
    images = torch.randint(0, 256, (arguments.images, 3, 32, 32), dtype=torch.uint8, device=arguments.device)
    normal = gpu_views.normalisation(IMAGENET_NORMALIZE["mean"], IMAGENET_NORMALIZE["std"], arguments.device)
    view = gpu_views.self_supervised_view
    if arguments.compile:
        view = torch.compile(view, mode="max-autotune-no-cudagraphs")  # a few kernels, which the network's graph reads
    while True:
        order = torch.randperm(arguments.images, device=arguments.device)
        for chosen in order[: arguments.images // arguments.batch * arguments.batch].split(arguments.batch):
            source = images[chosen]
            both = view(torch.cat([source, source]), normal, torch.bfloat16 if half else torch.float32, LEAST_AREA)
            yield both.chunk(2)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--mode", choices=["simsiam"], default="simsiam")
    parser.add_argument("--network", choices=sorted(NETWORKS), default="resnet10")
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--stem-stride", type=int, default=2)
    parser.add_argument("--projector-hidden", type=int, default=2048)
    parser.add_argument("--projector-output", type=int, default=2048)
    parser.add_argument("--predictor-hidden", type=int, default=512)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--images", type=int, default=2500, help="images in memory; sets the length of an epoch")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--threads", type=int, default=2, help="of PyTorch, and workers of the data loader")
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("--compile", action="store_true", help="torch.compile the network")
    parser.add_argument("--warmup", type=int, default=10, help="steps that are not timed")
    parser.add_argument("--seconds", type=float, default=10, help="time to measure for, at least")
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    gpu, half = arguments.device == "cuda", arguments.precision == "bfloat16"
    if gpu:
        measure.use_fast_kernels(torch)
    model = SimSiam(arguments).to(arguments.device, memory_format=torch.channels_last)
    network = model
    if arguments.compile:
        network = torch.compile(model, mode="max-autotune") if gpu else torch.compile(model)
    loss_of = NegativeCosineSimilarity()
    optimiser = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4, fused=True)

    def step(views):
        if gpu and arguments.compile:
            torch.compiler.cudagraph_mark_step_begin()
        x0, x1 = (view.contiguous(memory_format=torch.channels_last) for view in views)
        with torch.autocast(arguments.device, torch.bfloat16, enabled=half):
            z0, p0 = network(x0)
            z1, p1 = network(x1)
        loss = 0.5 * (loss_of(p0.float(), z1.float()) + loss_of(p1.float(), z0.float()))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()

    measure.report(
        step,
        batches_on_gpu(arguments, half) if gpu else batches(arguments),
        arguments,
        peer="lightly",
        version=lightly.__version__,
        parameters=sum(parameter.numel() for parameter in model.parameters()),
    )


if __name__ == "__main__":
    main()
