#!/usr/bin/env python3
"""Trains the alarm verifier, says how good it is by nested cross-validation, and writes model, manifest entry and result page.

    dotnet run -c Release --project src/WardGrid.Tool -- evaluate alarms --data DIR --rules --csv features.csv --variations variations.csv
    python3 models/training/alarm_verifier.py features.csv variations.csv

The features are those that the live server computes (the tool exports them); nothing is computed from waveforms here. The variations
show each alarm as other beds might have (a channel less, noise, a slower heart): they are learnt from, and never tested on.
Needs Debian's python3-sklearn and python3-onnx.
"""
import argparse
import csv
import hashlib
import json
import pathlib

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import SVC

import margins
import onnx_export
import physiology

MODELS = pathlib.Path(__file__).resolve().parents[1]
KIND = "Ventricular_Tachycardia"
KINDS = ["Asystole", "Bradycardia", "Tachycardia", "Ventricular_Flutter_Fib", KIND]
SEEDS, FOLDS, TREES, LEAF, REPEATS = (0, 1, 2), 5, 200, 4, 3
MISSING = -1.0   # stands for a number that is not known
FLOOR = 0.005    # votes are kept this far from 0 and 1 before their logit is taken
SAFE = 0.92      # share of the true alarms that a threshold must keep before its score is looked at
PLATEAU = 0.4    # points of score within which thresholds count as equally good; their mean is taken, since the best one alone is luck
ENOUGH = 0.85    # specificity that the shipped threshold must reach in every seed; it is the lowest that does, to err towards alarms


class Alarms:
    def __init__(self, path, variations):
        rows = table(path)
        self.names = rows[0][8:]
        self.record = [r[0] for r in rows[1:]]
        self.kind, self.y, self.group, self.kept_by_rule, self.judged = (
            np.array([r[1] for r in rows[1:]]), np.array([int(r[2]) for r in rows[1:]]), np.array([r[3] for r in rows[1:]]),
            np.array([r[5] != "Refuted" for r in rows[1:]]), np.array([r[6] == "1" for r in rows[1:]]))
        raw = np.array([[float(v) for v in r[8:]] for r in rows[1:]], np.float32)
        others = table(variations)
        assert others[0][2:] == self.names, "features and variations are not of the same tool"
        place = {r[0]: i for i, r in enumerate(rows[1:])}
        self.of = np.array([place[r[0]] for r in others[1:]])     # which alarm each variation is one of
        self.varied = np.array([[float(v) for v in r[2:]] for r in others[1:]], np.float32)
        self.column = {n: i for i, n in enumerate(self.names)}
        self.raw = raw
        self.used = [i for i, n in enumerate(self.names) if not n.startswith(("kind.", "rhythm.")) and "fewest" not in n and "quiet" not in n]

    def known(self, raw):
        return np.where(np.isfinite(raw), raw, np.float32(MISSING))[:, self.used]

    def lessons(self, rows):
        """Features, truth and weight of these alarms and their variations: an alarm's weight is shared, true and false weigh the same in all."""
        more = np.flatnonzero(np.isin(self.of, rows))
        of = np.concatenate([rows, self.of[more]])
        weight = 1 / np.bincount(of)[of]
        y = self.y[of]
        weight[y == 1] *= weight[y == 0].sum() / weight[y == 1].sum()
        return np.concatenate([self.raw[rows], self.varied[more]]), y, weight


def table(path):
    with open(path, newline="") as file:
        return list(csv.reader(file))


def score(y, kept):
    tp, fp, fn, tn = tally(y, kept)
    return 100 * (tp + tn) / max(1, tp + tn + fp + 5 * fn)


def tally(y, kept):
    return ((y == 1) & kept).sum(), ((y == 0) & kept).sum(), ((y == 1) & ~kept).sum(), ((y == 0) & ~kept).sum()


def threshold(y, p):
    candidates = np.unique(np.round(np.concatenate([[0], p]), 4))
    candidates = candidates[[(p[y == 1] >= t).mean() >= SAFE for t in candidates]]
    scores = np.array([score(y, p >= t) for t in candidates])
    return candidates[scores >= scores.max() - PLATEAU].mean()


def fit(alarms, rows, seed):
    """A forest over all features and a support vector machine over the physiological ones."""
    raw, y, weight = alarms.lessons(rows)
    forest = ExtraTreesClassifier(TREES, min_samples_leaf=LEAF, max_features=0.3, n_jobs=2, random_state=seed).fit(alarms.known(raw), y, sample_weight=weight)
    chosen = physiology.columns(raw, alarms.column)
    mean, deviation = chosen.mean(axis=0), chosen.std(axis=0) + 1e-6
    machine = SVC(C=1, gamma=0.02).fit((chosen - mean) / deviation, y, sample_weight=weight)
    return forest, machine, mean, deviation


def voices(fitted, alarms, rows):
    """What the two say of each alarm: the forest's votes as a logit, the machine's distance from its border."""
    return voices_of(fitted, alarms.known(alarms.raw[rows]), physiology.columns(alarms.raw[rows], alarms.column))


def voices_of(fitted, x, chosen):
    forest, machine, mean, deviation = fitted
    return np.column_stack([logit(forest.predict_proba(x)[:, 1]), machine.decision_function((chosen - mean) / deviation)])


def held_out(alarms, rows, seed):
    """The voices on each row of models that saw nothing of its group, once for every way of drawing the folds, and the truth beside them."""
    z = np.zeros((REPEATS, len(rows), 2))
    for repeat in range(REPEATS):
        for a, b in StratifiedGroupKFold(FOLDS, shuffle=True, random_state=50 + 10 * seed + repeat).split(rows, alarms.y[rows], alarms.group[rows]):
            z[repeat, b] = voices(fit(alarms, rows[a], seed), alarms, rows[b])
    return z.reshape(-1, 2), np.tile(alarms.y[rows], REPEATS)


def logit(p):
    p = np.clip(p, FLOOR, 1 - FLOOR)
    return np.log(p / (1 - p))


def weigh(z, y):
    """The weights of the two voices and the intercept that make a calibrated probability of them."""
    found = LogisticRegression(C=1).fit(z, y)
    return found.coef_[0].astype(float), float(found.intercept_[0])


def probability(z, weights, intercept):
    return 1 / (1 + np.exp(-(z @ weights + intercept)))


def cross_validate(alarms, seed):
    """Every decision on an alarm by models, weights, a threshold and margins that saw nothing of its group."""
    strata = np.array([2 * KINDS.index(k) for k in alarms.kind]) + alarms.y
    kept, by_rule, p, points = np.ones(len(alarms.y), bool), alarms.kept_by_rule.copy(), np.full(len(alarms.y), np.nan), [""] * len(alarms.y)
    for train, test in StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed).split(alarms.raw, strata, alarms.group):
        ours, theirs = train[alarms.kind[train] == KIND], test[alarms.kind[test] == KIND]
        inner, truth = held_out(alarms, ours, seed)
        weights, intercept = weigh(inner, truth)
        at = threshold(truth, probability(inner, weights, intercept))
        for i in theirs:
            points[i] = f"{at:.6f},"
        p[theirs] = probability(voices(fit(alarms, ours, seed), alarms, theirs), weights, intercept)
        kept[theirs] = by_rule[theirs] = (p[theirs] >= at) | ~alarms.judged[theirs]
        for kind in KINDS[:-1]:
            one, other = train[alarms.kind[train] == kind], test[alarms.kind[test] == kind]
            margin = margins.choose(alarms, one, kind)
            kept[other] = ~margins.refuted(alarms, other, kind, margin)
            for i in other:
                points[i] = "," + margins.words(kind, margin)
    return kept, by_rule, p, points


def reliability(y, p, bins=(0, .05, .1, .2, .4, .6, .8, 1.0001)):
    for low, high in zip(bins, bins[1:]):
        inside = (p >= low) & (p < high)
        if inside.any():
            yield low, min(high, 1), int(inside.sum()), float(p[inside].mean()), float(y[inside].mean())


def report(alarms, results, shipped):
    of = lambda rows, kept: tally(alarms.y[rows], kept[rows])
    everything = np.ones(len(alarms.y), bool)
    vt = alarms.kind == KIND
    lines = ["# Alarm verifier: cross-validation", "",
             f"{len(alarms.y)} alarms of challenge2015 in {len(set(alarms.group))} groups; {FOLDS}-fold cross-validation, folds never split a group, "
             f"seeds {', '.join(map(str, SEEDS))}. Nothing after the alarm is used. Both models of ventricular tachycardia, their weights and the threshold come from "
             "an inner grouped cross-validation of the training folds; so are the margins of the rules that decide the other kinds.",
             "Score = 100 (TP + TN) / (TP + TN + FP + 5 FN); positive is a true alarm; undecided counts as kept.",
             "Of the model and the rules alone; what a server says, findings included: [verdict-cv-alarms.md](verdict-cv-alarms.md).",
             "Written by `models/training/alarm_verifier.py`.", "", "| kind | TP | FP | FN | TN | Se | Sp | score | spread of the score |", "|---|---|---|---|---|---|---|---|---|"]
    for name, rows in [(k, alarms.kind == k) for k in KINDS] + [("all", everything)]:
        lines.append(row(name, [of(rows, kept) for kept, *_ in results]))
    lines += ["", "The same with the rules at their shipped margins, which were set on all 488 (in sample for every kind but ventricular tachycardia):", "",
              "| kind | TP | FP | FN | TN | Se | Sp | score | spread of the score |", "|---|---|---|---|---|---|---|---|---|",
              row("all", [of(everything, kept) for _, kept, *_ in results]), "",
              f"Area under the curve, ventricular tachycardia: {', '.join(f'{roc_auc_score(alarms.y[vt], p[vt]):.3f}' for _, _, p, _ in results)}.", "",
              "## At the shipped operating points", "",
              f"Ventricular tachycardia is refuted below {shipped:.3f}, the lowest threshold at which the specificity of every seed reaches {ENOUGH}; cross-validated probabilities against that one threshold, which was therefore chosen on them; the rules at their shipped margins:", "",
              "| kind | TP | FP | FN | TN | Se | Sp | score | spread of the score |", "|---|---|---|---|---|---|---|---|---|"]
    at = [np.where(vt, (np.nan_to_num(p, nan=1) >= shipped) | ~alarms.judged, alarms.kept_by_rule) for _, _, p, _ in results]
    for name, rows in [(k, alarms.kind == k) for k in KINDS] + [("all", everything)]:
        lines.append(row(name, [of(rows, kept) for kept in at]))
    lines += ["", "## Reliability (ventricular tachycardia, cross-validated, all seeds together)", "", "| probability | alarms | mean probability | share true |", "|---|---|---|---|"]
    y, p = np.concatenate([alarms.y[vt]] * len(results)), np.concatenate([r[2][vt] for r in results])
    lines += [f"| {a:.2f} to {b:.2f} | {n} | {m:.2f} | {t:.2f} |" for a, b, n, m, t in reliability(y, p)]
    lines.append(f"\nBrier score {np.mean((p - y) ** 2):.3f} (always saying {y.mean():.2f}: {np.mean((y.mean() - y) ** 2):.3f}).")
    return "\n".join(lines) + "\n"


def row(name, tallies):
    t = np.array(tallies, float)
    tp, fp, fn, tn = t.T
    scores = 100 * (tp + tn) / (tp + tn + fp + 5 * fn)
    mean = t.mean(axis=0)
    se, sp = tp / (tp + fn), tn / (tn + fp)
    return (f"| {name} | " + " | ".join(f"{v:.1f}" for v in mean) + f" | {se.mean():.3f} | {sp.mean():.3f} | {scores.mean():.1f} | {scores.min():.1f} to {scores.max():.1f} |")


def operating_point(alarms, results):
    """The lowest threshold, in steps of 0.005, at which the cross-validated specificity of every seed is enough."""
    false = (alarms.kind == KIND) & (alarms.y == 0)
    for at in np.arange(0.005, 1, 0.005):
        if all(((p < at) & alarms.judged)[false].mean() >= ENOUGH for _, _, p, _ in results):
            return float(np.round(at, 3))
    raise SystemExit("no threshold reaches the specificity")


def write_scores(folder, alarms, seed, p, points):
    """For `evaluate alarms --scores`: each alarm's probability by models that saw nothing of its group, and the numbers chosen without it."""
    folder.mkdir(parents=True, exist_ok=True)
    said = ["" if np.isnan(q) else f"{q:.6f}" for q in p]
    lines = [f"{record},{q}," for record, q in zip(alarms.record, said)]
    head = "alarm,probability,threshold,margins\n"
    (folder / f"alarms-nested-{seed}.csv").write_text(head + "".join(line + point + "\n" for line, point in zip(lines, points)))
    (folder / f"alarms-shipped-{seed}.csv").write_text(head + "".join(line + ",\n" for line in lines))


def ship(alarms, results):
    """The models on all alarms, and the threshold that goes with them."""
    rows = np.flatnonzero(alarms.kind == KIND)
    weights, intercept = weigh(*held_out(alarms, rows, SEEDS[0]))
    at = operating_point(alarms, results)
    fitted = fit(alarms, rows, SEEDS[0])
    path = MODELS / "alarm-verifier.onnx"
    places = [alarms.used.index(alarms.column[n]) for n in physiology.NAMES]
    onnx_export.write(path, fitted, len(alarms.used), places, MISSING, FLOOR, weights, intercept)
    return fitted, weights, intercept, at, path


def manifest(alarms, path, at, evidence, reason, version):
    file = MODELS / "manifest.json"
    content = json.loads(file.read_text())
    names = [alarms.names[i] for i in alarms.used]
    entry = {
        "name": "alarm-verifier", "version": version, "task": "alarms", "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "inputs": [{"name": "features", "kind": "Features", "shape": [1, len(names)], "missing": "NaN", "features": names}],
        "output": {"name": "probability", "column": 0},
        "trainingData": "PhysioNet/CinC Challenge 2015 (ODC-By 1.0), 219 ventricular tachycardia alarms of the public set: 57 true, 162 false",
        "operatingPoints": {"VentricularTachycardia": {"threshold": at, "evidence": evidence, "reason": reason}},
        "card": "cards/alarm-verifier.md",
    }
    content["models"] = [entry if m["name"] == entry["name"] else m for m in content["models"]]
    file.write_text(json.dumps(content, indent=1) + "\n")


def agreement(alarms, fitted, weights, intercept, path, count=12):
    """Made-up alarms (each number drawn for itself between the extremes of its feature, some unknown) and what this framework makes of them."""
    rng = np.random.default_rng(7)
    rows = alarms.kind == KIND
    with np.errstate(all="ignore"):
        low, high = (np.nan_to_num(f(alarms.raw[rows], axis=0)) for f in (np.nanmin, np.nanmax))
    x = np.round(rng.uniform(low, np.maximum(high, low + 1e-6), (count, len(low))), 3).astype(np.float32)
    x[rng.uniform(size=x.shape) < 0.1] = np.nan
    p = probability(voices_of(fitted, alarms.known(x), physiology.columns(x, alarms.column)), weights, intercept)
    lines = [json.dumps({"features": [None if np.isnan(v) else round(float(v), 3) for v in r[alarms.used]], "probability": float(q)}) for r, q in zip(x, p)]
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("features", help="what `evaluate alarms --rules --csv FILE` wrote")
    arguments.add_argument("variations", help="what it wrote to `--variations FILE`")
    arguments.add_argument("--version", default="1.1")
    arguments.add_argument("--agreement", default=MODELS.parent / "tests/WardGrid.UnitTests/Inference/alarm-verifier.agreement.json", type=pathlib.Path)
    arguments.add_argument("--scores", type=pathlib.Path, help="write the cross-validated scores of each seed and their page to this folder, and nothing else: no model, no manifest")
    given = arguments.parse_args()
    alarms = Alarms(given.features, given.variations)
    results = []
    for seed in SEEDS:
        results.append(cross_validate(alarms, seed))
        if given.scores:
            write_scores(given.scores, alarms, seed, *results[-1][2:])
    if given.scores:
        (given.scores / "alarm-verifier-cv.md").write_text(report(alarms, results, operating_point(alarms, results)))
        return
    fitted, weights, intercept, at, path = ship(alarms, results)
    page = report(alarms, results, at)
    (MODELS / "cards/alarm-verifier-cv.md").write_text(page)
    vt = alarms.kind == KIND
    shipped = [tally(alarms.y[vt], ((p >= at) | ~alarms.judged)[vt]) for _, _, p, _ in results]
    tp, fp, fn, tn = np.mean(shipped, axis=0)
    manifest(
        alarms, path, at, f"5-fold grouped cross-validation on the 219 alarms, mean of {len(SEEDS)} seeds: sensitivity {tp / (tp + fn):.3f}, specificity {tn / (tn + fp):.3f}",
        f"The lowest threshold at which the cross-validated specificity of every seed reaches {ENOUGH}: staff stop listening to alarms of which too many are false. "
        "The model was taught anew, so its probabilities are not those of the safe limit's version 1.0",
        given.version)
    agreement(alarms, fitted, weights, intercept, given.agreement)
    print(page)
    print(f"{path.name}: {path.stat().st_size} bytes, weights {weights.round(3)}, intercept {intercept:.3f}, threshold {at}")


if __name__ == "__main__":
    main()
