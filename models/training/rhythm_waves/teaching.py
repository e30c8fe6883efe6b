"""How the network learns: both heads from the labels, and each from what the other says."""
import time

import numpy as np
import torch
import torch.nn.functional as F

from rhythm_waves.network import Answer, Network
from rhythm_waves.recordings import disturbed, windows

ROUNDS, BATCH, RATE, SMOOTHING, TEMPERATURE, MUTUAL = 22, 32, 3e-3, 0.05, 4.0, 0.1


def apart(a, b):
    """Symmetric Kullback-Leibler divergence of two heads at a high temperature."""
    a, b = F.log_softmax(a / TEMPERATURE, 1), F.log_softmax(b / TEMPERATURE, 1)
    return ((a.exp() - b.exp()) * (a - b)).sum(1) * TEMPERATURE ** 2


def loss(heads, y, weight):
    one = sum(F.cross_entropy(h, y, reduction="none", label_smoothing=SMOOTHING) for h in heads) + MUTUAL * apart(*heads)
    return (one * weight[y]).sum() / weight[y].sum()


def teach(waves, y, weight, seed, rounds=ROUNDS, log=None):
    """A network that has learnt from waves, their classes and the weight of each class."""
    torch.manual_seed(seed)
    rng, network = np.random.default_rng(seed), Network()
    y, weight = torch.tensor(y), torch.tensor(weight, dtype=torch.float32)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=2e-2)
    steps = rounds * (len(waves) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.2)
    for round_ in range(rounds):
        began, total = time.time(), 0.0
        order = rng.permutation(len(waves))
        for k in range(len(waves) // BATCH):
            i = order[k * BATCH:(k + 1) * BATCH]
            x = torch.from_numpy(np.stack([disturbed(waves[n], rng) for n in i]))
            optimiser.zero_grad()
            wrong = loss(network(x), y[i], weight)
            wrong.backward()
            optimiser.step()
            schedule.step()
            total += float(wrong)
        if log:
            log(f"round {round_ + 1}: loss {total / (len(waves) // BATCH):.4f}, {time.time() - began:.1f} s")
    return network.eval()


@torch.no_grad()
def answers(networks, waves):
    """Probabilities of each wave, the mean over its windows."""
    answer, said = Answer(networks).eval(), []
    for begin in range(0, len(waves), BATCH):
        made = [windows(wave) for wave in waves[begin:begin + BATCH]]
        p = answer(torch.from_numpy(np.stack([w for ws in made for w in ws]))).numpy()
        ends = np.cumsum([len(ws) for ws in made])
        said += [part.mean(0) for part in np.split(p, ends[:-1])]
    return np.array(said)
