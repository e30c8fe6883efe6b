"""Recordings as scenes: the last 10.8 s before a moment of two ECG leads, pleth and arterial pressure at 125 Hz, and which of them are there."""
import csv
import pathlib

import numpy as np
from scipy.signal import butter, resample_poly, sosfiltfilt

RATE, SCENE, MINUTE = 125, 1350, 62 * 125
LEADS = butter(2, [0.67, 35], "bandpass", fs=RATE, output="sos")
PULSES = butter(2, [0.5, 8], "bandpass", fs=RATE, output="sos")
VT, IGNORED, RHYTHM_CHANGE = "VT", ("VF", "VFIB", "VFL", "NOISE", "HGEA", "ASYS"), 28


def read(record):
    """The signals of a record by their header: physical values (signals, samples), NaN where missing, names and rate."""
    lines = record.with_suffix(".hea").read_text().splitlines()
    count, rate = int(lines[0].split()[1]), float(lines[0].split()[2].split("/")[0])
    fields = [line.split() for line in lines[1:1 + count]]
    data = (record.parent / fields[0][0]).read_bytes()
    if fields[0][1] == "212":
        b = np.frombuffer(data[:len(data) // 3 * 3], np.uint8).reshape(-1, 3).astype(np.int16)
        x = np.stack([b[:, 0] | (b[:, 1] & 15) << 8, b[:, 2] | (b[:, 1] & 240) << 4], 1).reshape(-1)
        x = np.where(x > 2047, x - 4096, x)
    else:
        x = np.frombuffer(data[int(fields[0][1].partition("+")[2] or 0):], "<i2")
    x = x.reshape(-1, count).T.astype(np.float64)
    x[x == -32768] = np.nan
    gain = [float(f[2].split("/")[0].split("(")[0]) for f in fields]
    return (x - np.nanmedian(x, axis=1, keepdims=True)) / np.array(gain)[:, None], [f[-1] for f in fields], rate


def slots(x, names, rate):
    """Two leads, pleth and pressure at 125 Hz in their places; NaN where there is none."""
    found = [resample(row, rate) for row in x]
    placed = np.full((4, len(found[0])), np.nan, np.float32)
    leads = [i for i, n in enumerate(names) if n not in ("PLETH", "ABP", "ART", "RESP")][:2]
    for slot, i in list(enumerate(leads)) + [(2 if n == "PLETH" else 3, i) for i, n in enumerate(names) if n in ("PLETH", "ABP", "ART")]:
        placed[slot] = found[i]
    return placed


def resample(x, rate):
    known = np.isfinite(x)
    if known.sum() < 2:
        return np.full(int(np.ceil(len(x) * RATE / rate)), np.nan)
    bridged = resample_poly(np.interp(np.arange(len(x)), np.flatnonzero(known), x[known]), RATE, int(rate))
    lost = np.interp(np.arange(len(bridged)) * rate / RATE, np.arange(len(x)), ~known) > 0
    return np.where(lost, np.nan, bridged)


def scene(minute):
    """Filtered without a sample from after its end, and scaled by what is usual before the last 12 s; mask 0 where a channel is not there."""
    z, mask = np.zeros((4, SCENE), np.float32), np.zeros(4, np.float32)
    for c, x in enumerate(minute):
        known = np.isfinite(x)
        if known[-1250:].mean() < 0.5 or known.sum() < 1500:
            continue
        y = sosfiltfilt(LEADS if c < 2 else PULSES, np.interp(np.arange(len(x)), np.flatnonzero(known), x[known]))
        usual = np.percentile(np.abs(y[:-1500]), 95 if c < 2 else 80)
        if usual > 1e-9:
            z[c], mask[c] = np.clip(2 * y[-SCENE:] / usual, -10, 10), 1
    return z, mask


def alarms(folder, kind="Ventricular_Tachycardia"):
    """The alarms of a kind: scenes, masks, names of the records."""
    names = [r[0] for r in csv.reader(open(folder / "ALARMS")) if r[1] == kind]
    made = [scene(slots(*before(read(folder / "training" / n), 300))[:, -MINUTE:]) for n in names]
    return np.array([z for z, _ in made]), np.array([m for _, m in made]), names


def before(record, seconds):
    x, names, rate = record
    return x[:, :int(seconds * rate)], names, rate


def unlabelled(folder):
    """Scenes from every 17.6 s of all alarms' records, whatever their kind; nothing of the last 15 s before the alarm."""
    for record in sorted((folder / "training").glob("*.hea")):
        x = slots(*before(read(record.with_suffix("")), 300))
        for end in range(MINUTE, x.shape[1] - 15 * RATE, 2200):
            yield scene(x[:, end - MINUTE:end])


def rhythms(folder, step):
    """Scenes of a folder with rhythm annotations, 1 where ventricular tachycardia fills 3 of the last 10 s, 0 where it fills none."""
    for record in sorted(folder.glob("*.hea")):
        record = record.with_suffix("")
        raw, names, rate = read(record)
        x = slots(raw, names, rate)
        tachycardia, ignored = np.zeros(x.shape[1], bool), np.zeros(x.shape[1], bool)
        changes = [(int(t / rate * RATE), text.strip("( ")) for t, code, text in annotations(record.with_suffix(".atr")) if code == RHYTHM_CHANGE]
        for (start, rhythm), end in zip(changes, [t for t, _ in changes[1:]] + [x.shape[1]]):
            tachycardia[start:end] = rhythm == VT
            ignored[start:end] = rhythm in IGNORED
        for end in range(MINUTE, x.shape[1], step * RATE):
            seconds = tachycardia[end - 1250:end].sum() / RATE
            if ignored[end - 1250:end].mean() <= 0.1 and (seconds == 0 or seconds >= 3):
                yield *scene(x[:, end - MINUTE:end]), int(seconds > 0)


def annotations(path):
    """Sample, code and text of each annotation in MIT format."""
    words, at, i, found = np.frombuffer(path.read_bytes()[:path.stat().st_size // 2 * 2], "<u2"), 0, 0, []
    while i < len(words) and words[i]:
        code, value = int(words[i] >> 10), int(words[i] & 1023)
        i += 1
        if code == 59:
            at, i = at + (int(np.int16(words[i])) << 16) + int(words[i + 1]), i + 2
        elif code == 63:
            found[-1][2] = words[i:i + (value + 1) // 2].tobytes()[:value].decode("latin1").strip("\0")
            i += (value + 1) // 2
        elif code < 60:
            at += value
            found.append([at, code, ""])
    return found
