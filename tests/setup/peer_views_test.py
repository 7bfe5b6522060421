"""The views that peers make on a GPU (tests/benchmarks/peers/gpu_views.py), on the processor: shapes, ranges, and that draws are one per image. Colours are
compared with those of Python's colorsys. Exits with 77 where this Python has no torch."""

import colorsys
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "benchmarks/peers"))
sys.dont_write_bytecode = True
try:
    import torch
except ImportError:
    sys.exit(77)
import gpu_views  # noqa: E402

MEAN, STD = (0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010)
NORMAL = gpu_views.normalisation(MEAN, STD, "cpu")
NONE = gpu_views.normalisation((0, 0, 0), (1, 1, 1), "cpu")


def noise(batch, height=32, width=32):
    return torch.randint(0, 256, (batch, 3, height, width), dtype=torch.uint8)


def ramp(batch, side=32):
    """The same image `batch` times: red grows to the right, green downwards."""
    at = torch.arange(side) * 8
    image = torch.stack([at.expand(side, side), at[:, None].expand(side, side), torch.full((side, side), 100)])
    return image.to(torch.uint8).expand(batch, 3, side, side)


class GpuViews(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(3)

    def test_shapes_types_and_memory(self):
        for dtype in (torch.float32, torch.bfloat16):
            for view in (gpu_views.self_supervised_view, gpu_views.supervised_view):
                made = view(noise(7, 32, 48), NORMAL, dtype)
                self.assertEqual(tuple(made.shape), (7, 3, 32, 48))
                self.assertEqual(made.dtype, dtype)
                self.assertTrue(made.is_contiguous(memory_format=torch.channels_last))
                self.assertTrue(torch.isfinite(made).all())

    def test_values_lie_between_black_and_white(self):
        for view in (gpu_views.self_supervised_view, gpu_views.supervised_view):
            made = view(noise(200), NONE)
            self.assertGreaterEqual(made.min().item(), -1e-6)
            self.assertLessEqual(made.max().item(), 1 + 1e-6)
            normal = view(noise(200), NORMAL)
            for channel in range(3):
                self.assertGreaterEqual(normal[:, channel].min().item(), -MEAN[channel] / STD[channel] - 1e-5)
                self.assertLessEqual(normal[:, channel].max().item(), (1 - MEAN[channel]) / STD[channel] + 1e-5)

    def test_crops_and_flips_are_of_each_image_its_own(self):
        x = gpu_views.crop_resize_flip(ramp(400), 0.2)
        rises = x[:, 0, 0, -1] > x[:, 0, 0, 0]
        self.assertGreater(rises.float().mean().item(), 0.4)
        self.assertLess(rises.float().mean().item(), 0.6)
        # A flip turns columns alone; the ramp keeps its direction and takes the part of the range that the crop has.
        self.assertTrue((x[:, 1, -1, 0] > x[:, 1, 0, 0]).all())
        spans = [(x[:, i].amax((1, 2)) - x[:, i].amin((1, 2))) * 255 / 8 + 1 for i in (0, 1)]
        areas = spans[0] * spans[1] / 32**2
        self.assertGreater(areas.min().item(), 0.2 - 0.05)  # whole pixels
        self.assertLessEqual(areas.max().item(), 1 + 1e-3)
        self.assertGreater(areas.std().item(), 0.15)  # uniform from 0.2 to 1: 0.23
        aspects = spans[0] / spans[1]
        self.assertLess(aspects.max().item(), 4 / 3 + 0.15)
        self.assertGreater(aspects.min().item(), 3 / 4 - 0.1)
        self.assertGreater(len({round(value, 3) for value in x[:, 1, 0, 0].tolist()}), 8)  # places differ

    def test_a_crop_of_all_is_the_image_or_its_mirror(self):
        images = noise(50)
        x = gpu_views.crop_resize_flip(images, 1.0) * 255
        same = [(x - other).abs().amax((1, 2, 3)) < 0.01 for other in (images.float(), images.flip(3).float())]
        # An area of 1 with another aspect does not fit; the whole image is taken then, too.
        self.assertTrue((same[0] | same[1]).all())
        self.assertTrue(same[0].any() and same[1].any())

    def test_supervised_crops_are_shifts_of_each_image_its_own(self):
        images = noise(60)
        made = (gpu_views.supervised_view(images, NONE) * 255).round().to(torch.uint8)
        wide = torch.nn.functional.pad(images, (4,) * 4)
        shifts = set()
        for i in range(len(images)):
            crops = {(top, left, flip): wide[i, :, top : top + 32, left : left + 32].flip(2) if flip
                     else wide[i, :, top : top + 32, left : left + 32]
                     for top in range(9) for left in range(9) for flip in (False, True)}
            found = [key for key, crop in crops.items() if torch.equal(crop, made[i])]
            self.assertEqual(len(found), 1, i)
            shifts.update(found)
        self.assertGreater(len(shifts), 30)
        self.assertEqual({flip for _, _, flip in shifts}, {False, True})

    def test_hue_is_that_of_colorsys(self):
        x = torch.rand(6, 3, 4, 4)
        turns = torch.linspace(-0.4, 0.4, 6)
        made = gpu_views.rotate_hue(x, turns)
        for i in range(6):
            for at in range(16):
                h, s, v = colorsys.rgb_to_hsv(*x[i].flatten(1)[:, at].tolist())
                expected = colorsys.hsv_to_rgb((h + turns[i].item()) % 1, s, v)
                for channel in range(3):
                    self.assertAlmostEqual(made[i].flatten(1)[channel, at].item(), expected[channel], places=5)

    def test_jitter_and_grey_are_of_each_image_its_own(self):
        x = torch.rand(1, 3, 8, 8).expand(500, 3, 8, 8)
        changed = (gpu_views.jitter(x, (0.4, 0.4, 0.4, 0.1)) - x).abs().amax((1, 2, 3)) > 1e-4
        self.assertGreater(changed.float().mean().item(), 0.7)
        self.assertLess(changed.float().mean().item(), 0.9)
        self.assertLess((gpu_views.jitter(x, (0, 0, 0, 0)) - x).abs().max().item(), 1e-5)
        made = gpu_views.self_supervised_view(noise(500), NONE)
        grey = (made.amax(1) - made.amin(1)).amax((1, 2)) < 1e-4
        self.assertGreater(grey.float().mean().item(), 0.13)
        self.assertLess(grey.float().mean().item(), 0.27)


if __name__ == "__main__":
    unittest.main()
