#!/usr/bin/env python3
"""What a network that sees the raw waves says of the ventricular tachycardia alarms of challenge2015: grouped 5-fold cross-validation, seeds 0, 1, 2.

    python3 models/training/raw_waves/cross_validate.py DATA none|rhythms|distilled [--seeds 3]

DATA holds challenge2015, and vfdb and cpsc2021 for `rhythms`. The network starts from nothing; from windows of vfdb and cpsc2021 told
apart by whether they hold ventricular tachycardia; or from self-distillation on the unlabelled waves of all alarms of challenge2015, those
of the test folds included (their last 15 s are not seen), which flatters. What each attempt gave stands in cards/alarm-verifier.md.
Needs Debian's python3-torch and python3-sklearn; a few minutes on one core for each start.
"""
import argparse
import csv
import itertools
import pathlib

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

import recordings
from network import Network, answers, teach
from self_distillation import distil

ROUNDS, FOLDS = 30, 5


def tensors(*arrays):
    return [torch.tensor(np.array(a), dtype=torch.float32) for a in arrays]


def beginning(name, data):
    """The weights that the network starts from; None where it learns from nothing."""
    if name == "none":
        return None
    if name == "distilled":
        return distil(*tensors(*zip(*recordings.unlabelled(data / "challenge2015"))), steps=250).state_dict()
    scenes = itertools.chain(recordings.rhythms(data / "vfdb", 5), recordings.rhythms(data / "cpsc2021", 20))
    torch.manual_seed(0)
    return teach(Network(), *tensors(*zip(*scenes)), rounds=4, seed=0, rate=3e-3).state_dict()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=pathlib.Path)
    arguments.add_argument("start", choices=("none", "rhythms", "distilled"))
    arguments.add_argument("--seeds", type=int, default=3)
    given = arguments.parse_args()
    torch.set_num_threads(1)
    folder = given.data / "challenge2015"
    scenes, masks, names = recordings.alarms(folder)
    x, mask = tensors(scenes, masks)
    truth = {r[0]: int(r[2]) for r in csv.reader(open(folder / "ALARMS"))}
    group = dict(csv.reader(open(folder / "GROUPS")))
    y, groups = np.array([truth[n] for n in names]), [group[n] for n in names]
    start = beginning(given.start, given.data)
    if start is not None:
        network = Network()
        network.load_state_dict(start)
        print(f"{given.start}, before it has seen a labelled alarm: AUC {roc_auc_score(y, answers(network, x, mask)):.3f}")
    for seed in range(given.seeds):
        said = np.zeros(len(y))
        for train, test in StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed).split(y, y, groups):
            torch.manual_seed(seed)
            network = Network()
            if start is not None:
                network.load_state_dict(start)
            teach(network, x[train], mask[train], *tensors(y[train]), rounds=ROUNDS, seed=seed)
            said[test] = answers(network, x[test], mask[test])
        print(f"{given.start}, seed {seed}: AUC {roc_auc_score(y, said):.3f}", flush=True)


if __name__ == "__main__":
    main()
