"""The two kinds of tree models that the rhythm model and the AF verifier are made of, and what both trainings need of them."""
import csv
import hashlib
import json
import pathlib

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier

MODELS = pathlib.Path(__file__).resolve().parent.parent
AGREEMENTS = MODELS.parent / "tests/WardGrid.UnitTests/Inference"
SEEDS = (1, 2, 3)

# What stands for a number that is not known: below what most numbers are, and near enough for a branch drawn at random to find.
MISSING = -9.0


def read(path, first):
    """The columns before `first`, the names from there on, and their numbers."""
    with open(path, newline="") as file:
        names, *rows = csv.reader(file)
    rows.sort()
    x = np.array([[float(v) if v else np.nan for v in row[first:]] for row in rows], np.float32)
    return [row[:first] for row in rows], names[first:], np.where(np.isfinite(x), x, np.float32(MISSING))


def weights(y):
    """Rare classes count more, by the square root of their rarity: by all of it they would be called too often."""
    counts = np.bincount(y)
    return np.sqrt(len(y) / len(counts) / counts)


def forest(x, y, seed, weigh=weights):
    trees = ExtraTreesClassifier(80, min_samples_leaf=4, max_features=0.3, class_weight=dict(enumerate(weigh(y))), n_jobs=1, random_state=seed)
    return trees.fit(x, y)


def boosted(x, y, seed, weigh=weights):
    trees = HistGradientBoostingClassifier(max_iter=120, learning_rate=0.08, max_leaf_nodes=12, min_samples_leaf=20, l2_regularization=5, random_state=seed)
    return trees.fit(x, y, sample_weight=weigh(y)[y])


def made_up(x, count=8):
    """Made-up leads, each number drawn for itself between the extremes of its feature, and which of them are unknown."""
    rng = np.random.default_rng(7)
    rows = np.round(rng.uniform(x.min(axis=0), x.max(axis=0), (count, x.shape[1])), 3).astype(np.float32)
    unknown = rng.uniform(size=rows.shape) < 0.1
    return np.where(unknown, np.float32(MISSING), rows), unknown


def write_agreement(file, rows, unknown, answers):
    """What this framework makes of made-up leads, for the test that the exported model says the same."""
    lines = [json.dumps({"features": [None if u else round(float(v), 3) for v, u in zip(row, gaps)], **answer})
             for row, gaps, answer in zip(rows, unknown, answers)]
    (AGREEMENTS / file).write_text("[\n" + ",\n".join(lines) + "\n]\n")


def enter(name, version, task, names, column, data, points):
    """Writes a model of features into the manifest."""
    features = {"name": "features", "kind": "Features", "shape": [1, len(names)], "missing": "NaN", "features": names}
    enter_any(name, version, task, features, column, data, points, f"cards/{name}.md")


def enter_any(name, version, task, given, column, data, points, card, **more):
    """Writes the model's entry in the manifest; the entries of other models stay as they are."""
    path = MODELS / f"{name}.onnx"
    entry = {
        "name": name, "version": version, "task": task, "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "inputs": [given], "output": {"name": "probability", "column": column},
        "trainingData": data, "operatingPoints": points, "card": card, **more,
    }
    file = MODELS / "manifest.json"
    content = json.loads(file.read_text())
    content["models"] = [entry if m["name"] == name else m for m in content["models"]]
    if entry not in content["models"]:
        content["models"].append(entry)
    file.write_text(json.dumps(content, indent=1) + "\n")
