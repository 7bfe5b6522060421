#!/usr/bin/env python3
"""Writes tests/data/self_supervised_training.json: ten steps of PyTorch with each self-supervised loss and SAM.

Set-up: pip install torch==2.11.0   (CPU)
Usage:  tests/reference/self_supervised_training.py > tests/data/self_supervised_training.json

Two fixed views of 8 images, the whole set in every step, float32, torch.optim.SGD. SimSiam and NT-Xent train a
projector (and SimSiam's predictor) of two layers without BatchNorm on vectors of 6 numbers. MoCo trains a ResNet-10
of width 1 with a projector on images of 8x8 pixels, because its key encoder and queue are state beside the network.
Losses, SAM, ASAM and rwSAM are written from the papers' equations with torch's own operations. Each case holds the
mean loss that each step began with, with SAM also the one at the perturbed point, and the parameters after the last
step; MoCo also the key encoder and the queue.

Sources: SimSiam: Chen, He, CVPR 2021. NT-Xent: Chen et al., ICML 2020. MoCo: He et al., CVPR 2020, algorithm 1.
SAM: Foret et al., ICLR 2021. ASAM: Kwon et al., ICML 2021. rwSAM: Liu et al., ICLR 2022, section 4.
"""

import json
import math
import struct

import torch
import torch.nn.functional as F

IMAGES, FEATURES, HIDDEN, OUTPUT, STEPS = 8, 6, 5, 4, 10
PIXELS, QUEUE = 8, 20  # the queue is no multiple of the batch, so it wraps around within one
RATE, MOMENTUM, DECAY = 0.05, 0.9, 5e-3
TEMPERATURE, KEY_MOMENTUM = 0.2, 0.9
WEIGHTS = [0.2, 0.3, 3.0, 0.5, 1.7, 0.1, 1.0, 1.2]  # of rwSAM, one per image, mean 1


def rounded_normal(generator, shape, deviation=1.0, mean=0.0, decimals=4):
    """Few digits, so that the record stays small."""
    return torch.round(torch.randn(shape, generator=generator) * deviation + mean, decimals=decimals)


def linear(generator, name, inputs, outputs):
    return {
        f"{name}.weight": rounded_normal(generator, (outputs, inputs), inputs**-0.5),
        f"{name}.bias": rounded_normal(generator, (outputs,), 0.2),
    }


def two_layers(generator, name, inputs, hidden, outputs):
    return linear(generator, f"{name}.0", inputs, hidden) | linear(generator, f"{name}.2", hidden, outputs)


def heads(generator):
    projector = two_layers(generator, "projector", FEATURES, HIDDEN, OUTPUT)
    predictor = two_layers(generator, "predictor", OUTPUT, 3, OUTPUT)
    return projector, predictor


def resnet10(generator):
    """Four stages of one block of widths 1, 2, 4, 8."""
    p = {}

    def conv(name, inputs, outputs, kernel):
        deviation = math.sqrt(2 / (outputs * kernel**2))
        p[f"{name}.weight"] = rounded_normal(generator, (outputs, inputs, kernel, kernel), deviation)

    def norm(name, channels):
        p[f"{name}.weight"] = rounded_normal(generator, (channels,), 0.1, mean=1)
        p[f"{name}.bias"] = rounded_normal(generator, (channels,), 0.1, mean=0.2)

    conv("backbone.stem", 3, 1, 3)
    norm("backbone.stem_norm", 1)
    for stage, (inputs, outputs) in enumerate([(1, 1), (1, 2), (2, 4), (4, 8)], 1):
        block = f"backbone.stage{stage}.0"
        conv(f"{block}.conv1", inputs, outputs, 3)
        norm(f"{block}.norm1", outputs)
        conv(f"{block}.conv2", outputs, outputs, 3)
        norm(f"{block}.norm2", outputs)
        if inputs != outputs:
            conv(f"{block}.shortcut.conv", inputs, outputs, 1)
            norm(f"{block}.shortcut.norm", outputs)
    return p | two_layers(generator, "projector", 8, HIDDEN, OUTPUT)


def run_two_layers(p, name, x):
    hidden = (x @ p[f"{name}.0.weight"].t() + p[f"{name}.0.bias"]).clamp(min=0)
    return hidden @ p[f"{name}.2.weight"].t() + p[f"{name}.2.bias"]


def run_resnet10(p, images):
    def conv(name, x, stride=1):
        weight = p[f"{name}.weight"]
        return F.conv2d(x, weight, stride=stride, padding=weight.shape[-1] // 2)

    def norm(name, x):
        """BatchNorm by the statistics of the batch, which is all that a training step uses."""
        mean = x.mean((0, 2, 3), keepdim=True)
        variance = ((x - mean) ** 2).mean((0, 2, 3), keepdim=True)
        scale, shift = (p[f"{name}.{what}"].view(1, -1, 1, 1) for what in ("weight", "bias"))
        return (x - mean) / torch.sqrt(variance + 1e-5) * scale + shift

    x = F.relu(norm("backbone.stem_norm", conv("backbone.stem", images)))
    for stage, stride in enumerate([1, 2, 2, 2], 1):
        block = f"backbone.stage{stage}.0"
        y = F.relu(norm(f"{block}.norm1", conv(f"{block}.conv1", x, stride)))
        y = norm(f"{block}.norm2", conv(f"{block}.conv2", y))
        if f"{block}.shortcut.conv.weight" in p:
            x = norm(f"{block}.shortcut.norm", conv(f"{block}.shortcut.conv", x, stride))
        x = F.relu(y + x)
    return run_two_layers(p, "projector", x.mean((2, 3)))


def simsiam(p, view1, view2):
    """D(p1, stopgrad(z2)) / 2 + D(p2, stopgrad(z1)) / 2 with D(p, z) = - p / |p| . z / |z|."""

    def negative_cosine(p, z):
        z = z.detach()
        return -((p / p.norm(dim=1, keepdim=True)) * (z / z.norm(dim=1, keepdim=True))).sum(1)

    z1, z2 = (run_two_layers(p, "projector", view) for view in (view1, view2))
    p1, p2 = (run_two_layers(p, "predictor", z) for z in (z1, z2))
    return negative_cosine(p1, z2) / 2 + negative_cosine(p2, z1) / 2


def nt_xent(p, view1, view2):
    """Equation 1, with the views of an image at 2k and 2k + 1; an image's loss is the mean of its two."""
    z = torch.stack([run_two_layers(p, "projector", view) for view in (view1, view2)], 1).flatten(0, 1)
    exponentials = torch.exp(F.cosine_similarity(z[:, None], z[None, :], dim=2) / TEMPERATURE)
    others = exponentials * (1 - torch.eye(len(z)))
    partner = torch.arange(len(z)) ^ 1
    losses = -torch.log(others[torch.arange(len(z)), partner] / others.sum(1))
    return losses.view(-1, 2).mean(1)


def info_nce(q, keys, queue):
    scores = torch.cat([(q * keys).sum(1, keepdim=True), q @ queue.t()], 1) / TEMPERATURE
    return F.cross_entropy(scores, torch.zeros(len(q), dtype=torch.long), reduction="none")


class Trainer:
    """`rho`: SAM. `adaptive`: ASAM, T_w = diag |w| (its eta is 0). `weights`: rwSAM."""

    def __init__(self, parameters, rho=None, adaptive=False, weights=None):
        self.parameters = {name: value.clone().requires_grad_() for name, value in parameters.items()}
        self.rho, self.adaptive = rho, adaptive
        self.weights = torch.ones(IMAGES) if weights is None else torch.tensor(weights)
        self.optimiser = torch.optim.SGD(self.parameters.values(), RATE, momentum=MOMENTUM, weight_decay=DECAY)
        self.losses, self.perturbed = [], []

    def step(self, loss):
        """`loss`: of each image at the present parameters."""
        parameters = list(self.parameters.values())
        losses = loss()
        self.losses.append(losses.mean().item())
        if self.rho is not None:
            gradients = torch.autograd.grad((self.weights * losses).sum() / IMAGES, parameters)
            kept = [p.detach().clone() for p in parameters]
            scales = [p.abs() if self.adaptive else torch.ones_like(p) for p in kept]
            norm = torch.cat([(t * g).flatten() for t, g in zip(scales, gradients)]).norm()
            with torch.no_grad():
                for p, t, g in zip(parameters, scales, gradients):
                    p.add_(self.rho * t**2 * g / norm)
            losses = loss()
            self.perturbed.append(losses.mean().item())
        gradients = torch.autograd.grad(losses.mean(), parameters)
        if self.rho is not None:
            with torch.no_grad():
                for p, value in zip(parameters, kept):
                    p.copy_(value)
        for p, g in zip(parameters, gradients):
            p.grad = g
        self.optimiser.step()

    def result(self):
        result = {"losses": self.losses}
        if self.perturbed:
            result["perturbed"] = self.perturbed
        return result | {"parameters": as_lists(self.parameters)}


def train_heads(start, loss, views, **sam):
    trainer = Trainer(start, **sam)
    for _ in range(STEPS):
        trainer.step(lambda: loss(trainer.parameters, *views))
    return trainer.result()


def train_moco(start, queue, views, **sam):
    """Algorithm 1: the key encoder follows after the update, then the keys replace the oldest of the queue."""
    trainer = Trainer(start, **sam)
    key = {name: value.clone() for name, value in start.items()}

    def unit(x):
        return x / x.norm(dim=1, keepdim=True)

    for _ in range(STEPS):
        keys = unit(run_resnet10(key, views[1]))
        trainer.step(lambda: info_nce(unit(run_resnet10(trainer.parameters, views[0])), keys, queue))
        for name, value in trainer.parameters.items():
            key[name] = KEY_MOMENTUM * key[name] + (1 - KEY_MOMENTUM) * value.detach()
        queue = torch.cat([queue, keys])[-QUEUE:]
    return trainer.result() | {"key": as_lists(key), "queue": queue.tolist()}


def as_lists(tensors):
    return {name: value.tolist() for name, value in tensors.items()}


def shortest(value):
    """The shortest decimal number that is this float32."""
    texts = (f"{value:.{digits}g}" for digits in range(1, 10))
    return float(next(t for t in texts if struct.pack("f", float(t)) == struct.pack("f", value)))


def shortened(value):
    if isinstance(value, dict):
        return {key: shortened(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shortened(item) for item in value]
    return shortest(value) if isinstance(value, float) else value


def main():
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(20261124)
    projector, predictor = heads(generator)
    both = projector | predictor
    network = resnet10(generator)
    vectors = rounded_normal(generator, (IMAGES, FEATURES))
    vectors = [vectors + rounded_normal(generator, vectors.shape, 0.5) for _ in range(2)]
    images = rounded_normal(generator, (IMAGES, 3, PIXELS, PIXELS), decimals=2)
    images = [torch.round(images + rounded_normal(generator, images.shape, 0.5), decimals=2) for _ in range(2)]
    queue = F.normalize(rounded_normal(generator, (QUEUE, OUTPUT)))
    cases = {
        "simsiam": train_heads(both, simsiam, vectors),
        "simsiam_sam": train_heads(both, simsiam, vectors, rho=0.1),
        "simsiam_asam": train_heads(both, simsiam, vectors, rho=0.5, adaptive=True),
        "simsiam_rwsam": train_heads(both, simsiam, vectors, rho=0.1, weights=WEIGHTS),
        "nt_xent": train_heads(projector, nt_xent, vectors),
        "nt_xent_sam": train_heads(projector, nt_xent, vectors, rho=0.1),
        "nt_xent_asam": train_heads(projector, nt_xent, vectors, rho=0.5, adaptive=True),
        "nt_xent_rwsam": train_heads(projector, nt_xent, vectors, rho=0.1, weights=WEIGHTS),
        "nt_xent_rwasam": train_heads(projector, nt_xent, vectors, rho=0.5, adaptive=True, weights=WEIGHTS),
        "moco": train_moco(network, queue, images),
        "moco_rwsam": train_moco(network, queue, images, rho=0.1, weights=WEIGHTS),
    }
    record = {
        "origin": f"tests/reference/self_supervised_training.py with torch {torch.__version__}",
        "vectors": [view.tolist() for view in vectors],
        "images": [view.tolist() for view in images],
        "heads": as_lists(both),
        "network": as_lists(network),
        "queue": queue.tolist(),
        "rate": RATE,
        "momentum": MOMENTUM,
        "weight_decay": DECAY,
        "temperature": TEMPERATURE,
        "key_momentum": KEY_MOMENTUM,
        "weights": WEIGHTS,
        "cases": cases,
    }
    assert all(math.isfinite(v) for case in cases.values() for v in case["losses"] + case.get("perturbed", []))
    text = json.dumps(shortened(record), separators=(",", ":"))
    print(text.replace('},"', '},\n"').replace('],"', '],\n"'))


if __name__ == "__main__":
    main()
