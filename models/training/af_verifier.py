"""Trains the verifier of AF alarms, says how good it is by nested grouped cross-validation, and writes model, manifest entry and result page.

    wardgrid evaluate af-alarms --rules --data $WARDGRID_DATA --csv af.csv
    OMP_NUM_THREADS=1 python3 models/training/af_verifier.py af.csv

The alarms are made by rule (`evaluate af-alarms` says how). Records of one patient of cpsc2021 (data_PATIENT_RECORD) never lie in
different folds, nor those of one patient of mitdb, nor alarms of one record. Weights and operating point of a fold are chosen by a cross-validation within its training part.
"""
import argparse
import pathlib

import numpy as np
from joblib import Parallel, delayed
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

import onnx_export
from tree_models import MISSING, MODELS, SEEDS, boosted, enter, forest, made_up, read, write_agreement

FLOOR = 0.005

# The share of true alarms that the operating point is to keep within the training part, by the minute and soon after an onset: 0.97 is asked for, and a point chosen there does a little worse elsewhere.
KEEP = 0.97

REASON = ("Rules refute 55 % of the false AF alarms, for intervals alone do not tell ectopy from fibrillation; "
          "the model refutes more of them and keeps 97 % of the true ones, soon after the onset too")


def patient(source, record):
    """Whose record it is where the source says so: of cpsc2021 by the name, and 201 and 202 of mitdb are one man's."""
    if source == "cpsc2021":
        return "_".join(record.split("_")[:2])
    return "201" if (source, record) == ("mitdb", "202") else record


class Pair:
    """Both kinds of trees and the two weights that make a probability of what they say."""

    def __init__(self, x, y, seed, groups=None):
        self.trees = forest(x, y, seed), boosted(x, y, seed)
        if groups is None:
            return
        self.inner = np.zeros((len(y), 2))
        for train, test in StratifiedGroupKFold(3, shuffle=True, random_state=seed + 100).split(x, y, groups):
            self.inner[test] = Pair(x[train], y[train], seed).logits(x[test])
        self.combined = LogisticRegression(C=1.0).fit(self.inner, y)

    def logits(self, x):
        votes = np.clip(self.trees[0].predict_proba(x)[:, 1], FLOOR, 1 - FLOOR)
        return np.column_stack([np.log(votes / (1 - votes)), self.trees[1].decision_function(x)])

    def probability(self, x):
        return self.combined.predict_proba(self.logits(x))[:, 1]

    def threshold(self, y, open_, band):
        """The highest below which no more true alarms are refuted than is allowed, by the minute and soon after an onset; one that is not open is never refuted."""
        said = self.combined.predict_proba(self.inner)[:, 1]
        points = []
        for of in (band == "", band != ""):
            true = (y == 1) & of
            refutable = np.append(np.sort(said[true & open_]), 0.5)
            points.append(refutable[min(int((1 - KEEP) * true.sum()), len(refutable) - 1)])
        return float(min(points))


def validated(x, y, open_, band, group, seed, train, test):
    """Of the alarms of one fold the probability that a model gives which has not seen their groups, which of them are refuted, and below what."""
    pair = Pair(x[train], y[train], seed, group[train])
    p = pair.probability(x[test])
    at = pair.threshold(y[train], open_[train], band[train])
    return p, open_[test] & (p < at), at


def shares(y, refuted, confirmed, of):
    true, false = of & (y == 1), of & (y == 0)
    mean = lambda values: values.mean() if len(values) else np.nan
    return np.array([true.sum(), 1 - mean(refuted[true]), mean(confirmed[true]), false.sum(), mean(refuted[false]), mean(confirmed[false])])


def percent(values, spread=None):
    return "" if np.isnan(values) else f"{100 * values:.1f}" + (f" ± {100 * spread:.1f}" if spread is not None else "")


def reliability(y, p):
    edges = [0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0001]
    rows = [(low, min(high, 1), (p >= low) & (p < high)) for low, high in zip(edges, edges[1:])]
    return [f"| {low:.2f} to {high:.2f} | {w.sum()} | {p[w].mean():.2f} | {y[w].mean():.2f} |" for low, high, w in rows if w.any()]


def write_scores(folder, seed, alarms, p, below):
    """For `evaluate af-alarms --scores`: each alarm's probability by models that saw nothing of its group, and their threshold."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, points in (("nested", [f"{at:.6f}" for at in below]), ("shipped", [""] * len(p))):
        lines = [f"{alarm},{q:.6f},{point},\n" for alarm, q, point in zip(alarms, p, points)]
        (folder / f"af-{name}-{seed}.csv").write_text("alarm,probability,threshold,margins\n" + "".join(lines))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("features", help="what `evaluate af-alarms --csv FILE` wrote")
    arguments.add_argument("--version", default="2.0")
    arguments.add_argument("--jobs", type=int, default=1, help="folds that are run at the same time")
    arguments.add_argument("--scores", type=pathlib.Path, help="write the cross-validated scores of each seed and their page to this folder, and nothing else: no model, no manifest")
    given = arguments.parse_args()
    rows, names, x = read(given.features, 11)
    columns = [i for i, n in enumerate(names) if n.startswith("rhythm.")]
    names, x = [names[i] for i in columns], x[:, columns]
    source, y = np.array([r[0] for r in rows]), np.array([int(r[3]) for r in rows])
    # What a server may refute: a lead bears it, and none shows fibrillation.
    open_ = np.array([r[6] == "1" and r[7] == "0" for r in rows])
    # Natural onsets and joined ones of one delay are one band; alarms by the minute have none.
    band, minute = np.array([r[9] for r in rows]), np.array([r[10] == "Minute" for r in rows])
    group = np.array([patient(r[0], r[1]) for r in rows])
    strata = np.unique(np.char.add(source, y.astype(str)), return_inverse=True)[1]

    sources, bands = sorted(set(source)), sorted(set(band[~minute]), key=float)
    results, aucs, briers, everyone = [], [], [], []
    folds = [(seed, *fold) for seed in SEEDS for fold in StratifiedGroupKFold(5, shuffle=True, random_state=seed).split(x, strata, group)]
    answers = Parallel(n_jobs=given.jobs)(delayed(validated)(x, y, open_, band, group, *fold) for fold in folds)
    for seed in SEEDS:
        p, refuted, below = np.zeros(len(y)), np.zeros(len(y), bool), np.zeros(len(y))
        for (of, _, test), (said, denied, at) in zip(folds, answers):
            if of == seed:
                p[test], refuted[test], below[test] = said, denied, at
        if given.scores:
            write_scores(given.scores, seed, [r[2] for r in rows], p, below)
        groups = [*(minute & (source == s) for s in sources), minute, *(~minute & (band == b) for b in bands)]
        results.append([shares(y, refuted, p >= 0.5, of) for of in groups])
        aucs.append(roc_auc_score(y[minute], p[minute]))
        briers.append(brier_score_loss(y[minute], p[minute]))
        everyone.append(p)
    with np.errstate(invalid="ignore"):
        mean, spread = np.mean(results, axis=0), np.std(results, axis=0)

    pair = Pair(x, y, SEEDS[0], group)
    threshold = round(pair.threshold(y, open_, band), 4)
    fixed = [shares(y, open_ & (p < threshold), p >= 0.5, minute) for p in everyone]
    page = [
        "# AF verifier: cross-validation", "",
        f"{minute.sum()} alarms made by rule ({(y[minute] == 1).sum()} true) and {(~minute).sum()} soon after an onset or a joint, 5 folds grouped by patient where the source names one, else by record;",
        f"{len(SEEDS)} seeds; mean ± standard deviation over them. Weights and operating point of each fold are chosen by 3 folds within its training part. An alarm without",
        "a reliable lead, or that a lead shows by rule, is never refuted: it counts as kept if it is true, and as not refuted if it is false.",
        "What a server says: [verdict-cv-af.md](verdict-cv-af.md).",
        "Written by `python3 models/training/af_verifier.py` (its head says how).", "",
        "| from | true | not refuted % | confirmed % | false | refuted % | confirmed % |", "|---|---|---|---|---|---|---|",
        *(f"| {s} | {m[0]:.0f} | {percent(m[1], d[1])} | {percent(m[2])} | {m[3]:.0f} | {percent(m[4], d[4])} | {percent(m[5])} |"
          for s, m, d in zip([*sources, "all", *(f"{float(b):g} s after an onset or a joint" for b in bands)], mean, spread)), "",
        f"Area under the ROC curve {np.mean(aucs):.3f} ± {np.std(aucs):.3f}, Brier score {np.mean(briers):.4f}.", "",
        f"At the shipped operating point ({threshold}, chosen over all records; probabilities still those of models that have not seen the record):",
        f"sensitivity {np.mean([f[1] for f in fixed]):.3f}, specificity {np.mean([f[4] for f in fixed]):.3f}.", "",
        "Reliability over the three seeds:", "", "| probability | alarms | mean | true |", "|---|---|---|---|",
        *reliability(np.tile(y, len(SEEDS)), np.concatenate(everyone)), "",
    ]
    ((given.scores or MODELS / "cards") / "af-verifier-cv.md").write_text("\n".join(page))
    print("\n".join(page))
    if given.scores:
        return

    weights_, intercept = pair.combined.coef_[0], pair.combined.intercept_[0]
    onnx_export.write_pair(MODELS / "af-verifier.onnx", "af-verifier", *pair.trees, weights_, intercept, len(names), MISSING, FLOOR)
    made, unknown = made_up(x)
    write_agreement("af-verifier.agreement.json", made, unknown, [{"probability": float(q)} for q in pair.probability(made)])
    of_all = mean[len(sources)]
    evidence = (f"5-fold grouped cross-validation on {minute.sum()} alarms made by rule, mean of {len(SEEDS)} seeds: "
                f"sensitivity {of_all[1]:.3f}, specificity {of_all[4]:.3f}")
    enter("af-verifier", given.version, "alarms", names, 0,
          f"PhysioNet/CinC Challenge 2017 (ODC-By 1.0), CPSC 2021 (CC BY 4.0), MIT-BIH Arrhythmia and Malignant Ventricular Ectopy (ODC-By 1.0): {len(y)} AF alarms made by rule from their labels",
          {"AtrialFibrillation": {"threshold": threshold, "evidence": evidence, "reason": REASON}})


if __name__ == "__main__":
    main()
