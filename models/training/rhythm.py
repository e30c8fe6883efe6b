"""Trains the rhythm model, says how good it is by cross-validation, and writes model, manifest entry and result page.

    wardgrid evaluate rhythm --data $WARDGRID_DATA/cinc2017 --csv rhythm.csv
    OMP_NUM_THREADS=1 python3 models/training/rhythm.py rhythm.csv

Each record of the 2017 challenge is another recording, and the source names no patients, so folds are drawn by record and class.
"""
import argparse
import csv
import hashlib
import json
import pathlib

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold

import onnx_export

MODELS = pathlib.Path(__file__).resolve().parent.parent
CLASSES = "NAO~"
SEEDS = (1, 2, 3)
MISSING = -9.0


def forest(y, seed):
    """Rare classes count more, by the square root of their rarity: by all of it they would be called too often."""
    weight = np.sqrt(len(y) / len(CLASSES) / np.bincount(y))
    return ExtraTreesClassifier(80, min_samples_leaf=4, max_features=0.3, class_weight=dict(enumerate(weight)), n_jobs=1, random_state=seed)


def measures(y, p):
    """F1 of N, A, O and ~, their mean without ~, sensitivity and specificity for A, and those of A's probability at Sp 0.90."""
    said = p.argmax(axis=1)
    f1 = f1_score(y, said, average=None, labels=range(len(CLASSES)))
    af = y == 1
    cut = np.quantile(p[~af, 1], 0.90)
    return [*f1, f1[:3].mean(), np.mean(said[af] == 1), np.mean(said[~af] != 1), roc_auc_score(af, p[:, 1]), np.mean(p[af, 1] > cut)]


def agreement(trees, x, path, count=8):
    """Made-up leads (each number drawn for itself between the extremes of its feature, some unknown) and what this framework makes of them."""
    rng = np.random.default_rng(7)
    made = np.round(rng.uniform(x.min(axis=0), x.max(axis=0), (count, x.shape[1])), 3).astype(np.float32)
    unknown = rng.uniform(size=made.shape) < 0.1
    said = trees.predict_proba(np.where(unknown, np.float32(MISSING), made))
    lines = [json.dumps({"features": [None if u else round(float(v), 3) for v, u in zip(row, gaps)], "probabilities": [float(q) for q in p]})
             for row, gaps, p in zip(made, unknown, said)]
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("features", help="what `evaluate rhythm --csv FILE` wrote")
    arguments.add_argument("--version", default="1.0")
    given = arguments.parse_args()
    with open(given.features) as file:
        names, *rows = csv.reader(file)
    rows.sort()
    names = names[2:]
    x = np.array([[float(v) if v else np.nan for v in row[2:]] for row in rows], np.float32)
    x = np.where(np.isfinite(x), x, np.float32(MISSING))
    y = np.array([CLASSES.index(row[1]) for row in rows])

    results = []
    for seed in SEEDS:
        p = np.zeros((len(y), len(CLASSES)))
        for train, test in StratifiedKFold(5, shuffle=True, random_state=seed).split(x, y):
            p[test] = forest(y[train], seed).fit(x[train], y[train]).predict_proba(x[test])
        results.append(measures(y, p))
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

    path = MODELS / "rhythm.onnx"
    trees = forest(y, SEEDS[0]).fit(x, y)
    onnx_export.write_forest(path, "rhythm", trees, len(names), MISSING)
    agreement(trees, x, MODELS.parent / "tests/WardGrid.Tests/Inference/rhythm.agreement.json")
    entry = {
        "name": "rhythm", "version": given.version, "task": "rhythm", "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "inputs": [{"name": "features", "kind": "Features", "shape": [1, len(names)], "missing": "NaN", "features": names}],
        "output": {"name": "probability", "column": 1},
        "trainingData": f"PhysioNet/CinC Challenge 2017 (ODC-By 1.0), {len(y)} records of the public set",
        "operatingPoints": {},
        "card": "cards/rhythm.md",
    }
    file = MODELS / "manifest.json"
    content = json.loads(file.read_text())
    content["models"] = [m for m in content["models"] if m["name"] != entry["name"]] + [entry]
    file.write_text(json.dumps(content, indent=1) + "\n")


main()
