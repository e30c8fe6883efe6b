"""Fits the rule by which one ECG lead shows ventricular fibrillation or flutter (FibrillatingLead.Odds), and says what it is worth.

    dotnet run -c Release --project src/WardGrid.Tool -- evaluate ventricular --data VFDB --csv vfdb.csv
    dotnet run -c Release --project src/WardGrid.Tool -- evaluate ventricular --data CUDB --csv cudb.csv
    dotnet run -c Release --project src/WardGrid.Tool -- evaluate ventricular --simulated 90 --csv simulated.csv
    python3 models/training/fibrillation.py vfdb.csv cudb.csv simulated.csv

No alarm of challenge2015 takes part. Deterministic: logistic regression, sources, classes and records weigh alike, so that a record
with an hour of fibrillation does not drown the others. Every real record is judged by a fit that has not seen it.
"""
import csv
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

LEAST_HEIGHT = 0.1  # mV: below it the line is still (FibrillationMeasure.LeastHeight)
NAMES = ["leakage", "occupied", "spread", "log peakedness", "own"]


def read(files):
    rows = [row for file in files for row in csv.DictReader(open(file))]
    rows = [row for row in rows if float(row["height"]) >= LEAST_HEIGHT]
    column = lambda name: np.array([float(row[name]) for row in rows])
    x = np.stack([column("leakage"), column("occupied"), column("spread"), np.log(column("peakedness")), column("own")], axis=1)
    return x, column("fibrillation").astype(int), np.array([row["source"] for row in rows]), np.array([row["record"] for row in rows])


def weights(y, source, record):
    """Every source, in it every class, in it every record weighs alike; the mean is 1."""
    w = np.zeros(len(y))
    for s in set(source):
        for c in (0, 1):
            part = (source == s) & (y == c)
            records = set(record[part])
            for r in records:
                mine = part & (record == r)
                w[mine] = 1 / len(records) / mine.sum()
    return w * len(y) / w.sum()


def fit(x, y, source, record):
    return LogisticRegression(C=10, max_iter=500).fit(x, y, sample_weight=weights(y, source, record))


def main(files):
    x, y, source, record = read(files)
    model = fit(x, y, source, record)
    print("intercept %.2f; " % model.intercept_[0] + ", ".join("%s %.2f" % pair for pair in zip(NAMES, model.coef_[0])))

    odds = model.decision_function(x)
    real = source != "simulated"
    for r in sorted(set(record[real])):
        others, mine = record != r, record == r
        odds[mine] = fit(x[others], y[others], source[others], record[others]).decision_function(x[mine])
    print("| source | windows | AUC | Se at even odds | Sp at even odds |\n|---|---|---|---|---|")
    for s in sorted(set(source)):
        part = source == s
        w = weights(y[part], source[part], record[part])
        share = lambda c: np.average((odds[part] >= 0)[y[part] == c], weights=w[y[part] == c])
        print("| %s | %d | %.3f | %.3f | %.3f |" % (
            s + ("" if real[part].any() else " (in sample)"), part.sum(), roc_auc_score(y[part], odds[part], sample_weight=w), share(1), 1 - share(0)))


if __name__ == "__main__":
    main(sys.argv[1:])
