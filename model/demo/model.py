"""The hybrid Vision Transformer of Google's vision_transformer repository, in PyTorch.

Module names follow torch habits; export_npz.py translates them to the keys of Google's checkpoints.
Everything that changes the numbers is kept as in the original:

* weight-standardized convolutions divide by (standard deviation + 1e-5);
* SAME padding puts the odd row and column at the bottom and at the right;
* GroupNorm has 32 groups, and all norms use an epsilon of 1e-6;
* GELU is the tanh approximation;
* the encoder normalizes before attention and before the MLP, and the head reads token 0.
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

GROUPS = 32
EPS = 1e-6

# The shape of the demo model. Keys have the meaning they have in Google's configurations.
CONFIG = dict(image=80, width_factor=0.5, resnet=(2, 4), patch=2, hidden=192, depth=5, heads=6, mlp=384, classes=17)


class GroupNorm(nn.GroupNorm):
    """Group normalization computed in float32, whatever the type of the input: both exact and, on a CPU, fast."""

    def __init__(self, channels):
        super().__init__(GROUPS, channels, EPS)

    def forward(self, x):
        return super().forward(x.float()).to(x.dtype)


def gelu(x):
    """The tanh approximation of GELU, computed in float32 for the same reasons."""
    return F.gelu(x.float(), approximate='tanh').to(x.dtype)


def same_pads(size, kernel, stride):
    """Rows (or columns) of padding before and after, for 'SAME' with the extra one at the end."""
    out = -(-size // stride)
    total = max(0, (out - 1) * stride + kernel - size)
    return total // 2, total - total // 2


class StdConv(nn.Conv2d):
    """Convolution without bias whose kernel is standardized per output channel, with SAME padding."""

    def __init__(self, cin, cout, kernel, stride=1):
        super().__init__(cin, cout, kernel, stride, bias=False)
        nn.init.kaiming_normal_(self.weight, mode='fan_in', nonlinearity='linear')

    def forward(self, x):
        w = self.weight
        mean = w.mean(dim=(1, 2, 3), keepdim=True)
        centred = w - mean
        std = centred.square().mean(dim=(1, 2, 3), keepdim=True).sqrt()
        w = centred / (std + 1e-5)
        k, s = self.kernel_size[0], self.stride[0]
        top, bottom = same_pads(x.shape[2], k, s)
        left, right = same_pads(x.shape[3], k, s)
        if top == bottom == left == right:
            return F.conv2d(x, w, None, s, top)
        return F.conv2d(F.pad(x, (left, right, top, bottom)), w, None, s)


class ResidualUnit(nn.Module):
    """Bottleneck unit: 1x1, 3x3 (which carries the stride), 1x1, with a projected shortcut where shapes change."""

    def __init__(self, cin, features, stride):
        super().__init__()
        cout = 4 * features
        self.conv1, self.gn1 = StdConv(cin, features, 1), GroupNorm(features)
        self.conv2, self.gn2 = StdConv(features, features, 3, stride), GroupNorm(features)
        self.conv3, self.gn3 = StdConv(features, cout, 1), GroupNorm(cout)
        nn.init.zeros_(self.gn3.weight)  # a unit begins as its shortcut
        self.project = cin != cout or stride != 1
        if self.project:
            self.conv_proj, self.gn_proj = StdConv(cin, cout, 1, stride), GroupNorm(cout)

    def forward(self, x):
        shortcut = self.gn_proj(self.conv_proj(x)) if self.project else x
        y = F.relu(self.gn1(self.conv1(x)))
        y = F.relu(self.gn2(self.conv2(y)))
        y = self.gn3(self.conv3(y))
        return F.relu(shortcut + y)


class EncoderBlock(nn.Module):
    """Pre-norm attention and MLP. The query, key and value kernels are held side by side in one matrix."""

    def __init__(self, hidden, heads, mlp):
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(hidden, EPS)
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.norm2 = nn.LayerNorm(hidden, EPS)
        self.fc1 = nn.Linear(hidden, mlp)
        self.fc2 = nn.Linear(mlp, hidden)
        for linear in (self.qkv, self.out, self.fc1, self.fc2):
            nn.init.xavier_uniform_(linear.weight)
            nn.init.zeros_(linear.bias)

    def forward(self, x, rows=None):
        """With `rows`, only that many leading tokens come out (they still attend to all)."""
        n, tokens, hidden = x.shape
        rows = rows or tokens
        weight_q, weight_kv = self.qkv.weight.split((hidden, 2 * hidden))
        bias_q, bias_kv = self.qkv.bias.split((hidden, 2 * hidden))
        y = self.norm1(x)
        q = F.linear(y[:, :rows], weight_q, bias_q).reshape(n, rows, self.heads, -1).transpose(1, 2)
        k, v = F.linear(y, weight_kv, bias_kv).reshape(n, tokens, 2, self.heads, -1).permute(2, 0, 3, 1, 4)
        weights = (q * (1 / math.sqrt(q.shape[-1])) @ k.transpose(-1, -2)).softmax(dim=-1)
        x = x[:, :rows] + self.out((weights @ v).transpose(1, 2).reshape(n, rows, hidden))
        return x + self.fc2(gelu(self.fc1(self.norm2(x))))


class HybridViT(nn.Module):
    """Input: [n, 3, image, image] in [-1, 1], RGB. Output: logits [n, classes]."""

    def __init__(self, image, width_factor, resnet, patch, hidden, depth, heads, mlp, classes):
        super().__init__()
        width = int(64 * width_factor)
        self.conv_root, self.gn_root = StdConv(3, width, 7, 2), GroupNorm(width)
        units, cin = [], width
        for stage, count in enumerate(resnet):
            features = width * 2 ** stage
            for unit in range(count):
                units.append(ResidualUnit(cin, features, 2 if stage > 0 and unit == 0 else 1))
                cin = 4 * features
        self.units = nn.ModuleList(units)
        self.embedding = nn.Conv2d(cin, hidden, patch, patch)
        grid = image // 2 ** (1 + len(resnet)) // patch
        self.cls = nn.Parameter(torch.zeros(1, 1, hidden))
        self.pos = nn.Parameter(torch.randn(1, 1 + grid * grid, hidden) * 0.02)
        self.blocks = nn.ModuleList(EncoderBlock(hidden, heads, mlp) for _ in range(depth))
        self.norm = nn.LayerNorm(hidden, EPS)
        self.head = nn.Linear(hidden, classes)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def positions(self, grid):
        """The position embedding; stretched, as Google stretches it, when the image has another size."""
        count, hidden = self.pos.shape[1:]
        own = math.isqrt(count - 1)
        if grid == own:
            return self.pos
        square = self.pos[:, 1:].transpose(1, 2).reshape(1, hidden, own, own)
        square = F.interpolate(square, size=(grid, grid), mode='bilinear', align_corners=True)
        return torch.cat([self.pos[:, :1], square.flatten(2).transpose(1, 2)], dim=1)

    def forward(self, x):
        x = F.relu(self.gn_root(self.conv_root(x)))
        # ceil_mode lets the last window hang over the bottom and right edges: the SAME padding of an even size.
        x = F.max_pool2d(x, 3, 2, ceil_mode=True)
        for unit in self.units:
            x = unit(x)
        return self.head(self.encode(x))

    def encode(self, x):
        """From the feature map to the class token behind the last norm."""
        x = self.embedding(x)
        grid = x.shape[2]
        x = x.flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(x.shape[0], -1, -1), x], dim=1) + self.positions(grid)
        for block in self.blocks[:-1]:
            x = block(x)
        # The head reads token 0 alone, so the last block need not compute the others.
        x = self.blocks[-1](x, rows=1)
        return self.norm(x)[:, 0]
