"""Training views of a whole batch at once by tensor operations, as one writes them for a GPU: every draw is made where the
images are and is one per image, nothing is read back, and torch.compile fuses what lies between crop and result. They run
on the processor too, for their test (tests/setup/peer_views_test.py).

Images are uint8 [B, 3, H, W]; a view is [B, 3, H, W] in channels_last memory, normalised, of the type asked for.

Where they do less than the engine, which makes the peers faster: the order of the colour operations is the same for all
images, and random numbers come from one generator.
"""

import math

import torch
from torch.nn import functional as F

GREY = (0.2989, 0.587, 0.114)


def normalisation(mean, std, device):
    """Factor and summand [1, 3, 1, 1] that normalise values on [0, 1]: made once, since making them waits for the GPU."""
    factor = torch.tensor([1 / value for value in std], device=device).view(1, 3, 1, 1)
    summand = torch.tensor([-m / s for m, s in zip(mean, std)], device=device).view(1, 3, 1, 1)
    return factor, summand


def normalise(x, normal, dtype):
    """`x` [B, 3, H, W] on [0, 1] by a normalisation(), in channels_last memory."""
    return torch.addcmul(normal[1], x, normal[0]).to(dtype, memory_format=torch.channels_last)


def crop_resize_flip(images, least_area):
    """RandomResizedCrop (area from `least_area` to 1, aspect 3/4 to 4/3) to the size of the images, bilinear, and a flip of
    half of them: float32 [B, 3, H, W] on [0, 1]. A crop is never larger than its image, so nothing is minified."""
    batch, _, height, width = images.shape
    device = images.device
    area = torch.rand(batch, 10, device=device) * (1 - least_area) + least_area
    area = area * (height * width)
    aspect = torch.exp((torch.rand(batch, 10, device=device) * 2 - 1) * math.log(4 / 3))
    w, h = (area * aspect).sqrt().round(), (area / aspect).sqrt().round()
    fits = (w >= 1) & (h >= 1) & (w <= width) & (h <= height)
    first = fits.int().argmax(1, keepdim=True)  # of ten tries the first that fits, or the whole image
    found = fits.any(1)
    w = torch.where(found, w.gather(1, first)[:, 0], float(width))
    h = torch.where(found, h.gather(1, first)[:, 0], float(height))
    left, top, flip = torch.rand(3, batch, device=device).unbind(0)
    left, top = (left * (width - w + 1)).floor(), (top * (height - h + 1)).floor()

    def places(start, length, size):  # of the pixels of a view in the image, in grid_sample's units
        at = (torch.arange(size, device=device) + 0.5) * (length / size)[:, None] - 0.5
        at = torch.minimum(at.clamp(min=0), length[:, None] - 1) + start[:, None]
        return at * (2 / size) + (1 / size - 1)

    x, y = places(left, w, width), places(top, h, height)
    x = torch.where((flip < 0.5)[:, None], x.flip(1), x)
    grid = torch.stack([x[:, None].expand(batch, height, width), y[:, :, None].expand(batch, height, width)], -1)
    return F.grid_sample(images.float() * (1 / 255), grid, padding_mode="border", align_corners=False)


def grey(x):
    """[B, 1, H, W] of [B, 3, H, W]."""
    return GREY[0] * x[:, :1] + GREY[1] * x[:, 1:2] + GREY[2] * x[:, 2:]


def rotate_hue(x, turns):
    """Colours of [B, 3, H, W] on [0, 1] with their hue turned by `turns` [B], in full turns."""
    r, g, b = x.unbind(1)
    value, least = x.amax(1), x.amin(1)
    chroma = value - least
    inverse = 1 / chroma.clamp(min=1e-12)
    sector = torch.where(value == g, (b - r) * inverse + 2, (r - g) * inverse + 4)
    sector = torch.where(value == r, (g - b) * inverse, sector) + (6 * turns)[:, None, None]

    def channel(start):
        k = torch.remainder(sector + start, 6)
        return value - chroma * torch.minimum(k, 4 - k).clamp(0, 1)

    return torch.stack([channel(5), channel(3), channel(1)], 1)


def jitter(x, strength):
    """Brightness, contrast, saturation and hue of 8 of 10 images of [B, 3, H, W] on [0, 1]; `strength`: of the four."""
    batch = len(x)
    factors = torch.rand(4, batch, device=x.device) * 2 - 1
    factors = torch.where(torch.rand(batch, device=x.device) < 0.8, factors, 0.0)
    brightness, contrast, saturation = ((1 + factors[i] * strength[i]).view(batch, 1, 1, 1) for i in range(3))
    x = (x * brightness).clamp(0, 1)
    mean = grey(x).mean((2, 3), keepdim=True)
    x = torch.lerp(mean, x, contrast).clamp(0, 1)
    x = torch.lerp(grey(x), x, saturation).clamp(0, 1)
    return rotate_hue(x, factors[3] * strength[3])


def self_supervised_view(images, normal, dtype=torch.float32, least_area=0.2, strength=(0.4, 0.4, 0.4, 0.1)):
    """One view of each image: crop, flip, jitter, every fifth in grey, normalised."""
    x = jitter(crop_resize_flip(images, least_area), strength)
    x = torch.where((torch.rand(len(x), device=x.device) < 0.2).view(-1, 1, 1, 1), grey(x), x)
    return normalise(x, normal, dtype)


def supervised_view(images, normal, dtype=torch.float32, padding=4):
    """One view of each image: a crop of it with a black border of `padding` pixels, a flip of half of them, normalised."""
    batch, _, height, width = images.shape
    device = images.device
    left, top = torch.randint(2 * padding + 1, (2, batch), device=device).unbind(0)
    columns = torch.arange(width, device=device).expand(batch, width)
    columns = torch.where((torch.rand(batch, device=device) < 0.5)[:, None], columns.flip(1), columns) + left[:, None]
    rows = torch.arange(height, device=device) + top[:, None]
    wide = F.pad(images, (padding,) * 4)
    image = torch.arange(batch, device=device)[:, None, None]
    x = wide.permute(0, 2, 3, 1)[image, rows[:, :, None], columns[:, None]]  # [B, H, W, 3]
    return normalise(x.permute(0, 3, 1, 2).float() * (1 / 255), normal, dtype)
