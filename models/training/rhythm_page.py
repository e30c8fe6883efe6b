"""The page that says how good the rhythm model is."""
import numpy as np

from rhythm_waves.figures import NAMES, bootstrap, confusion, figures
from rhythm_waves.shares import CLASSES, WHOLE, natural


def page(y, said, shares, networks):
    """`said`: for trees, network and both the classes of all records, once for each seed."""
    weight, here = natural(y)[y], np.bincount(y)
    counts = lambda numbers: ", ".join(f"{c} {n}" for c, n in zip(CLASSES, numbers))
    means = {who: np.mean([figures(y, one, weight) for one in ones], axis=0) for who, ones in said.items()}
    plain = {who: np.mean([figures(y, one, np.ones(len(y))) for one in ones], axis=0)[3] for who, ones in said.items()}
    ranges = {who: bootstrap(y, [ones]) for who, ones in said.items()}
    gained = bootstrap(y, [said["both"], said["trees alone"]])[:, 3]
    lines = [
        "# Rhythm model: cross-validation", "",
        f"cinc2017, {len(y)} records ({counts(here)}), five folds by record and class. The whole public set has {counts(WHOLE)}: each record",
        "counts for as many as there are in that set for one here, so the figures hold for the natural shares of the classes. No record is judged by",
        "trees or a network that have seen it. How much the network counts beside the trees is chosen on the other four folds' records, each judged",
        "by models that have not seen it. (Those models have seen the fold: only this one number could carry something over.)",
        f"Three seeds of the trees, {networks} of the network; the mean over seeds, and the 95 % interval of a bootstrap by record.",
        "Written by `python3 models/training/rhythm.py` (its head says how).", "",
        "| measure | " + " | ".join(said) + " |", "|---" * (1 + len(said)) + "|",
    ]
    for n, name in enumerate(NAMES):
        cells = [f"{means[who][n]:.3f} ({ranges[who][0, n]:.3f} to {ranges[who][1, n]:.3f})" for who in said]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines.append("| mean F1 of N, A, O at the shares of the records here | " + " | ".join(f"{plain[who]:.3f}" for who in said) + " |")
    lines += ["", f"What the network adds to the trees, mean F1: {means['both'][3] - means['trees alone'][3]:+.3f} ({gained[0]:+.3f} to {gained[1]:+.3f}).",
              f"Its share in the mean of the logarithms of both probabilities, over folds and seeds: {min(shares):.2f} to {max(shares):.2f}.", "",
              "What both together call the records of each class, in records of the whole public set:", "",
              "| label | " + " | ".join(f"called {c}" for c in CLASSES) + " |", "|---" * 5 + "|"]
    table = np.mean([confusion(y, one, weight) for one in said["both"]], axis=0)
    lines += [f"| {c} | " + " | ".join(f"{v:.0f}" for v in row) + " |" for c, row in zip(CLASSES, table)] + [""]
    return "\n".join(lines)
