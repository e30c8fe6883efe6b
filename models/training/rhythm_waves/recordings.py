"""The waves that `evaluate rhythm --waves` wrote, their windows of 30 s, and how training disturbs them."""
import numpy as np

from rhythm_waves.network import SAMPLES

RATE = 100


def read(path):
    """Names, labels and waves of the records; each wave from its first sample to its last, NaN where one is missing."""
    rows = np.load(path)
    rows = rows[np.argsort(rows["record"])]
    waves = []
    for wave in rows["wave"]:
        first = np.flatnonzero(np.isfinite(wave))
        waves.append(wave[first[0]:] if len(first) else wave[:0])
    return [r.decode() for r in rows["record"]], [label.decode() for label in rows["label"]], waves


def window(wave):
    """The samples at the end of a window, 0 where there is none, and 1 for each that there is."""
    made = np.zeros((2, SAMPLES), np.float32)
    if len(wave):
        known = np.isfinite(wave)
        made[0, -len(wave):], made[1, -len(wave):] = np.where(known, wave, 0), known
    return made


def windows(wave):
    """The last 30 s, and of a longer wave its first 30 s too: as `RhythmWave.CopyWindow`."""
    return [window(wave[-SAMPLES:])] + ([window(wave[:SAMPLES])] if len(wave) > SAMPLES else [])


def disturbed(wave, rng):
    """A window from anywhere in the wave, often a shorter one, faster or slower, taller or smaller, noisy, wandering, with the lead off for a while."""
    length = SAMPLES if rng.random() < 0.7 else int(rng.uniform(10 * RATE, SAMPLES))
    pace = float(np.exp(rng.normal(0, 0.06)))
    taken = min(len(wave), int(length * pace))
    begin = int(rng.integers(0, len(wave) - taken + 1))
    piece = wave[begin:begin + taken]
    count = min(SAMPLES, int(len(piece) / pace))
    piece = np.interp(np.arange(count) * pace, np.arange(len(piece)), piece).astype(np.float32)
    piece *= np.exp(rng.normal(0, 0.15)) * (-1 if rng.random() < 0.15 else 1)
    if rng.random() < 0.4:
        piece += (rng.uniform(0, 0.12) * rng.standard_normal(count)).astype(np.float32)
    if rng.random() < 0.3:
        piece += (rng.uniform(0, 0.15) * np.sin(2 * np.pi * (rng.uniform(0.3, 1) * np.arange(count) / RATE + rng.random()))).astype(np.float32)
    if rng.random() < 0.15:
        off, long = int(rng.integers(0, count)), int(rng.uniform(0.3, 2.5) * RATE)
        piece[off:off + long] = np.nan
    made = window(piece)
    return np.roll(made, -int(rng.integers(0, SAMPLES - count + 1)), 1) if count < SAMPLES else made
