"""A small network of MRM-Net's kind: two resolutions that exchange features, blocks of many kernels, two heads that learn from each other.

The wave comes at 100 Hz with a row that says which samples there are. A stem of many kernels brings it to 12.5 Hz; from there one branch
keeps that resolution and one has half of it. Each branch has a head; the answer is the mean of their probabilities.
"""
import torch
import torch.nn.functional as F
from torch import nn

SAMPLES, CLASSES = 3000, 4
STEM_KERNELS, KERNELS = (5, 11, 21, 41), (3, 7, 15, 25)
STEM, FULL, HALF = 8, 32, 64


def usual(h, present):
    """The mean over the samples that there are."""
    return (h * present).sum(2) / (present.sum(2) + 1e-3)


class Block(nn.Module):
    """Convolutions of four lengths side by side, mixed, weighed by squeeze and excitation, and added to what came in."""

    def __init__(self, width):
        super().__init__()
        part = width // len(KERNELS)
        self.lengths = nn.ModuleList([nn.Conv1d(part, part, k, padding=k // 2, bias=False) for k in KERNELS])
        self.mix = nn.Conv1d(width, width, 1, bias=False)
        self.norm1, self.norm2 = nn.BatchNorm1d(width), nn.BatchNorm1d(width)
        self.gate = nn.Sequential(nn.Linear(width, width // 8), nn.ReLU(), nn.Linear(width // 8, width), nn.Sigmoid())

    def forward(self, x, present):
        parts = torch.split(x, x.shape[1] // len(KERNELS), 1)
        y = torch.cat([length(part) for length, part in zip(self.lengths, parts)], 1)
        y = self.norm2(self.mix(F.relu(self.norm1(y))))
        return F.relu(x + y * self.gate(usual(y, present))[:, :, None])


class Stage(nn.Module):
    """One block for each resolution, then each takes over what the other has found."""

    def __init__(self):
        super().__init__()
        self.at_full, self.at_half = Block(FULL), Block(HALF)
        self.down, self.up = nn.Conv1d(FULL, HALF, 1, bias=False), nn.Conv1d(HALF, FULL, 1, bias=False)
        self.norm_down, self.norm_up = nn.BatchNorm1d(HALF), nn.BatchNorm1d(FULL)

    def forward(self, full, half, present, present_half):
        full, half = self.at_full(full, present), self.at_half(half, present_half)
        up = F.interpolate(self.norm_up(self.up(half)), scale_factor=2.0, mode="nearest")
        down = self.norm_down(self.down(F.avg_pool1d(full, 2)))
        return F.relu(full + up), F.relu(half + down)


class Head(nn.Module):
    """Mean, spread and maximum of each feature over the samples that there are, and from them one number for each class."""

    def __init__(self, width):
        super().__init__()
        self.drop, self.classes = nn.Dropout(0.4), nn.Linear(3 * width, CLASSES)

    def forward(self, h, present):
        mean = usual(h, present)
        spread = torch.sqrt(usual((h - mean[:, :, None]) ** 2, present) + 1e-4)
        return self.classes(self.drop(torch.cat([mean, spread, (h * present).amax(2)], 1)))


class Network(nn.Module):
    def __init__(self, stages=3):
        super().__init__()
        self.stem = nn.ModuleList([nn.Conv1d(1, STEM, k, 4, k // 2, bias=False) for k in STEM_KERNELS])
        self.stem_norm = nn.BatchNorm1d(STEM * len(STEM_KERNELS))
        self.second, self.second_norm = nn.Conv1d(STEM * len(STEM_KERNELS), FULL, 7, 2, 3, bias=False), nn.BatchNorm1d(FULL)
        self.halve, self.halve_norm = nn.Conv1d(FULL, HALF, 3, 2, 1, bias=False), nn.BatchNorm1d(HALF)
        self.stages = nn.ModuleList([Stage() for _ in range(stages)])
        self.full_head, self.half_head = Head(FULL), Head(HALF)

    def forward(self, x):
        """Logits of the two heads for waves of shape [records, 2, 3000]: the samples, and 1 where there is one."""
        wave, present = x[:, :1], x[:, 1:, ::8]
        present = present[:, :, :present.shape[2] // 2 * 2]
        present_half = present[:, :, ::2]
        h = F.relu(self.stem_norm(torch.cat([kernel(wave) for kernel in self.stem], 1)))
        full = F.relu(self.second_norm(self.second(h)))[:, :, :present.shape[2]]
        half = F.relu(self.halve_norm(self.halve(full)))
        for stage in self.stages:
            full, half = stage(full, half, present, present_half)
        return self.full_head(full, present), self.half_head(half, present_half)


class Answer(nn.Module):
    """The probabilities of the classes: the mean over networks and their heads."""

    def __init__(self, networks):
        super().__init__()
        self.networks = nn.ModuleList(networks)

    def forward(self, waves):
        return torch.stack([F.softmax(head, 1) for network in self.networks for head in network(waves)]).mean(0)
