#!/usr/bin/env python3
"""Trains the rhythm model, trees and networks, says by cross-validation how good it is, and writes models, manifest entries and the result page.

    dotnet build -c Release src/WardGrid.Tool
    OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE python3 models/training/rhythm.py DATA WORK

DATA holds cinc2017. What is in the folder WORK already is not made again, so that a run may be broken off; begin with an empty one after a
change. Each record of the 2017 challenge is another recording, and the source names no patients, so folds are drawn by record and class.
Needs Debian's python3-torch, python3-onnx and python3-sklearn; an hour and a half on one core, nearly all of it for the networks.
"""
import argparse
import pathlib
import subprocess
import sys

import numpy as np

import onnx_export
import rhythm_page
from rhythm_network import folds
from rhythm_waves import export, made_up as made_up_leads
from rhythm_waves.mixing import best_share, said_by_both
from rhythm_waves.shares import CLASSES, taught
from rhythm_waves.teaching import answers
from tree_models import AGREEMENTS, MISSING, MODELS, SEEDS, boosted, enter, enter_any, forest, made_up, read, write_agreement

HERE = pathlib.Path(__file__).resolve().parent
TOOL = HERE.parents[1] / "src/WardGrid.Tool/bin/Release/net10.0/wardgrid.dll"


def fit(x, y, seed):
    return forest(x, y, seed, taught), boosted(x, y, seed, taught)


def probabilities(trees, x):
    return (trees[0].predict_proba(x) + trees[1].predict_proba(x)) / 2


def cross_validated(x, y, seed):
    p = np.zeros((len(y), len(CLASSES)))
    for train, test in folds(y):
        p[test] = probabilities(fit(x[train], y[train], seed), x[test])
    return p


def made(work, data):
    """The features, the waves and the networks, made anew where they are missing."""
    work.mkdir(parents=True, exist_ok=True)
    features, waves, networks = work / "rhythm.csv", work / "waves.npy", work / "networks.npz"
    if not (features.exists() and waves.exists()):
        subprocess.run(["dotnet", TOOL, "evaluate", "rhythm", "--data", data / "cinc2017", "--csv", features, "--waves", waves], check=True)
    if not networks.exists():
        subprocess.run([sys.executable, HERE / "rhythm_network.py", waves, networks], check=True)
    return features, networks


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=pathlib.Path)
    arguments.add_argument("work", type=pathlib.Path)
    arguments.add_argument("--version", default="3.0")
    arguments.add_argument("--page-only", action="store_true", help="write the result page, and no model and no manifest")
    given = arguments.parse_args()
    features, networks = made(given.work, given.data)
    rows, names, x = read(features, 2)
    y = np.array([CLASSES.index(row[1]) for row in rows])
    kept = np.load(networks)
    if list(kept["names"]) != [row[0] for row in rows]:
        sys.exit(f"{networks} was made of other records than {features}")

    trees = [cross_validated(x, y, seed) for seed in SEEDS]
    network = kept["said"]
    both = [said_by_both(y, t, n, list(folds(y))) for t in trees for n in network]
    said = {"trees alone": [t.argmax(1) for t in trees], "network alone": [n.argmax(1) for n in network], "both": [s for s, _ in both]}
    shares = [share for _, chosen in both for share in chosen]
    page = rhythm_page.page(y, said, shares, len(network))
    print(page)
    (MODELS / "cards/rhythm-cv.md").write_text(page)
    if given.page_only:
        return

    data = f"PhysioNet/CinC Challenge 2017 (ODC-By 1.0), {len(y)} records of the public set"
    fitted = fit(x, y, SEEDS[0])
    onnx_export.write_classes(MODELS / "rhythm.onnx", "rhythm", *fitted, len(names), MISSING)
    drawn, unknown = made_up(x)
    write_agreement("rhythm.agreement.json", drawn, unknown, [{"probabilities": [float(q) for q in p]} for p in probabilities(fitted, drawn)])
    enter("rhythm", given.version, "rhythm", names, 1, data, {})

    shipped = export.networks(kept)
    export.write(MODELS / "rhythm-network.onnx", shipped)
    waves = {"name": "waves", "kind": "Waves", "shape": [1, 2, 3000], "samplingRate": 100}
    share = np.mean([best_share(y, trees[0], n) for n in network])
    enter_any("rhythm-network", given.version, "rhythm-waves", waves, 1, data, {}, "cards/rhythm.md", mixing={"weight": round(float(share), 2)})
    made_up_leads.write(AGREEMENTS / "rhythm-network.agreement.json", TOOL, lambda leads: answers(shipped, leads))


main()
