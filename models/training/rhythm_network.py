#!/usr/bin/env python3
"""Trains the rhythm networks, one for each fold and seed, and writes what each says of the records that it has not seen.

    wardgrid evaluate rhythm --data $WARDGRID_DATA/cinc2017 --waves waves.npy
    OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE python3 models/training/rhythm_network.py waves.npy networks.npz

Five folds by record and class. The rounds are fixed: nothing is chosen on what a fold's test records show. `rhythm.py` calls this script, and
mixes the networks with the trees. Needs Debian's python3-torch and python3-sklearn; eight minutes on one core for each fold and seed. A fold
that the file already holds is not taught again.
"""
import argparse
import pathlib
import time

import numpy as np
import torch
from sklearn.model_selection import StratifiedKFold

from rhythm_waves.recordings import read
from rhythm_waves.shares import CLASSES, taught
from rhythm_waves.teaching import ROUNDS, answers, teach

FOLDS, SEED = 5, 1


def folds(y):
    """The folds of networks and trees, by record and class; the records stand in the order of their names."""
    return StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(y, y)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("waves", help="what `evaluate rhythm --waves FILE` wrote")
    arguments.add_argument("networks", type=pathlib.Path, help="where the weights and the answers go")
    arguments.add_argument("--seeds", type=int, default=1)
    arguments.add_argument("--rounds", type=int, default=ROUNDS)
    given = arguments.parse_args()
    torch.set_num_threads(1)
    names, labels, waves = read(given.waves)
    y, began = np.array([CLASSES.index(label) for label in labels]), time.time()
    kept = dict(np.load(given.networks)) if given.networks.exists() else {"names": np.array(names)}

    def log(text):
        print(f"{time.time() - began:6.0f} s  {text}", flush=True)

    for seed in range(given.seeds):
        said = np.zeros((given.seeds, len(y), len(CLASSES)))
        said[:len(kept.get("said", []))] = kept.get("said", np.zeros((0, len(y), len(CLASSES))))
        for fold, (train, test) in enumerate(folds(y)):
            place = f"{seed}.{fold}"
            if any(name.startswith(place + "/") for name in kept):
                continue
            network = teach([waves[n] for n in train], y[train], taught(y[train]), SEED + fold + 100 * seed, given.rounds, log)
            said[seed, test] = answers([network], [waves[n] for n in test])
            right = (said[seed, test].argmax(1) == y[test]).mean()
            log(f"seed {seed + 1}, fold {fold + 1}: {len(train)} records taught, {right:.3f} of {len(test)} others named right")
            kept |= {f"{place}/{name}": value.numpy() for name, value in network.state_dict().items()} | {"said": said}
            np.savez_compressed(given.networks, **kept)


if __name__ == "__main__":
    main()
