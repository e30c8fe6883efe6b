"""How common each class is in the whole public set of the 2017 challenge, of which the training sees a part, and what counts for how much."""
import numpy as np

CLASSES = "NAO~"
WHOLE = np.array([5076, 758, 2415, 279])


def natural(y):
    """What a record of each class stands for: records of the whole public set for each one here."""
    return WHOLE / np.bincount(y, minlength=len(CLASSES))


def taught(y):
    """How much a record of each class counts in training: as often as it is in the whole set, rare classes more by the square root of their rarity."""
    weight = natural(y) * np.sqrt(WHOLE.sum() / len(CLASSES) / WHOLE)
    return weight * len(y) / weight[y].sum()
