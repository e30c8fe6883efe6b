"""How much the network counts beside the trees: the share that gives the best F1 on records that both have not seen."""
import numpy as np

from rhythm_waves.figures import figures
from rhythm_waves.shares import natural

SHARES, LEAST = np.round(np.arange(0, 1.01, 0.1), 1), 1e-3


def mixed(trees, network, share):
    """The weighted mean of the logarithms of both probabilities."""
    return (1 - share) * np.log(np.maximum(trees, LEAST)) + share * np.log(np.maximum(network, LEAST))


def best_share(y, trees, network):
    weight = natural(y)[y]
    f1 = [figures(y, mixed(trees, network, share).argmax(1), weight)[3] for share in SHARES]
    # The figure is a coarse function of the share: the middle of those that come within 0.002 of the best one.
    near = SHARES[np.array(f1) >= max(f1) - 0.002]
    return float(np.median(near))


def said_by_both(y, trees, network, folds):
    """The class of each record, each fold by the share that is best on the other folds."""
    said, shares = np.zeros(len(y), int), []
    for others, test in folds:
        shares.append(best_share(y[others], trees[others], network[others]))
        said[test] = mixed(trees[test], network[test], shares[-1]).argmax(1)
    return said, shares
