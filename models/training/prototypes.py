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
    "leadPause": "longest pause between heartbeats",
    "pulsePause": "longest pause in the pulse",
    "pulseLikeness": "likeness of the pulse beats to the usual ones",
    "pulseHeight": "height of the weakest pulse beats compared with the usual ones",
    "coherence": "likeness of the heartbeats to each other",
    "noise": "noise on the lead",
    "lowestRate": "lowest heart rate",
    "lowestPulse": "lowest pulse rate",
    "usualRate": "usual heart rate",
    "irregularity": "irregularity of the heartbeat",
    "highestRate": "highest heart rate",
    "highestPulse": "highest pulse rate",
    "run": "likeness of the fast beats to ventricular tachycardia",
    "runRate": "rate of the fast beats",
    "runAlike": "likeness of the fast beats to each other",
    "runUnlike": "difference of the fast beats from the patient's own",
    "runNoise": "noise during the fast beats compared with the usual",
    "ownPause": "longest time without the patient's own beat",
    "pulseDeviation": "unevenness of the pulse",
    "ownLikeness": "likeness of the beats to the patient's own",
    "swing": "evenness with which the trace swings",
}

# kind: (name in the challenge, features and their measures, types: code, words, true?, first guess)
KINDS = {
    "Asystole": ("Asystole", {"joint.beat.gap": "leadPause", "pulse.pulse.gap": "pulsePause", "pulse.like": "pulseLikeness", "lead.noise": "noise"}, [
        ("asystole.leads-silent", "The leads show no heartbeats, as when electrodes are off, while the pulse goes on", False, (7.7, 0.9, 0.96, 0.02)),
        ("asystole.all-on", "Heartbeats and pulse both go on without a pause", False, (1, 1, 0.99, 0.06)),
        ("asystole.noise", "Noise on the leads, the pulse undisturbed", False, (1.2, 0.8, 0.99, 0.52)),
        ("asystole.pulse-disturbed", "The heartbeats go on, the pulse wave is disturbed", False, (1.1, 2.4, 0.77, 0.06)),
        ("asystole.pause", "A pause on the leads and in the pulse", True, (5.4, 3.5, 0.9, 0.02)),
    ]),
    "ExtremeBradycardia": ("Bradycardia", {"joint.beat.slow4": "lowestRate", "pulse.pulse.slow4": "lowestPulse", "joint.beat.usual": "usualRate", "lead.coherence": "coherence", "joint.beat.irregular": "irregularity"}, [
        ("bradycardia.steady", "A regular heart, not slow, with its pulse", False, (58, 62, 66, 1, 0.18)),
        ("bradycardia.uneven", "Irregular beats on a poorer lead, the pulse at its usual rate", False, (52, 67, 81, 0.88, 0.41)),
        ("bradycardia.slow", "A slow heart with a slow pulse", True, (36, 37, 55, 1, 0.27)),
        ("bradycardia.sudden", "A heart that is usually faster slows down suddenly", True, (38, 38, 80, 1, 0.39)),
    ]),
    "ExtremeTachycardia": ("Tachycardia", {"joint.beat.fast16": "highestRate", "pulse.pulse.fast16": "highestPulse", "lead.coherence": "coherence", "lead.noise": "noise"}, [
        ("tachycardia.slow-pulse", "Fast beats on a lead, the pulse calm", False, (140, 87, 0.99, 0.09)),
        ("tachycardia.with-pulse", "A fast heart with a fast pulse", True, (157, 150, 0.99, 0.05)),
        ("tachycardia.weak-pulse", "A fast heart of which only some beats reach the pulse", True, (150, 103, 0.98, 0.04)),
    ]),
    "VentricularTachycardia": ("Ventricular_Tachycardia", {
        "joint.cycleW.run": "run", "joint.cycleW.rate": "runRate", "joint.cycleW.uniform": "runAlike", "joint.cycleW.unlike": "runUnlike", "joint.cycleW.in.noise1": "runNoise",
        "joint.own75.gapShare": "ownPause", "joint.calm8.height": "pulseHeight", "joint.calm8.deviation": "pulseDeviation"}, [
        ("vt.own-beats", "The patient's own beats, the pulse stays strong", False, (0.05, 111, 0.55, 0.27, 1.03, 1.35, 0.88, 0.12)),
        ("vt.uneven", "Beats of different shapes, the pulse weaker", False, (0.08, 135, 0.46, 0.51, 1.12, 1.46, 0.57, 0.28)),
        ("vt.movement", "Movement: the leads and the pulse wave are both disturbed", False, (0.07, 124, 0.47, 0.39, 1.04, 4.5, 0.49, 2.0)),
        ("vt.artefact", "Fast artefact on the leads, the pulse undisturbed", False, (0.06, 119, 0.32, 0.7, 2.2, 6.5, 0.83, 0.17)),
        ("vt.even-run", "Fast, even beats much like the patient's own, the pulse weaker", True, (0.18, 129, 0.84, 0.36, 1.03, 1.64, 0.5, 0.44)),
        ("vt.wide-run", "Fast beats that are alike and look unlike the patient's own, the pulse weaker", True, (0.6, 156, 0.89, 0.75, 0.98, 4.7, 0.45, 0.73)),
        ("vt.wide-uneven", "Fast, wide, uneven beats instead of the patient's own, the pulse weaker", True, (0.19, 150, 0.49, 0.79, 0.98, 3.7, 0.55, 0.58)),
    ]),
    # Three true alarms are too few for a middle; the generator gives the true type.
    "VentricularFibrillation": ("Ventricular_Flutter_Fib", {"pulse.pulse.gap": "pulsePause", "joint.beat.fast4": "highestRate", "lead.likeN": "ownLikeness", "lead.wave.concentration": "swing"}, [
        ("vf.beats-on", "The patient's own beats and the pulse go on", False, (0.9, 135, 0.96, 0.47)),
        ("vf.disturbed", "Disturbed leads, the pulse even", False, (1.2, 168, 0.64, 0.64)),
    ]),
}
SIMULATED = {"VentricularFibrillation": ("vf.fibrillation", "A trace that swings without heartbeats, and no pulse", (9.21, 218.0, 0.482, 0.703))}


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
