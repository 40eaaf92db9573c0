#!/usr/bin/python3
"""Asks a teacher about every picture, once: what it answers, the small network learns beside the labels.

    teacher.py Ti_16.npz OUT [--resolution 176]

The teacher is Google's Ti/16 (AugReg, fine-tuned on ImageNet). OUT/teacher.npz gets its features, standardized; the matrix that leads from them to
its thousand logits; and soft answers for the classes here, from a linear model of its features that never saw the picture it answers for.
None of its weights goes into the demo model. An interrupted run goes on where it stopped.
"""
import argparse
import os

import numpy as np
import torch
import torch.nn.functional as F

from pictures import LABELS

WIDTH, HEADS, BLOCKS = 192, 3, 12
EPS = 1e-6


class Teacher:
    """Ti/16 in bfloat16; norms, softmax and GELU in float32."""

    def __init__(self, path, resolution):
        file = np.load(path)
        get = lambda key: torch.from_numpy(np.ascontiguousarray(file[key], dtype='f4'))
        self.embedding = get('embedding/kernel').permute(3, 2, 0, 1).contiguous().bfloat16(), get('embedding/bias').bfloat16()
        position, side = get('Transformer/posembed_input/pos_embedding'), resolution // 16
        own = int((position.shape[1] - 1) ** 0.5)
        square = position[:, 1:].transpose(1, 2).reshape(1, WIDTH, own, own)
        square = F.interpolate(square, size=(side, side), mode='bicubic', align_corners=False)
        self.position = torch.cat([position[:, :1], square.flatten(2).transpose(1, 2)], dim=1)
        self.cls = get('cls')
        self.blocks = [self._block(get, f'Transformer/encoderblock_{i}/') for i in range(BLOCKS)]
        self.norm = get('Transformer/encoder_norm/scale'), get('Transformer/encoder_norm/bias')
        self.head = get('head/kernel'), get('head/bias')

    @staticmethod
    def _block(get, key):
        attention, mlp = key + 'MultiHeadDotProductAttention_1/', key + 'MlpBlock_3/'
        dense = lambda kernel, bias: (kernel.t().contiguous().bfloat16(), bias.bfloat16())
        names = ('query', 'key', 'value')
        return dict(
            norm1=(get(key + 'LayerNorm_0/scale'), get(key + 'LayerNorm_0/bias')),
            norm2=(get(key + 'LayerNorm_2/scale'), get(key + 'LayerNorm_2/bias')),
            qkv=dense(torch.cat([get(attention + name + '/kernel').reshape(WIDTH, WIDTH) for name in names], dim=1),
                      torch.cat([get(attention + name + '/bias').reshape(WIDTH) for name in names])),
            out=dense(get(attention + 'out/kernel').reshape(WIDTH, WIDTH), get(attention + 'out/bias')),
            fc1=dense(get(mlp + 'Dense_0/kernel'), get(mlp + 'Dense_0/bias')),
            fc2=dense(get(mlp + 'Dense_1/kernel'), get(mlp + 'Dense_1/bias')))

    @torch.no_grad()
    def features(self, x):
        x = F.conv2d(x.bfloat16(), *self.embedding, 16).float().flatten(2).transpose(1, 2)
        n = x.shape[0]
        x = torch.cat([self.cls.expand(n, -1, -1), x], dim=1) + self.position
        for block in self.blocks:
            y = F.layer_norm(x, (WIDTH,), *block['norm1'], EPS).bfloat16()
            q, k, v = F.linear(y, *block['qkv']).reshape(n, -1, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
            weights = (q * (WIDTH // HEADS) ** -0.5 @ k.transpose(-1, -2)).float().softmax(-1).bfloat16()
            x = x + F.linear((weights @ v).transpose(1, 2).reshape(n, -1, WIDTH), *block['out']).float()
            y = F.linear(F.layer_norm(x, (WIDTH,), *block['norm2'], EPS).bfloat16(), *block['fc1'])
            x = x + F.linear(F.gelu(y.float(), approximate='tanh').bfloat16(), *block['fc2']).float()
        return F.layer_norm(x[:, 0], (WIDTH,), *self.norm, EPS)


def read_features(teacher, pictures, count, path, resolution, batch=64):
    """float32 [count, 192]; a row of zeros is not done yet."""
    out = np.lib.format.open_memmap(path, 'r+' if os.path.exists(path) else 'w+', 'f4', (count, WIDTH))
    for i in range(0, count, batch):
        if out[i:i + batch].any(axis=1).all():
            continue
        x = torch.from_numpy(pictures[i:min(i + batch, count)]).permute(0, 3, 1, 2).float() / 127.5 - 1
        x = F.interpolate(x, size=(resolution, resolution), mode='bicubic', align_corners=False)
        out[i:i + len(x)] = teacher.features(x).numpy()
    return torch.from_numpy(np.array(out))


def fit(x, label, classes):
    """A linear model by L-BFGS; rarer classes count more."""
    weight = torch.zeros(WIDTH, classes, requires_grad=True)
    bias = torch.zeros(classes, requires_grad=True)
    counts = torch.bincount(label, minlength=classes).float().pow(-0.5)
    search = torch.optim.LBFGS([weight, bias], max_iter=60, history_size=10, line_search_fn='strong_wolfe')

    def loss():
        search.zero_grad()
        value = F.cross_entropy(x @ weight + bias, label, weight=counts / counts.mean()) + 2e-4 * weight.square().sum()
        value.backward()
        return value

    search.step(loss)
    return weight.detach(), bias.detach()


def main():
    p = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    p.add_argument('teacher')
    p.add_argument('out')
    p.add_argument('--resolution', type=int, default=176)
    a = p.parse_args()
    about = np.load(os.path.join(a.out, 'pictures.npz'))
    # Not those of CIFAR-10, which are too small for the teacher; they come last.
    count = int((about['kind'] != 32).sum())
    label, held = torch.from_numpy(about['label'][:count]).long(), torch.from_numpy(about['held'][:count])
    teacher = Teacher(a.teacher, a.resolution)
    pictures = np.load(os.path.join(a.out, 'pictures.npy'), mmap_mode='r')
    features = read_features(teacher, pictures, count, os.path.join(a.out, 'features.npy'), a.resolution)
    mean, deviation = features.mean(0), features.std(0)
    x, classes = (features - mean) / deviation, len(LABELS) + 1
    answers, half = torch.zeros(count, classes), torch.arange(count) % 2
    for k in (0, 1):
        rows = (half != k) & ~held
        weight, bias = fit(x[rows], label[rows], classes)
        answers[half == k] = (x[half == k] @ weight + bias).softmax(1)
    print(f'{(answers.argmax(1) == label).float().mean():.3f} of the pictures are what the teacher takes them for')
    # What is none of the classes is any of them equally.
    soft = answers[:, :-1] + answers[:, -1:] / len(LABELS)
    kernel, bias = teacher.head
    np.savez(os.path.join(a.out, 'teacher.npz'), features=x, soft=soft, kernel=deviation[:, None] * kernel, bias=mean @ kernel + bias)


if __name__ == '__main__':
    main()
