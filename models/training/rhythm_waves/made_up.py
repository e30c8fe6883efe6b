"""Made-up leads, for the test that the exported network says what this framework says of them, prepared by the same code."""
import json
import pathlib
import subprocess
import tempfile

import numpy as np

from rhythm_waves.recordings import read

RATE, GAIN = 300, 1000


def beats(rng, seconds, irregular, early):
    """Times and heights of beats."""
    at, found = 0.4, []
    while at < seconds - 0.5:
        found.append((round(at, 3), round(float(rng.normal(1, 0.05)), 3)))
        interval = 0.8 * float(np.exp(rng.normal(0, irregular)))
        at += max(0.35, interval * (0.6 if rng.random() < early else 1))
    return found


def lead(seconds, found, wander):
    """A narrow bell for each QRS complex, a wide one for its T wave, and a slow wander; in mV."""
    t = np.arange(int(seconds * RATE)) / RATE
    wave = wander * np.sin(2 * np.pi * 0.3 * t)
    for at, height in found:
        wave = wave + height * np.exp(-((t - at) / 0.012) ** 2 / 2) + 0.25 * height * np.exp(-((t - at - 0.25) / 0.04) ** 2 / 2)
    return wave


def examples():
    rng = np.random.default_rng(11)
    for seconds, irregular, early, wander in ((30, 0.01, 0, 0.1), (45, 0.25, 0, 0.2), (12, 0.02, 0.2, 0.3), (20, 0.02, 0, -0.4)):
        yield {"seconds": seconds, "wander": wander, "beats": beats(rng, seconds, irregular, early)}


def prepared(tool, leads):
    """The waves of the leads as the tool prepares them."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for n, made in enumerate(leads):
            raw = np.round(lead(made["seconds"], made["beats"], made["wander"]) * GAIN).astype("<i2")
            (folder / f"M{n}.hea").write_text(f"M{n} 1 {RATE} {len(raw)}\nM{n}.mat 16+24 {GAIN}/mV 16 0 {raw[0]} 0 0 ECG\n")
            (folder / f"M{n}.mat").write_bytes(np.array([30, 1, len(raw), 0, 4], "<i4").tobytes() + b"val\0" + raw.tobytes())
        (folder / "REFERENCE-v3.csv").write_text("".join(f"M{n},N\n" for n in range(len(leads))))
        subprocess.run(["dotnet", tool, "evaluate", "rhythm", "--data", folder, "--waves", folder / "waves.npy"], check=True)
        return read(folder / "waves.npy")[2]


def write(path, tool, answers):
    """The leads, some samples of their waves, and what `answers` says of the waves."""
    leads = list(examples())
    waves = prepared(tool, leads)
    lines = [json.dumps({**made, "length": len(wave), "wave": [round(float(x), 5) for x in wave[::97]], "probabilities": [round(float(p), 6) for p in said]})
             for made, wave, said in zip(leads, waves, answers(waves))]
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n")
