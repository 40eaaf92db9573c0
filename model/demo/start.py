#!/usr/bin/python3
"""Makes the weights that the training begins with from those of an earlier demo model, the one that was trained on CIFAR-10 alone.

    start.py EARLIER.npz OUT.pt

That one had patches of 1 x 1 and 3 encoder blocks. Patches of 2 x 2 begin as the mean of four of its patches, and the further blocks add nothing
at first, so that the network knows from the first step on what the earlier one knew.
"""
import math
import sys

import numpy as np
import torch
import torch.nn.functional as F

from model import CONFIG, HybridViT


def copy(file, net):
    get = lambda key: torch.from_numpy(np.ascontiguousarray(file[key]))

    def conv(module, key):
        kernel = get(key + '/kernel').permute(3, 2, 0, 1)
        # The kernels are standardized whenever they are used; their own size decides only how fast they change.
        module.weight.copy_(kernel / kernel.std() / kernel[0].numel() ** 0.5)

    def norm(module, key):
        module.weight.copy_(get(key + '/scale').flatten())
        module.bias.copy_(get(key + '/bias').flatten())

    def dense(module, key):
        module.weight.copy_(get(key + '/kernel').reshape(module.in_features, module.out_features).t())
        module.bias.copy_(get(key + '/bias').flatten())

    conv(net.conv_root, 'conv_root')
    norm(net.gn_root, 'gn_root')
    units = [f'block{stage}/unit{number}/' for stage, count in enumerate(CONFIG['resnet'], 1) for number in range(1, count + 1)]
    for unit, key in zip(net.units, units):
        for part in ('_proj', '1', '2', '3') if unit.project else ('1', '2', '3'):
            conv(getattr(unit, 'conv' + part), key + 'conv' + part)
            norm(getattr(unit, 'gn' + part), key + 'gn' + part)
    patch = CONFIG['patch']
    net.embedding.weight.copy_(get('embedding/kernel').permute(3, 2, 0, 1).expand(-1, -1, patch, patch) / patch ** 2)
    net.embedding.bias.copy_(get('embedding/bias'))
    net.cls.copy_(get('cls'))
    positions(get('Transformer/posembed_input/pos_embedding'), net)
    for i, block in enumerate(net.blocks):
        key = f'Transformer/encoderblock_{i}/'
        if key + 'LayerNorm_0/scale' not in file:
            for module in (block.out, block.fc2):
                module.weight.zero_()
                module.bias.zero_()
            continue
        attention = key + 'MultiHeadDotProductAttention_1/'
        hidden = CONFIG['hidden']
        norm(block.norm1, key + 'LayerNorm_0')
        norm(block.norm2, key + 'LayerNorm_2')
        block.qkv.weight.copy_(torch.cat([get(attention + name + '/kernel').reshape(hidden, hidden).t() for name in ('query', 'key', 'value')]))
        block.qkv.bias.copy_(torch.cat([get(attention + name + '/bias').flatten() for name in ('query', 'key', 'value')]))
        dense(block.out, attention + 'out')
        dense(block.fc1, key + 'MlpBlock_3/Dense_0')
        dense(block.fc2, key + 'MlpBlock_3/Dense_1')
    norm(net.norm, 'Transformer/encoder_norm')


def positions(earlier, net):
    net.pos[:, :1] = earlier[:, :1]
    own, side = math.isqrt(earlier.shape[1] - 1), math.isqrt(net.pos.shape[1] - 1)
    square = F.avg_pool2d(earlier[:, 1:].transpose(1, 2).reshape(1, -1, own, own), CONFIG['patch'])
    net.pos[:, 1:] = F.interpolate(square, size=(side, side), mode='bilinear', align_corners=True).flatten(2).transpose(1, 2)


def main():
    earlier, out = sys.argv[1:]
    net = HybridViT(**CONFIG)
    with torch.no_grad():
        copy(np.load(earlier), net)
    torch.save(dict(average=net.state_dict()), out)


if __name__ == '__main__':
    main()
