"""A small SE-ResNet over the last 10 s of ECG, ECG, pleth and arterial pressure at 125 Hz, with an availability mask."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

SAMPLES, CHANNELS = 1250, 4


class Block(nn.Module):
    def __init__(self, before, after, stride):
        super().__init__()
        self.first, self.second = nn.Conv1d(before, after, 7, stride, 3, bias=False), nn.Conv1d(after, after, 7, 1, 3, bias=False)
        self.norm1, self.norm2 = nn.BatchNorm1d(after), nn.BatchNorm1d(after)
        self.skip = nn.Conv1d(before, after, 1, stride) if before != after or stride > 1 else nn.Identity()
        squeezed = max(4, after // 8)
        self.gate = nn.Sequential(nn.Linear(after, squeezed), nn.ReLU(), nn.Linear(squeezed, after), nn.Sigmoid())

    def forward(self, x):
        y = self.norm2(self.second(F.relu(self.norm1(self.first(x)))))
        return F.relu(y * self.gate(y.mean(2))[:, :, None] + self.skip(x))


class Network(nn.Module):
    def __init__(self, widths=(24, 32, 48)):
        super().__init__()
        a, b, c = widths
        self.stem, self.norm = nn.ModuleList([nn.Conv1d(2 * CHANNELS, 8, k, 4, k // 2, bias=False) for k in (7, 25, 75)]), nn.BatchNorm1d(24)
        self.blocks = nn.Sequential(Block(24, a, 1), Block(a, b, 2), Block(b, c, 2), Block(c, c, 2))
        self.size, self.drop, self.head = 2 * c, nn.Dropout(0.3), nn.Linear(2 * c, 1)

    def embed(self, x, mask):
        x = torch.cat([x * mask[:, :, None], mask[:, :, None].expand(-1, -1, x.shape[2])], 1)
        h = self.blocks(F.relu(self.norm(torch.cat([c(x) for c in self.stem], 1))))
        return torch.cat([h.mean(2), h.amax(2)], 1)

    def forward(self, x, mask):
        return self.head(self.drop(self.embed(x, mask)))[:, 0]


def disturb(x, mask, rng, back=75):
    """Moved back by up to `back` samples, scaled, with noise and wander, leads swapped, channels missing."""
    out, mask, t = torch.empty(len(x), CHANNELS, SAMPLES), mask.clone(), torch.arange(SAMPLES) / 125
    for i in range(len(x)):
        end = x.shape[2] - int(rng.integers(0, back))
        y = x[i, :, end - SAMPLES:end] * torch.tensor(np.exp(rng.normal(0, 0.2, (CHANNELS, 1))), dtype=torch.float32)
        if rng.random() < 0.5:
            y = y + torch.randn(CHANNELS, SAMPLES) * float(rng.uniform(0, 0.25))
        if rng.random() < 0.4:
            y = y + float(rng.uniform(0, 0.6)) * torch.sin(2 * np.pi * (float(rng.uniform(0.1, 0.5)) * t + float(rng.random())))
        if rng.random() < 0.3:
            y, mask[i] = y[[1, 0, 2, 3]], mask[i, [1, 0, 2, 3]]
        for c in range(CHANNELS):
            if rng.random() < 0.12 and mask[i].sum() > 1:
                mask[i, c] = 0
        out[i] = y
    return out, mask


def focal(logit, y, weight_true, gamma=2):
    p = torch.sigmoid(logit)
    loss = F.binary_cross_entropy_with_logits(logit, y, reduction="none")
    return (loss * (1 - torch.where(y > 0.5, p, 1 - p)) ** gamma * torch.where(y > 0.5, weight_true, 1.0)).mean()


def teach(network, x, mask, y, rounds, seed, rate=2e-3, batch=32):
    rng, weight_true = np.random.default_rng(seed), float((y == 0).sum() / (y == 1).sum())
    torch.manual_seed(seed)
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=rounds * -(-len(x) // batch) + 1)
    network.train()
    for _ in range(rounds):
        order = rng.permutation(len(x))
        for i in (order[k:k + batch] for k in range(0, len(x), batch)):
            if len(i) < 4:
                continue
            optimiser.zero_grad()
            focal(network(*disturb(x[i], mask[i], rng)), y[i], weight_true).backward()
            optimiser.step()
            schedule.step()
    return network.eval()


@torch.no_grad()
def answers(network, x, mask, moved=(0, 31, 62)):
    """Logits, the mean over windows that end 0, 0.25 and 0.5 s before the alarm."""
    network.eval()
    return np.mean([network(x[:, :, x.shape[2] - m - SAMPLES:x.shape[2] - m], mask).numpy() for m in moved], 0)
