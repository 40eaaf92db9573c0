#!/usr/bin/python3
"""Writes a trained model in the layout of Google's Vision Transformer checkpoints.

    export_npz.py STATE OUT.npz

STATE is the state.pt of train.py. The result is a plain, uncompressed .npz of float32 arrays: convolution kernels as
[height, width, in, out], dense kernels as [in, out], attention kernels split by head, GroupNorm parameters as
[1, 1, 1, C]. The convolution kernels are stored as they were trained: whoever reads the file standardizes them.
"""
import sys

import numpy as np
import torch

from model import CONFIG, HybridViT


def arrays(net, config):
    """-> {key: array}, in the order in which the model uses them."""
    out = {}
    hidden, heads = config['hidden'], config['heads']
    per_head = hidden // heads

    def numpy(tensor):
        return tensor.detach().cpu().float().numpy()

    def conv(key, module):
        out[key + '/kernel'] = numpy(module.weight).transpose(2, 3, 1, 0)
        if module.bias is not None:
            out[key + '/bias'] = numpy(module.bias)

    def group_norm(key, module):
        out[key + '/scale'] = numpy(module.weight).reshape(1, 1, 1, -1)
        out[key + '/bias'] = numpy(module.bias).reshape(1, 1, 1, -1)

    def layer_norm(key, module):
        out[key + '/scale'] = numpy(module.weight)
        out[key + '/bias'] = numpy(module.bias)

    def dense(key, module):
        out[key + '/kernel'] = numpy(module.weight).T
        out[key + '/bias'] = numpy(module.bias)

    conv('conv_root', net.conv_root)
    group_norm('gn_root', net.gn_root)
    units = iter(net.units)
    for stage, count in enumerate(config['resnet'], 1):
        for number in range(1, count + 1):
            unit, key = next(units), f'block{stage}/unit{number}/'
            if unit.project:
                conv(key + 'conv_proj', unit.conv_proj)
                group_norm(key + 'gn_proj', unit.gn_proj)
            for i in (1, 2, 3):
                conv(key + f'conv{i}', getattr(unit, f'conv{i}'))
                group_norm(key + f'gn{i}', getattr(unit, f'gn{i}'))
    conv('embedding', net.embedding)
    out['cls'] = numpy(net.cls)
    out['Transformer/posembed_input/pos_embedding'] = numpy(net.pos)
    for number, block in enumerate(net.blocks):
        key = f'Transformer/encoderblock_{number}/'
        attention = key + 'MultiHeadDotProductAttention_1/'
        layer_norm(key + 'LayerNorm_0', block.norm1)
        weights = numpy(block.qkv.weight).reshape(3, hidden, hidden)
        biases = numpy(block.qkv.bias).reshape(3, heads, per_head)
        for name, weight, bias in zip(('query', 'key', 'value'), weights, biases):
            out[attention + name + '/kernel'] = weight.T.reshape(hidden, heads, per_head)
            out[attention + name + '/bias'] = bias
        out[attention + 'out/kernel'] = numpy(block.out.weight).T.reshape(heads, per_head, hidden)
        out[attention + 'out/bias'] = numpy(block.out.bias)
        layer_norm(key + 'LayerNorm_2', block.norm2)
        dense(key + 'MlpBlock_3/Dense_0', block.fc1)
        dense(key + 'MlpBlock_3/Dense_1', block.fc2)
    layer_norm('Transformer/encoder_norm', net.norm)
    dense('head', net.head)
    return {key: np.ascontiguousarray(value, dtype='<f4') for key, value in out.items()}


def write(net, config, path):
    # An open file, since numpy would add '.npz' to a name that ends otherwise.
    with open(path, 'wb') as file:
        np.savez(file, **arrays(net, config))


def main():
    state, out = sys.argv[1:]
    net = HybridViT(**CONFIG)
    net.load_state_dict(torch.load(state)['average'])
    write(net, CONFIG, out)
    print(f'{sum(p.numel() for p in net.parameters())} parameters -> {out}')


if __name__ == '__main__':
    main()
