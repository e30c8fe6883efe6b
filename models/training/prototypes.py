"""The typical alarms that the evidence card names: the middles of groups of like alarms, or simulated ones; never a recording.

    wardgrid evaluate alarms --data DIR --rules --csv features.csv
    python3 models/training/prototypes.py features.csv

Each type starts from a guess in words and numbers (below) and moves to the middle of the alarms of its side, true or false, that lie
nearest to it (k-means with named beginnings). Written are medians over a group, and how many alarms of the kind, true and false together,
lie nearest to each type by the measure that the server uses (AlarmPrototypes.cs). The simulated fibrillation is the mean of the generator's
seeds 1 to 5; AlarmPrototypesTests holds it to that.
"""
import argparse
import csv
import hashlib
import json
import pathlib

import numpy as np

MODELS = pathlib.Path(__file__).parents[1]
ROUNDS, FEWEST, MOST, ONE_UNKNOWN = 20, 5, 3.0, 1.0

MEASURES = {
    "leadPause": "longest pause of the heartbeats, s",
    "pulsePause": "longest pause of the pulse, s",
    "pulseLikeness": "likeness of the pulses to the usual",
    "pulseHeight": "height of the lowest pulses as a share of the usual",
    "coherence": "likeness of the lead's beats to each other",
    "noise": "noise of the lead",
    "lowestRate": "lowest heart rate, per minute",
    "lowestPulse": "lowest pulse rate, per minute",
    "usualRate": "usual heart rate, per minute",
    "irregularity": "irregularity of the heartbeats",
    "highestRate": "highest heart rate, per minute",
    "highestPulse": "highest pulse rate, per minute",
    "run": "likelihood of a ventricular run",
    "runRate": "rate of the fast run, per minute",
    "runAlike": "likeness of the run's beats to each other",
    "runUnlike": "unlikeness of the run to the own beats",
    "runNoise": "noise during the run, as a share of the usual",
    "ownPause": "longest time without an own beat, in usual intervals",
    "pulseDeviation": "deviation of the pulse's intervals",
    "ownLikeness": "likeness of the beats to the patient's own",
    "swing": "how much the trace is one swing",
}

# kind: (name in the challenge, features and their measures, types: code, words, true?, first guess)
KINDS = {
    "Asystole": ("Asystole", {"joint.beat.gap": "leadPause", "pulse.pulse.gap": "pulsePause", "pulse.like": "pulseLikeness", "lead.noise": "noise"}, [
        ("asystole.leads-silent", "the leads are silent, as when electrodes are off, while the pulse beats on", False, (7.7, 0.9, 0.96, 0.02)),
        ("asystole.all-on", "heartbeats and pulse both go on without a pause", False, (1, 1, 0.99, 0.06)),
        ("asystole.noise", "noise on the leads over an undisturbed pulse", False, (1.2, 0.8, 0.99, 0.52)),
        ("asystole.pulse-disturbed", "heartbeats go on while the pulse wave is disturbed", False, (1.1, 2.4, 0.77, 0.06)),
        ("asystole.pause", "a pause on the leads and in the pulse", True, (5.4, 3.5, 0.9, 0.02)),
    ]),
    "ExtremeBradycardia": ("Bradycardia", {"joint.beat.slow4": "lowestRate", "pulse.pulse.slow4": "lowestPulse", "joint.beat.usual": "usualRate", "lead.coherence": "coherence", "joint.beat.irregular": "irregularity"}, [
        ("bradycardia.steady", "a calm heart, not slow, with its pulse", False, (58, 62, 66, 1, 0.18)),
        ("bradycardia.uneven", "uneven beats on a poorer lead, the pulse at its usual rate", False, (52, 67, 81, 0.88, 0.41)),
        ("bradycardia.slow", "a slow heart with a slow pulse", True, (36, 37, 55, 1, 0.27)),
        ("bradycardia.sudden", "a sudden slowing of a heart that is usually fast", True, (38, 38, 80, 1, 0.39)),
    ]),
    "ExtremeTachycardia": ("Tachycardia", {"joint.beat.fast16": "highestRate", "pulse.pulse.fast16": "highestPulse", "lead.coherence": "coherence", "lead.noise": "noise"}, [
        ("tachycardia.slow-pulse", "a lead counts fast beats over a calm pulse", False, (140, 87, 0.99, 0.09)),
        ("tachycardia.with-pulse", "a fast heart with a fast pulse", True, (157, 150, 0.99, 0.05)),
        ("tachycardia.weak-pulse", "a fast heart of which the pulse shows only some beats", True, (150, 103, 0.98, 0.04)),
    ]),
    "VentricularTachycardia": ("Ventricular_Tachycardia", {
        "joint.cycleW.run": "run", "joint.cycleW.rate": "runRate", "joint.cycleW.uniform": "runAlike", "joint.cycleW.unlike": "runUnlike", "joint.cycleW.in.noise1": "runNoise",
        "joint.own75.gapShare": "ownPause", "joint.calm8.height": "pulseHeight", "joint.calm8.deviation": "pulseDeviation"}, [
        ("vt.own-beats", "the patient's own beats with a pulse that keeps its height", False, (0.05, 111, 0.55, 0.27, 1.03, 1.35, 0.88, 0.12)),
        ("vt.uneven", "beats of different shape with a weaker pulse", False, (0.08, 135, 0.46, 0.51, 1.12, 1.46, 0.57, 0.28)),
        ("vt.movement", "movement: leads and pulse wave both disturbed", False, (0.07, 124, 0.47, 0.39, 1.04, 4.5, 0.49, 2.0)),
        ("vt.artefact", "fast artefact on the leads over an undisturbed pulse", False, (0.06, 119, 0.32, 0.7, 2.2, 6.5, 0.83, 0.17)),
        ("vt.even-run", "an even fast run, not unlike the own beats, with a weaker pulse", True, (0.18, 129, 0.84, 0.36, 1.03, 1.64, 0.5, 0.44)),
        ("vt.wide-run", "a fast run of beats like each other and unlike the own, the pulse weaker", True, (0.6, 156, 0.89, 0.75, 0.98, 4.7, 0.45, 0.73)),
        ("vt.wide-uneven", "fast, wide, uneven beats instead of the own, the pulse weaker", True, (0.19, 150, 0.49, 0.79, 0.98, 3.7, 0.55, 0.58)),
    ]),
    # Three true alarms are too few for a middle; the generator gives the true type.
    "VentricularFibrillation": ("Ventricular_Flutter_Fib", {"pulse.pulse.gap": "pulsePause", "joint.beat.fast4": "highestRate", "lead.likeN": "ownLikeness", "lead.wave.concentration": "swing"}, [
        ("vf.beats-on", "the own beats and the pulse go on", False, (0.9, 135, 0.96, 0.47)),
        ("vf.disturbed", "disturbed leads over an even pulse", False, (1.2, 168, 0.64, 0.64)),
    ]),
}
SIMULATED = {"VentricularFibrillation": ("vf.fibrillation", "a trace that swings without beats, and no pulse", (9.21, 218.0, 0.482, 0.703))}


def differences(x, values, scale):
    known, typical = ~np.isnan(x), ~np.isnan(values)
    d = np.minimum(MOST, np.abs(x - values) / scale)
    return np.where(known & typical, d, np.where(known | typical, ONE_UNKNOWN, 0.0))


def nearest(x, centres, scale):
    return np.stack([(differences(x, c, scale) ** 2).sum(1) for c in centres]).argmin(0)


def middle(x):
    with np.errstate(all="ignore"):
        return np.where(np.isnan(x).mean(0) > 0.5, np.nan, np.nanmedian(x, axis=0))


def types_of(x, y, guesses, scale):
    centres = [np.array(g[3], float) for g in guesses]
    for _ in range(ROUNDS):
        for side in (False, True):
            places = [i for i, g in enumerate(guesses) if g[2] == side]
            rows = x[y == side]
            own = nearest(rows, [centres[i] for i in places], scale) if places else []
            for n, i in enumerate(places):
                if (own == n).sum() < FEWEST:
                    raise SystemExit(f"{guesses[i][0]} stands for {(own == n).sum()} alarms: fewer than {FEWEST}")
                centres[i] = middle(rows[own == n])
    return centres


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("features", help="what `evaluate alarms --rules --csv FILE` wrote")
    table = list(csv.DictReader(open(arguments.parse_args().features)))
    content = {}
    for kind, (name, measures, guesses) in KINDS.items():
        rows = [r for r in table if r["kind"] == name]
        x, y = np.array([[float(r[m]) for m in measures] for r in rows]), np.array([r["true"] == "1" for r in rows])
        low, high = np.nanpercentile(x, [10, 90], axis=0)
        scale = (high - low) / 2
        centres = types_of(x, y, guesses, scale)
        types = [(code, words, centre, False) for (code, words, _, _), centre in zip(guesses, centres)]
        if kind in SIMULATED:
            code, words, values = SIMULATED[kind]
            types.append((code, words, np.array(values), True))
        own = nearest(x, [t[2] for t in types], scale)
        content[kind] = {
            "measures": [{"feature": f, "code": c, "english": MEASURES[c], "scale": float(f"{s:.3g}")} for (f, c), s in zip(measures.items(), scale)],
            "types": [
                {"code": code, "english": words, "alarms": 5 if simulated else int((own == i).sum()), "true": 5 if simulated else int(y[own == i].sum()),
                 "simulated": simulated, "values": [None if np.isnan(v) else float(f"{v:.3g}") for v in values]}
                for i, (code, words, values, simulated) in enumerate(types)],
        }
        right = np.mean([y[i] == (2 * content[kind]["types"][own[i]]["true"] > content[kind]["types"][own[i]]["alarms"]) for i in range(len(y))])
        print(f"{kind}: {right:.2f} of {len(y)} alarms lie nearest to a type of their own side;",
              ", ".join(f"{t['code']} {t['true']}/{t['alarms']}" for t in content[kind]["types"]))
    path = MODELS / "prototypes.json"
    path.write_text(json.dumps(content, indent=1) + "\n")
    file = MODELS / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["prototypes"] = {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    file.write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    main()
