"""F1 of each class if the classes were as common as in the whole public set, and how far chance could move it."""
import numpy as np

from rhythm_waves.shares import CLASSES, natural

NAMES = ["F1 N", "F1 A", "F1 O", "mean F1 of N, A, O", "AF sensitivity", "AF specificity"]
RESAMPLES = 2000


def confusion(y, said, weight):
    """Records of each class (row) that are called each class (column); a record counts as much as its weight says."""
    n = len(CLASSES)
    return np.bincount(y * n + said, weight, n * n).reshape(n, n)


def figures(y, said, weight):
    """The figures by their names' order; a record counts as much as its weight says."""
    n, table = len(CLASSES), confusion(y, said, weight)
    f1 = [2 * table[c, c] / (table[c].sum() + table[:, c].sum()) for c in range(n)]
    others = np.arange(n) != 1
    return np.array([*f1[:3], np.mean(f1[:3]), table[1, 1] / table[1].sum(), 1 - table[others, 1].sum() / table[others].sum()])


def bootstrap(y, answers, seed=1):
    """The 95 % interval, by record, of the mean over several answers to the same records; with two lists of answers, of their difference."""
    rng, weight, drawn = np.random.default_rng(seed), natural(y)[y], []
    for _ in range(RESAMPLES):
        times = np.bincount(rng.integers(0, len(y), len(y)), minlength=len(y))
        means = [np.mean([figures(y, said, weight * times) for said in group], axis=0) for group in answers]
        drawn.append(means[0] - means[1] if len(means) > 1 else means[0])
    return np.quantile(drawn, (0.025, 0.975), axis=0)
