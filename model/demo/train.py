#!/usr/bin/python3
"""Trains the demo model, on the CPU.

    train.py PICTURES OUT --minutes M [--start start.pt] ...

PICTURES is the folder that pictures.py and teacher.py filled; OUT is a folder for the state of the training (state.pt, from which an interrupted
training goes on when the same command is given again), the log, and vit-demo.npz.

The network learns from the labels, from the teacher's soft answers for the classes, from the teacher's thousand logits and from its features; the
last two through linear maps that are thrown away. What is none of the classes is to be answered with all of them evenly.

The work of each step is shared by processes of one thread each, which average their gradients. The learning rate follows the time used, so that the
training ends well cooled on a slow machine too. The published weights are the moving average after the last step.
"""
import argparse
import json
import math
import os
import time

import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn as nn
import torch.nn.functional as F

import export_npz
import fused
from model import CONFIG, HybridViT

CLASSES = CONFIG['classes']


def arguments():
    p = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    p.add_argument('pictures')
    p.add_argument('out')
    p.add_argument('--minutes', type=float, required=True, help='length of the training')
    p.add_argument('--start', help='weights to begin with, of start.py or another training')
    p.add_argument('--sizes', default='48:0.35,64:0.88,80:1', help='resolutions, and until which part of the training')
    p.add_argument('--batch', type=int, default=64, help='pictures a step and process')
    p.add_argument('--lr', type=float, default=1.5e-3, help='highest learning rate')
    p.add_argument('--warmup', type=float, default=0.03)
    p.add_argument('--weight-decay', type=float, default=0.05)
    p.add_argument('--ema', type=float, default=0.999, help='decay of the moving average of the weights')
    p.add_argument('--late', type=float, default=0.85, help='from when on no part of a picture is covered or replaced')
    p.add_argument('--evaluate-every', type=float, default=240, help='seconds')
    p.add_argument('--processes', type=int, default=2)
    p.add_argument('--seed', type=int, default=1)
    return p.parse_args()


def learning_rate(progress, top, warmup):
    """Linear rise, then half a cosine down to zero."""
    if progress < warmup:
        return top * max(progress, 1e-3) / warmup
    return top * 0.5 * (1 + math.cos(math.pi * min(1, (progress - warmup) / (1 - warmup)))) + 1e-6


class Targets:
    """What each picture is to be answered with."""

    def __init__(self, folder, label):
        file = np.load(os.path.join(folder, 'teacher.npz'))
        self.label = label
        self.features, self.soft, self.kernel, self.bias = (torch.from_numpy(file[key]) for key in ('features', 'soft', 'kernel', 'bias'))

    def take(self, index):
        """-> the answers, their weight, the teacher's features and thousand answers, and 1 where the teacher was asked."""
        y = self.label[index]
        own, asked = y < CLASSES, index < len(self.features)
        known = index.clamp(max=len(self.features) - 1)
        hard = F.one_hot(y.clamp(max=CLASSES - 1), CLASSES).float() * 0.92 + 0.08 / CLASSES
        answer = torch.where(asked[:, None], 0.55 * hard + 0.45 * self.soft[known], hard)
        answer = torch.where(own[:, None], answer, torch.tensor(1 / CLASSES))
        features = self.features[known]
        return answer, torch.where(own, 1.0, 0.6), features, (features @ self.kernel + self.bias).softmax(1), asked.float()


class Learner(nn.Module):
    """The network and the two maps that imitate the teacher."""

    def __init__(self):
        super().__init__()
        self.net = HybridViT(**CONFIG)
        self.features = nn.Linear(CONFIG['hidden'], 192)
        self.answers = nn.Linear(CONFIG['hidden'], 1000)

    def losses(self, x, targets, mixed):
        answer, weight, features, answers, asked = targets
        h = fused.features(self.net, x)
        own = (-(answer * F.log_softmax(self.net.head(h), 1)).sum(1) * weight).mean()
        thousand = (-(answers * F.log_softmax(self.answers(h), 1)).sum(1) * asked).mean()
        like = h.new_zeros(()) if mixed else ((self.features(h) - features).square().mean(1) * asked).mean()
        return own, thousand, like


def mix(x, targets, generator):
    """Replaces a square of each picture by that of another one (CutMix), and mixes what they are to be answered with. -> targets, whether it did"""
    side = int(x.shape[-1] * math.sqrt(torch.rand(1, generator=generator).item()))
    if side < 3:
        return targets, False
    row, column = torch.randint(x.shape[-1] - side + 1, (2,), generator=generator).tolist()
    part = np.s_[:, :, row:row + side, column:column + side]
    share = side * side / x.shape[-1] ** 2
    x[part] = x.flip(0)[part]
    answer, weight, features, answers, asked = targets
    blend = lambda value: (1 - share) * value + share * value.flip(0)
    return (blend(answer), blend(weight), features, blend(answers), asked * asked.flip(0)), True


@torch.no_grad()
def evaluate(net, pictures, label, size):
    """Mean accuracy over the classes, and mean confidence on pictures of the classes and on others; in float32."""
    answers = torch.cat([net(fused.to_input(part, size)).softmax(1) for part in pictures.split(100)])
    confidence, predicted = answers.max(1)
    own = label < CLASSES
    accuracy = np.mean([(predicted[label == k] == k).float().mean().item() for k in range(CLASSES)])
    return dict(size=size, accuracy=float(accuracy), confidence=confidence[own].mean().item(), others=confidence[~own].mean().item())


def optimizer(learner, lr, weight_decay):
    """AdamW; biases, norms, the class token and the position embedding are not decayed."""
    decays = lambda name, p: p.ndim > 1 and name not in ('net.cls', 'net.pos')
    named = list(learner.named_parameters())
    groups = [dict(params=[p for name, p in named if decays(name, p) == wanted], weight_decay=weight_decay * wanted) for wanted in (True, False)]
    return torch.optim.AdamW(groups, lr=lr, foreach=True)


def average_over_processes(parameters, progress, rank):
    """Averages the gradients in place. The first process also tells the others how far the training is."""
    gradients = [p.grad if p.grad is not None else torch.zeros_like(p) for p in parameters]
    flat = torch.cat([g.reshape(-1) for g in gradients] + [torch.tensor([progress if rank == 0 else 0.0])])
    dist.all_reduce(flat)
    progress = flat[-1].item()
    flat /= dist.get_world_size()
    for p, g in zip(parameters, flat[:-1].split([p.numel() for p in parameters])):
        p.grad = g.view_as(p)
    return progress


def replace(path, write):
    """Writes beside the path and then renames, so that an interrupted run never leaves half a file."""
    write(path + '.part')
    os.replace(path + '.part', path)


def train(rank, a):
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    dist.init_process_group('gloo', rank=rank, world_size=a.processes, init_method='file://' + os.path.abspath(os.path.join(a.out, 'meeting-point')))
    torch.manual_seed(a.seed)
    about = np.load(os.path.join(a.pictures, 'pictures.npz'))
    label, weight = torch.from_numpy(about['label']).long(), torch.from_numpy(about['weight']).float()
    pictures = torch.from_numpy(np.load(os.path.join(a.pictures, 'pictures.npy'), mmap_mode='c'))
    held = torch.from_numpy(np.where(about['held'])[0])
    held_pictures, held_label = pictures[held].clone(), label[held]
    targets = Targets(a.pictures, label)

    learner, average = Learner(), HybridViT(**CONFIG)
    if a.start:
        learner.net.load_state_dict(torch.load(a.start)['average'])
    average.load_state_dict(learner.net.state_dict())
    parameters = list(learner.parameters())
    opt = optimizer(learner, a.lr, a.weight_decay)
    step, used, seen, refused = 0, 0.0, 0, 0
    state_path = os.path.join(a.out, 'state.pt')
    if os.path.exists(state_path):
        state = torch.load(state_path)
        learner.load_state_dict(state['learner'])
        average.load_state_dict(state['average'])
        opt.load_state_dict(state['opt'])
        step, used, seen = state['step'], state['used'], state['seen']
    generator = torch.Generator().manual_seed(1000 * (a.seed + step) + rank + 1)
    means, values = list(average.parameters()), list(learner.net.parameters())
    sizes = [(int(size), float(until)) for size, until in (part.split(':') for part in a.sizes.split(','))]

    def report():
        replace(state_path, lambda path: torch.save(dict(
            learner=learner.state_dict(), average=average.state_dict(), opt=opt.state_dict(), step=step, used=used, seen=seen), path))
        replace(os.path.join(a.out, 'vit-demo.npz'), lambda path: export_npz.write(average, CONFIG, path))
        line = json.dumps(dict(step=step, seen=seen, minutes=round(used / 60, 2), losses=np.mean(losses[-200:], 0).round(3).tolist(),
                               held=[evaluate(average, held_pictures, held_label, size) for size in (64, CONFIG['image'])]))
        print(line, flush=True)
        with open(os.path.join(a.out, 'log.jsonl'), 'a') as file:
            file.write(line + '\n')

    losses, progress, began, last = [], 0.0, time.monotonic() - used, time.monotonic()
    while True:
        used = time.monotonic() - began
        size = next((size for size, until in sizes if progress < until), sizes[-1][0])
        early = progress < a.late
        index = torch.multinomial(weight, a.batch, replacement=True, generator=generator)
        seed = int(torch.randint(1 << 40, (1,), generator=generator))
        x = fused.kernels.augment(pictures, index, size, seed, 0.35 if early else 0.5, 0.2 if early else 0.0)
        target, mixed = targets.take(index), False
        if early and torch.rand(1, generator=generator).item() < 0.25:
            target, mixed = mix(x, target, generator)
        own, thousand, like = learner.losses(x, target, mixed)
        opt.zero_grad(set_to_none=True)
        (own + 0.5 * thousand + like).backward()
        progress = average_over_processes(parameters, used / (60 * a.minutes), rank)
        if progress >= 1:
            break
        for group in opt.param_groups:
            group['lr'] = learning_rate(progress, a.lr, a.warmup)
        if not torch.isfinite(torch.nn.utils.clip_grad_norm_(parameters, 1.0)):
            refused += 1
            if refused > 20:
                raise ArithmeticError(f'more than 20 steps had gradients that are not finite, the last after step {step}')
            continue
        opt.step()
        step, seen = step + 1, seen + a.processes * a.batch
        decay = min(a.ema, (1 + step) / (10 + step))
        with torch.no_grad():
            torch._foreach_mul_(means, decay)
            torch._foreach_add_(means, values, alpha=1 - decay)
        losses.append((own.item(), thousand.item(), like.item()))
        if rank == 0 and time.monotonic() - last > a.evaluate_every:
            report()
            last = time.monotonic()
    if rank == 0:
        report()


def main():
    a = arguments()
    os.makedirs(a.out, exist_ok=True)
    # The processes find each other through this file, which must be new in every run.
    meeting_point = os.path.join(a.out, 'meeting-point')
    if os.path.exists(meeting_point):
        os.remove(meeting_point)
    mp.spawn(train, (a,), a.processes)


if __name__ == '__main__':
    main()
