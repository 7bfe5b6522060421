#!/usr/bin/env python3
"""Writes tests/data/long_tail_training.json: ten SGD steps of PyTorch with each supervised loss.

Set-up: pip install torch==2.11.0   (CPU)
Usage:  tests/reference/long_tail_training.py > tests/data/long_tail_training.json

A linear classifier of 4 classes on 6 features and 16 fixed points, the whole set in every step, float32. The losses
are written from the papers' equations with torch's own operations; class weights are those of torch's cross_entropy
(weighted mean). Each case holds the mean loss that each step minimised, and the parameters after the last step.
`schedules` holds learning rates of torch.optim.lr_scheduler.
"""

import json
import math

import torch
import torch.nn.functional as F

POINTS, FEATURES, CLASSES, STEPS = 16, 6, 4, 10
COUNTS = [800, 160, 40, 8]
RATE, DECAY = 0.2, 5e-3
SCALE = 10.0  # of LDAM's scores: 30 saturates a set this small


def inputs():
    generator = torch.Generator().manual_seed(20261123)
    x = torch.randn(POINTS, FEATURES, generator=generator)
    labels = torch.tensor([0] * 8 + [1] * 4 + [2] * 2 + [3] * 2)
    weight = torch.randn(CLASSES, FEATURES, generator=generator) * 0.5
    bias = torch.randn(CLASSES, generator=generator) * 0.5
    return x, labels, weight, bias


def class_weights(beta):
    numbers = [(1 - beta**n) / (1 - beta) for n in COUNTS]
    weights = torch.tensor([1 / number for number in numbers], dtype=torch.float64)
    return (weights / weights.sum() * CLASSES).float()


def mean(losses, labels, weights):
    if weights is None:
        return losses.mean()
    return (losses * weights[labels]).sum() / weights[labels].sum()


def cross_entropy(scores, labels, weights):
    return F.cross_entropy(scores, labels, weight=weights)


def focal(gamma):
    def loss(scores, labels, weights):
        log_p = F.log_softmax(scores, 1).gather(1, labels[:, None])[:, 0]
        return mean(-((1 - log_p.exp()) ** gamma) * log_p, labels, weights)

    return loss


def balanced_softmax(scores, labels, weights):
    counts = torch.tensor(COUNTS, dtype=torch.float32)
    return F.cross_entropy(scores + counts.log(), labels, weight=weights)


def logit_adjustment(tau):
    def loss(scores, labels, weights):
        prior = torch.tensor(COUNTS, dtype=torch.float32) / sum(COUNTS)
        return F.cross_entropy(scores + tau * prior.log(), labels, weight=weights)

    return loss


def ldam(largest):
    margins = torch.tensor([n**-0.25 for n in COUNTS])
    margins = margins * (largest / margins.max())

    def loss(cosines, labels, weights):
        lowered = cosines.scatter_add(1, labels[:, None], -margins[labels][:, None])
        return F.cross_entropy(SCALE * lowered, labels, weight=weights)

    return loss


def train(loss, momentum=0.9, nesterov=False, cosine=False, beta=None, deferred=0, rho=None):
    """`deferred`: steps before the class weights apply. `rho`: SAM."""
    x, labels, weight, bias = inputs()
    weight.requires_grad_()
    parameters = [weight]
    if not cosine:
        parameters.append(bias.requires_grad_())
    optimiser = torch.optim.SGD(parameters, lr=RATE, momentum=momentum, weight_decay=DECAY, nesterov=nesterov)
    values = []
    for step in range(STEPS):
        weights = class_weights(beta) if beta is not None and step >= deferred else None

        def objective():
            scores = F.normalize(x) @ F.normalize(weight).t() if cosine else F.linear(x, weight, bias)
            return loss(scores, labels, weights)

        optimiser.zero_grad()
        value = objective()
        value.backward()
        values.append(value.item())
        if rho is not None:
            kept = [p.detach().clone() for p in parameters]
            norm = torch.sqrt(sum((p.grad**2).sum() for p in parameters))
            with torch.no_grad():
                for p in parameters:
                    p.add_(p.grad * (rho / norm))
            optimiser.zero_grad()
            objective().backward()
            with torch.no_grad():
                for p, saved in zip(parameters, kept):
                    p.copy_(saved)
        optimiser.step()
    result = {"losses": values, "weight": weight.tolist()}
    if not cosine:
        result["bias"] = bias.tolist()
    return result


def schedule(make, epochs, steps_per_epoch=1):
    parameter = torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.SGD([parameter], lr=0.4)
    scheduler = make(optimiser)
    rates = []
    for _ in range(epochs * steps_per_epoch):
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        scheduler.step()
    return rates


def main():
    x, labels, weight, bias = inputs()
    scheduler = torch.optim.lr_scheduler
    cases = {
        "cross_entropy": train(cross_entropy),
        "no_momentum": train(cross_entropy, momentum=0),
        "nesterov": train(cross_entropy, nesterov=True),
        "class_balanced": train(cross_entropy, beta=0.999),
        "focal_2": train(focal(2.0)),
        "focal_05": train(focal(0.5)),
        "class_balanced_focal": train(focal(2.0), beta=0.999, nesterov=True),
        "balanced_softmax": train(balanced_softmax),
        "logit_adjustment": train(logit_adjustment(1.5)),
        "ldam": train(ldam(0.5), cosine=True),
        "ldam_drw": train(ldam(0.5), cosine=True, beta=0.999, deferred=5, nesterov=True),
        "sam": train(cross_entropy, rho=0.05),
        "sam_focal": train(focal(2.0), rho=0.1, nesterov=True),
        "sam_balanced_softmax": train(balanced_softmax, rho=0.1),
        "sam_logit_adjustment": train(logit_adjustment(1.5), rho=0.1),
        "sam_class_balanced": train(cross_entropy, beta=0.999, rho=0.1),
        "sam_ldam_drw": train(ldam(0.5), cosine=True, beta=0.999, deferred=5, rho=0.1),
    }
    record = {
        "origin": f"tests/reference/long_tail_training.py with torch {torch.__version__}",
        "x": x.tolist(),
        "labels": labels.tolist(),
        "weight": weight.tolist(),
        "bias": bias.tolist(),
        "counts": COUNTS,
        "rate": RATE,
        "weight_decay": DECAY,
        "scale": SCALE,
        "cases": cases,
        "schedules": {
            "step": schedule(lambda o: scheduler.MultiStepLR(o, milestones=[3, 6], gamma=0.2), 8),
            "cosine": schedule(lambda o: scheduler.CosineAnnealingLR(o, T_max=8 * 5), 8, 5),
        },
    }

    def rounded(value):
        if isinstance(value, dict):
            return {key: rounded(item) for key, item in value.items()}
        if isinstance(value, list):
            return [rounded(item) for item in value]
        return float(f"{value:.9g}") if isinstance(value, float) else value

    assert all(math.isfinite(v) for case in cases.values() for v in case["losses"])
    text = json.dumps(rounded(record), separators=(",", ":"))
    print(text.replace('},"', '},\n"').replace('],"', '],\n"'))


if __name__ == "__main__":
    main()
