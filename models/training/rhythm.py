"""Trains the rhythm model, says how good it is by cross-validation, and writes model, manifest entry and result page.

    wardgrid evaluate rhythm --data $WARDGRID_DATA/cinc2017 --csv rhythm.csv
    OMP_NUM_THREADS=1 python3 models/training/rhythm.py rhythm.csv

Each record of the 2017 challenge is another recording, and the source names no patients, so folds are drawn by record and class.
"""
import argparse

import numpy as np
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold

import onnx_export
from tree_models import MISSING, MODELS, SEEDS, boosted, enter, forest, made_up, read, write_agreement

CLASSES = "NAO~"


def fit(x, y, seed):
    return forest(x, y, seed), boosted(x, y, seed)


def probabilities(trees, x):
    return (trees[0].predict_proba(x) + trees[1].predict_proba(x)) / 2


def measures(y, p):
    """F1 of N, A, O and ~, their mean without ~, sensitivity and specificity for A, and those of A's probability at Sp 0.90."""
    said = p.argmax(axis=1)
    f1 = f1_score(y, said, average=None, labels=range(len(CLASSES)))
    af = y == 1
    cut = np.quantile(p[~af, 1], 0.90)
    return [*f1, f1[:3].mean(), np.mean(said[af] == 1), np.mean(said[~af] != 1), roc_auc_score(af, p[:, 1]), np.mean(p[af, 1] > cut)]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("features", help="what `evaluate rhythm --csv FILE` wrote")
    arguments.add_argument("--version", default="2.0")
    given = arguments.parse_args()
    rows, names, x = read(given.features, 2)
    y = np.array([CLASSES.index(row[1]) for row in rows])

    results = []
    for seed in SEEDS:
        p = np.zeros((len(y), len(CLASSES)))
        for train, test in StratifiedKFold(5, shuffle=True, random_state=seed).split(x, y):
            p[test] = probabilities(fit(x[train], y[train], seed), x[test])
        results.append(measures(y, p))
        print(f"seed {seed}: {np.round(results[-1], 4)}", flush=True)
    mean, spread = np.mean(results, axis=0), np.std(results, axis=0)
    heads = ["F1 N", "F1 A", "F1 O", "F1 ~", "mean F1 of N, A, O", "AF sensitivity", "AF specificity", "AF AUC", "AF sensitivity at specificity 0.90"]
    page = [
        "# Rhythm model: cross-validation", "",
        f"cinc2017, {len(y)} records (" + ", ".join(f"{c} {n}" for c, n in zip(CLASSES, np.bincount(y))) + f"), 5 folds by record and class, {len(SEEDS)} seeds.",
        "Written by `python3 models/training/rhythm.py` (its head says how). No record is judged by a model that has seen it.", "",
        "| measure | mean | standard deviation over seeds |", "|---|---|---|",
        *(f"| {h} | {m:.3f} | {s:.3f} |" for h, m, s in zip(heads, mean, spread)), "",
    ]
    (MODELS / "cards/rhythm-cv.md").write_text("\n".join(page))
    print("\n".join(page))

    trees = fit(x, y, SEEDS[0])
    onnx_export.write_classes(MODELS / "rhythm.onnx", "rhythm", *trees, len(names), MISSING)
    made, unknown = made_up(x)
    write_agreement("rhythm.agreement.json", made, unknown, [{"probabilities": [float(q) for q in p]} for p in probabilities(trees, made)])
    enter("rhythm", given.version, "rhythm", names, 1, f"PhysioNet/CinC Challenge 2017 (ODC-By 1.0), {len(y)} records of the public set", {})


main()
