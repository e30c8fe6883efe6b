"""Self-distillation after QualityFM: a teacher sees the clean waves, a student the disturbed ones and must say the same, and what the clean spectra were.

The teacher is the student's moving average. Student and teacher sort each scene among 64 prototypes (cross-entropy, the teacher centred and
sharpened); from the student's embedding a small decoder gives power and phase of every channel in 48 bands of 0.4 Hz from 0.1 to 19.2 Hz.
"""
import copy

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from network import CHANNELS, SAMPLES, Network, disturb

PROTOTYPES, BANDS, BINS = 64, 48, 4


def distil(x, mask, steps, seed=0, batch=48, rate=2e-3):
    torch.manual_seed(seed)
    rng, student = np.random.default_rng(seed), Network()
    sort, spectra = nn.Linear(student.size, PROTOTYPES), nn.Sequential(nn.Linear(student.size, 128), nn.ReLU(), nn.Linear(128, CHANNELS * 3 * BANDS))
    learner = nn.ModuleList([student, sort])
    teacher, centre = copy.deepcopy(learner).requires_grad_(False), torch.zeros(PROTOTYPES)
    optimiser = torch.optim.AdamW([*learner.parameters(), *spectra.parameters()], lr=rate, weight_decay=1e-2)
    for _ in range(steps):
        i = rng.choice(len(x), batch, replace=False)
        clean, present = x[i][:, :, 50:50 + SAMPLES], mask[i]
        with torch.no_grad():
            said = teacher[1](teacher[0].embed(clean, present))
            target = F.softmax((said - centre) / 0.05, 1)
            centre = 0.95 * centre + 0.05 * said.mean(0)
        seen = student.embed(*disturb(x[i], present, rng, back=100))
        loss = -(target * F.log_softmax(sort(seen) / 0.1, 1)).sum(1).mean() + spectral_loss(spectra(seen), clean, present)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        follow(teacher, learner)
    return student


def spectral_loss(said, clean, present):
    """Squared error of the logarithm of power, and of the phase of each band's strongest bin, weighed by its share of the power."""
    f = torch.fft.rfft(clean * torch.hann_window(SAMPLES))[:, :, 1:1 + BANDS * BINS].reshape(-1, CHANNELS, BANDS, BINS)
    power = f.abs().pow(2).sum(3)
    phase = torch.angle(f.gather(3, f.abs().argmax(3, keepdim=True))[..., 0])
    said, there = said.reshape(-1, CHANNELS, 3, BANDS), present[:, :, None]
    share = power / (power.sum(2, keepdim=True) + 1e-6)
    turned = (said[:, :, 1] - torch.cos(phase)) ** 2 + (said[:, :, 2] - torch.sin(phase)) ** 2
    return 0.1 * ((said[:, :, 0] - torch.log(power + 1e-3)) ** 2 * there).mean() + 0.5 * (turned * share * there).sum(2).mean()


@torch.no_grad()
def follow(teacher, learner, share=0.01):
    for old, new in zip(teacher.parameters(), learner.parameters()):
        old.lerp_(new, share)
    for old, new in zip(teacher.buffers(), learner.buffers()):
        old.copy_(new)
