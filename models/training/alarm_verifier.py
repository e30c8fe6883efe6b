#!/usr/bin/env python3
"""Trains the alarm verifier, says how good it is by nested cross-validation, and writes model, manifest entry and result page.

    dotnet run -c Release --project src/WardGrid.Tool -- evaluate alarms --data DIR --rules --csv features.csv --variations variations.csv --generated generated.csv
    python3 models/training/alarm_verifier.py features.csv variations.csv generated.csv

The features are those that the live server computes (the tool exports them); nothing is computed from waveforms here. The variations
show each alarm as other beds might have (a channel less, noise, a slower heart), and the generated alarms are of simulated patients: both are learnt
from, and never tested on.

One forest learns from alarms of all kinds, with the kind as one of its features. It is the second key: an alarm is refuted only if the rules'
findings and the forest agree. For ventricular tachycardia a support vector machine over physiological features speaks beside it.
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
NAMES = ["Asystole", "ExtremeBradycardia", "ExtremeTachycardia", "VentricularFibrillation", "VentricularTachycardia"]
SEEDS, FOLDS, INNER, TREES, LEAF = (0, 1, 2), 5, 3, 120, 4
LOST = 0.03      # share of the true alarms that the model alone may lose, of the kinds that the rules decide too: they are the other key
LOST_VT = 0.06   # the same of ventricular tachycardia; at 0.05 the score falls by 2 points, for one true alarm more of 57
RAISED = 0.35    # probability from which WardGrid raises ventricular tachycardia of itself (OwnAlarmEvidence): none is refuted from there on
REASON = "One of two keys: nothing is refuted unless the findings of the channels agree. In cross-validation "
GENERATED = 0.15  # weight of the generated alarms of a kind, as a share of the recorded ones'
SURE = 0.25       # share of a kind's threshold below which what hints at an event is outweighed (AlarmDecider.Sure)
MISSING = -1.0   # stands for a number that is not known
FLOOR = 0.005    # votes are kept this far from 0 and 1 before their logit is taken


class Alarms:
    def __init__(self, path, variations, generated):
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
        made = table(generated)
        assert made[0][3:] == self.names, "features and generated alarms are not of the same tool"
        self.made_kind = np.array([KINDS[NAMES.index(r[1])] for r in made[1:]])
        self.made_y, self.made = np.array([int(r[2]) for r in made[1:]]), np.array([[float(v) for v in r[3:]] for r in made[1:]], np.float32)
        self.confirmed = np.array([r[5] == "Confirmed" for r in rows[1:]])
        self.column = {n: i for i, n in enumerate(self.names)}
        self.raw = raw
        self.strata = np.array([2 * KINDS.index(k) for k in self.kind]) + self.y
        self.used = [i for i, n in enumerate(self.names) if not n.startswith("rhythm.")]

    def known(self, raw):
        return np.where(np.isfinite(raw), raw, np.float32(MISSING))[:, self.used]

    def known_reliable(self, rows):
        return (self.raw[rows][:, [self.column["vt.reliableLeads"], self.column["vt.reliablePulses"]]] > 0).any(axis=1)

    def lessons(self, rows):
        """Features, truth and weight of these alarms, their variations and the generated alarms of their kinds. An alarm's weight is shared by its variations, true and false
        alarms of a kind weigh the same, and a kind weighs as the square root of its alarms: else the commonest drowns the others."""
        more = np.flatnonzero(np.isin(self.of, rows))
        of = np.concatenate([rows, self.of[more]])
        made = np.flatnonzero(np.isin(self.made_kind, self.kind[rows]))
        weight, made_weight = 1 / np.bincount(of)[of], np.ones(len(made))
        y, made_y = self.y[of], self.made_y[made]
        for kind in set(self.kind[rows]):
            share = np.sqrt((self.kind[rows] == kind).sum())
            for truth in (0, 1):
                same = (self.kind[of] == kind) & (y == truth)
                if same.any():
                    weight[same] *= share / weight[same].sum()
                same = (self.made_kind[made] == kind) & (made_y == truth)
                if same.any():
                    made_weight[same] *= GENERATED * share / same.sum()
        return np.concatenate([self.raw[rows], self.varied[more], self.made[made]]), np.concatenate([y, made_y]), np.concatenate([weight, made_weight])


def table(path):
    with open(path, newline="") as file:
        return list(csv.reader(file))


def tally(y, kept):
    return ((y == 1) & kept).sum(), ((y == 0) & kept).sum(), ((y == 1) & ~kept).sum(), ((y == 0) & ~kept).sum()


def threshold(y, p, lost):
    """The highest threshold at which no more than this share of the true alarms is lost."""
    true = np.sort(p[y == 1])
    return float(true[round(lost * len(true))])


def thresholds(alarms, rows, p):
    """Of each kind, the threshold on these rows' probabilities: ventricular tachycardia has its own, the others share one, but none of the
    few true fibrillations is lost."""
    y, kind = alarms.y[rows], alarms.kind[rows]
    vt, vf = kind == KIND, kind == "Ventricular_Flutter_Fib"
    shared = threshold(y[~vt], p[~vt], LOST)
    found = dict.fromkeys(KINDS, shared) | {KIND: min(RAISED, threshold(y[vt], p[vt], LOST_VT))}
    if (y[vf] == 1).any():
        found["Ventricular_Flutter_Fib"] = min(shared, threshold(y[vf], p[vf], 0))
    return found


def fit(alarms, rows, seed):
    """A forest over all features of alarms of every kind, and a support vector machine over the physiological ones of VT alarms."""
    raw, y, weight = alarms.lessons(rows)
    forest = ExtraTreesClassifier(TREES, min_samples_leaf=LEAF, max_features=0.3, n_jobs=2, random_state=seed).fit(alarms.known(raw), y, sample_weight=weight)
    raw, y, weight = alarms.lessons(rows[alarms.kind[rows] == KIND])
    weight /= weight.mean()
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
    """The voices on each row of models that saw nothing of its group."""
    z = np.zeros((len(rows), 2))
    for a, b in StratifiedGroupKFold(INNER, shuffle=True, random_state=50 + 10 * seed).split(rows, alarms.strata[rows], alarms.group[rows]):
        z[b] = voices(fit(alarms, rows[a], seed), alarms, rows[b])
    return z


def logit(p):
    p = np.clip(p, FLOOR, 1 - FLOOR)
    return np.log(p / (1 - p))


def weigh(z, y):
    """The weights of the two voices and the intercept that make a calibrated probability of them."""
    found = LogisticRegression(C=1).fit(z, y)
    return found.coef_[0].astype(float), float(found.intercept_[0])


def probability(z, ours, weights, intercept):
    """Both voices for ventricular tachycardia (`ours`), the forest's votes for every other kind."""
    return 1 / (1 + np.exp(-np.where(ours, z @ weights + intercept, z[:, 0])))


def cross_validate(alarms, seed):
    """Every decision on an alarm by models, weights, thresholds and margins that saw nothing of its group."""
    vt = alarms.kind == KIND
    kept, by_rule, p, points = np.ones(len(alarms.y), bool), alarms.kept_by_rule.copy(), np.full(len(alarms.y), np.nan), [""] * len(alarms.y)
    for train, test in StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed).split(alarms.raw, alarms.strata, alarms.group):
        inner, truth, ours = held_out(alarms, train, seed), alarms.y[train], vt[train]
        weights, intercept = weigh(inner[ours], truth[ours])
        said = probability(inner, ours, weights, intercept)
        at = thresholds(alarms, train, said)
        p[test] = probability(voices(fit(alarms, train, seed), alarms, test), vt[test], weights, intercept)
        theirs = test[vt[test]]
        kept[theirs] = by_rule[theirs] = kept_by_model(alarms, theirs, p[theirs], at[KIND])
        for i in theirs:
            points[i] = f"{at[KIND]:.6f},"
        for kind in KINDS[:-1]:
            one, other = train[alarms.kind[train] == kind], test[alarms.kind[test] == kind]
            margin = margins.choose(alarms, one, kind)
            kept[other] = ~margins.refuted(alarms, other, kind, margin) | (p[other] >= at[kind])
            by_rule[other] |= p[other] >= at[kind]
            for i in other:
                points[i] = f"{at[kind]:.6f}," + margins.words(kind, margin)
    return kept, by_rule, p, points


def kept_by_model(alarms, rows, p, at):
    """Ventricular tachycardias that are not refuted: where too little was seen to deny one, only a sure model refutes it."""
    return (p >= at) | ~alarms.judged[rows] & (~alarms.known_reliable(rows) | (p >= SURE * at))


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
             f"seeds {', '.join(map(str, SEEDS))}. Nothing after the alarm is used. The models, their weights and the thresholds come from "
             "an inner grouped cross-validation of the training folds; so are the margins of the rules, the other key of the other kinds.",
             "Score = 100 (TP + TN) / (TP + TN + FP + 5 FN); positive is a true alarm; undecided counts as kept.",
             "Of the model and the rules alone; what a server says, findings included: [verdict-cv-alarms.md](verdict-cv-alarms.md).",
             "Written by `models/training/alarm_verifier.py`.", "", "| kind | TP | FP | FN | TN | Se | Sp | score | spread of the score |", "|---|---|---|---|---|---|---|---|---|"]
    for name, rows in [(k, alarms.kind == k) for k in KINDS] + [("all", everything)]:
        lines.append(row(name, [of(rows, kept) for kept, *_ in results]))
    lines += ["", "The same with the rules at their shipped margins, which were set on all 488:", "",
              "| kind | TP | FP | FN | TN | Se | Sp | score | spread of the score |", "|---|---|---|---|---|---|---|---|---|",
              row("all", [of(everything, kept) for _, kept, *_ in results]), "",
              "## The learnt key alone", "",
              "It speaks against an alarm below these thresholds, chosen on these cross-validated probabilities: "
              + ", ".join(f"{kind} {at:.3f}" for kind, at in shipped.items()) + ".", "",
              "| kind | TP | FP | FN | TN | Se | Sp | score | spread of the score | area under the curve |", "|---|---|---|---|---|---|---|---|---|---|"]
    for kind in KINDS:
        rows = alarms.kind == kind
        area = ", ".join(f"{roc_auc_score(alarms.y[rows], p[rows]):.3f}" for _, _, p, _ in results)
        lines.append(row(kind, [of(rows, p >= shipped[kind]) for _, _, p, _ in results]) + f" {area} |")
    lines += ["",
              "## At the shipped operating points", "",
              "Both keys, with cross-validated probabilities; the thresholds were chosen on them, and the margins of the rules on all 488:", "",
              "| kind | TP | FP | FN | TN | Se | Sp | score | spread of the score |", "|---|---|---|---|---|---|---|---|---|"]
    each = np.array([shipped[kind] for kind in alarms.kind])
    at = [np.where(vt, kept_by_model(alarms, everything, p, each), alarms.kept_by_rule | (p >= each)) for _, _, p, _ in results]
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


def operating_points(alarms, results):
    """Of each kind, the mean of the seeds' thresholds, chosen on the cross-validated probabilities themselves. Of asystole, bradycardia and
    fibrillation no true alarm of any seed is below it, of those that the rules do not confirm."""
    rows = np.arange(len(alarms.y))
    found = [thresholds(alarms, rows, p) for _, _, p, _ in results]
    at = {kind: np.mean([f[kind] for f in found]) for kind in KINDS}
    for kind in ("Asystole", "Bradycardia", "Ventricular_Flutter_Fib"):
        true = (alarms.kind == kind) & (alarms.y == 1) & ~alarms.confirmed
        if true.any():
            at[kind] = min(at[kind], *(p[true].min() for _, _, p, _ in results))
    return {kind: float(np.floor(1000 * at[kind]) / 1000) for kind in KINDS}


def write_scores(folder, alarms, seed, p, points):
    """For `evaluate alarms --scores`: each alarm's probability by models that saw nothing of its group, and the numbers chosen without it."""
    folder.mkdir(parents=True, exist_ok=True)
    said = ["" if np.isnan(q) else f"{q:.6f}" for q in p]
    lines = [f"{record},{q}," for record, q in zip(alarms.record, said)]
    head = "alarm,probability,threshold,margins\n"
    (folder / f"alarms-nested-{seed}.csv").write_text(head + "".join(line + point + "\n" for line, point in zip(lines, points)))
    (folder / f"alarms-shipped-{seed}.csv").write_text(head + "".join(line + ",\n" for line in lines))


def ship(alarms, models):
    """The models on all alarms, and the thresholds that go with them."""
    rows, vt = np.arange(len(alarms.y)), alarms.kind == KIND
    weights, intercept = weigh(held_out(alarms, rows, SEEDS[0])[vt], alarms.y[vt])
    fitted = fit(alarms, rows, SEEDS[0])
    path = models / "alarm-verifier.onnx"
    places = [alarms.used.index(alarms.column[n]) for n in physiology.NAMES]
    kind = alarms.used.index(alarms.column["kind.VentricularTachycardia"])
    onnx_export.write(path, fitted, len(alarms.used), places, MISSING, FLOOR, weights, intercept, kind)
    return fitted, weights, intercept, path


def points(alarms, results, at):
    """The manifest's operating point of each kind, with what the cross-validation says of the model alone."""
    found = {}
    for kind, name in zip(KINDS, NAMES):
        rows, threshold = alarms.kind == kind, at[kind]
        tp, fp, fn, tn = np.mean([tally(alarms.y[rows], p[rows] >= threshold) for _, _, p, _ in results], axis=0)
        found[name] = {
            "threshold": threshold,
            "evidence": f"5-fold grouped cross-validation on {rows.sum()} alarms of challenge2015, mean of {len(SEEDS)} seeds, the model alone: "
                        f"sensitivity {tp / (tp + fn):.3f}, specificity {tn / (tn + fp):.3f}",
            "reason": REASON + (f"by itself it loses at most {LOST_VT:.0%} of the true ones" if kind == KIND else f"by itself it loses at most {LOST:.0%} of the true alarms of asystole, bradycardia, tachycardia and fibrillation together, and of tachycardia only"),
        }
    return found


def manifest(alarms, path, points, version):
    file = path.parent / "manifest.json"
    content = json.loads(file.read_text())
    names = [alarms.names[i] for i in alarms.used]
    entry = {
        "name": "alarm-verifier", "version": version, "task": "alarms", "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "inputs": [{"name": "features", "kind": "Features", "shape": [1, len(names)], "missing": "NaN", "features": names}],
        "output": {"name": "probability", "column": 0},
        "trainingData": f"PhysioNet/CinC Challenge 2015 (ODC-By 1.0), {len(alarms.y)} alarms of the public set: {alarms.y.sum()} true, {(alarms.y == 0).sum()} false",
        "operatingPoints": points, "card": "cards/alarm-verifier.md",
    }
    content["models"] = [entry if m["name"] == entry["name"] else m for m in content["models"]]
    file.write_text(json.dumps(content, indent=1) + "\n")


def agreement(alarms, fitted, weights, intercept, path, count=12):
    """Made-up alarms (each number drawn for itself between the extremes of its feature, some unknown) and what this framework makes of them."""
    rng = np.random.default_rng(7)
    rows = np.ones(len(alarms.y), bool)
    with np.errstate(all="ignore"):
        low, high = (np.nan_to_num(f(alarms.raw[rows], axis=0)) for f in (np.nanmin, np.nanmax))
    x = np.round(rng.uniform(low, np.maximum(high, low + 1e-6), (count, len(low))), 3).astype(np.float32)
    x[rng.uniform(size=x.shape) < 0.1] = np.nan
    kinds = [alarms.column[f"kind.{name}"] for name in NAMES]
    x[:, kinds] = np.eye(len(NAMES))[np.arange(count) % len(NAMES)]
    ours = x[:, alarms.column["kind.VentricularTachycardia"]] == 1
    p = probability(voices_of(fitted, alarms.known(x), physiology.columns(x, alarms.column)), ours, weights, intercept)
    lines = [json.dumps({"features": [None if np.isnan(v) else round(float(v), 3) for v in r[alarms.used]], "probability": float(q)}) for r, q in zip(x, p)]
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n")


def main():
    global SEEDS, TREES
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("features", help="what `evaluate alarms --rules --csv FILE` wrote")
    arguments.add_argument("variations", help="what it wrote to `--variations FILE`")
    arguments.add_argument("generated", help="what it wrote to `--generated FILE`")
    arguments.add_argument("--version", default="2.1")
    arguments.add_argument("--agreement", default=MODELS.parent / "tests/WardGrid.UnitTests/Inference/alarm-verifier.agreement.json", type=pathlib.Path)
    arguments.add_argument("--scores", type=pathlib.Path, help="write the cross-validated scores of each seed and their page to this folder, and no model, no manifest")
    arguments.add_argument("--ship", action="store_true", help="with --scores: model and manifest too")
    arguments.add_argument("--models", default=MODELS, type=pathlib.Path, help="the folder of manifest.json, the models and the cards")
    arguments.add_argument("--quick", action="store_true", help="few trees and one seed: to try whether everything runs, not to use")
    given = arguments.parse_args()
    if given.quick:
        SEEDS, TREES = SEEDS[:1], 20
    alarms = Alarms(given.features, given.variations, given.generated)
    results = []
    for seed in SEEDS:
        results.append(cross_validate(alarms, seed))
        if given.scores:
            write_scores(given.scores, alarms, seed, *results[-1][2:])
    at = operating_points(alarms, results)
    page = report(alarms, results, at)
    if given.scores:
        (given.scores / "alarm-verifier-cv.md").write_text(page)
        if not given.ship:
            return
    fitted, weights, intercept, path = ship(alarms, given.models)
    (given.models / "cards/alarm-verifier-cv.md").write_text(page)
    manifest(alarms, path, points(alarms, results, at), given.version)
    agreement(alarms, fitted, weights, intercept, given.agreement)
    print(page)
    print(f"{path.name}: {path.stat().st_size} bytes, weights {weights.round(3)}, intercept {intercept:.3f}, thresholds {at}")


if __name__ == "__main__":
    main()
