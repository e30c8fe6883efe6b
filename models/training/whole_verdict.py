#!/usr/bin/env python3
"""Says by cross-validation how good the whole verdict is: the model's score, and what the channels' findings and the rules make of it.

    dotnet build -c Release src/WardGrid.Tool
    OMP_WAIT_POLICY=PASSIVE OMP_NUM_THREADS=1 python3 models/training/whole_verdict.py DATA WORK

DATA holds challenge2015, and cinc2017, cpsc2021, mitdb and vfdb for the AF alarms. What is in the folder WORK already is not made again, so that
a run may be broken off; begin with an empty one after a change. Writes models/cards/verdict-cv-alarms.md and verdict-cv-af.md; no model and no manifest is touched.
"""
import argparse
import csv
import json
import pathlib
import subprocess
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TOOL = ROOT / "src/WardGrid.Tool/bin/Release/net10.0/wardgrid.dll"
ALARM_SEEDS, AF_SEEDS = (0, 1, 2), (1, 2, 3)
BOOTSTRAP = 1000
SCORE_HEAD = ["| kind | TP | FP | FN | TN | Se | Sp | score | spread of the score |", "|---|---|---|---|---|---|---|---|---|"]
AF_HEAD = ["| from | true | not refuted % | confirmed % | false | refuted % | confirmed % |", "|---|---|---|---|---|---|---|"]


def tool(*words):
    return subprocess.run(["dotnet", TOOL, "evaluate", *words], check=True, stdout=subprocess.PIPE, text=True).stdout


def train(script, *words):
    subprocess.run([sys.executable, "-W", "ignore", HERE / script, *words], check=True, stdout=subprocess.DEVNULL)


def commit():
    return subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def verdicts(work, task, data, points, seeds):
    """What the tool says of the whole verdict with each seed's scores."""
    results = []
    for seed in seeds:
        answer = work / f"{task}-{points}-{seed}.json"
        if not answer.exists():
            each = ("--csv", work / f"{task}-{points}-{seed}.csv") if task == "alarms" else ()
            answer.write_text(tool(task, "--data", data, "--json", *each, "--scores", work / "scores" / f"{'af' if task == 'af-alarms' else task}-{points}-{seed}.csv"))
        results.append(json.loads(answer.read_text()))
    return results


def decisions(work, points, seeds):
    """Of each seed: truth, whether it was kept, kind and group of every alarm."""
    for seed in seeds:
        with open(work / f"alarms-{points}-{seed}.csv", newline="") as file:
            head, *rows = csv.reader(file)
        column = {name: [row[head.index(name)] for row in rows] for name in ("true", "verdict", "kind", "group")}
        yield np.array(column["true"]) == "1", np.array(column["verdict"]) != "Refuted", np.array(column["kind"]), np.array(column["group"])


def measures(y, kept):
    tp, fn, tn, fp = (y & kept).sum(), (y & ~kept).sum(), (~y & ~kept).sum(), (~y & kept).sum()
    return [100 * (tp + tn) / max(1, tp + tn + fp + 5 * fn), tp / max(1, tp + fn), tn / max(1, tn + fp)]


def intervals(work, points, seeds):
    """95 % intervals of score, sensitivity and specificity: groups of recordings drawn with replacement, mean over the seeds."""
    seen = list(decisions(work, points, seeds))
    groups = sorted(set(seen[0][3]))
    places = {g: np.flatnonzero(seen[0][3] == g) for g in groups}
    rng = np.random.default_rng(0)
    draws = [np.concatenate([places[g] for g in rng.choice(groups, len(groups))]) for _ in range(BOOTSTRAP)]
    lines = ["| kind | score | sensitivity | specificity |", "|---|---|---|---|"]
    for kind in sorted(set(seen[0][2])) + ["all"]:
        found = []
        for draw in draws:
            rows = [d[(kinds[d] == kind) | (kind == "all")] for d, (_, _, kinds, _) in ((draw, one) for one in seen)]
            found.append(np.mean([measures(y[r], kept[r]) for r, (y, kept, _, _) in zip(rows, seen)], axis=0))
        low, high = np.percentile(found, (2.5, 97.5), axis=0)
        lines.append(f"| {kind} | {low[0]:.1f} to {high[0]:.1f} | {low[1]:.3f} to {high[1]:.3f} | {low[2]:.3f} to {high[2]:.3f} |")
    return lines


def alarm_row(name, results):
    t = np.array([[r[k] for k in ("tp", "fp", "fn", "tn")] for r in results], float)
    tp, fp, fn, tn = t.T
    score = 100 * (tp + tn) / (tp + tn + fp + 5 * fn)
    numbers = " | ".join(f"{v:.1f}" for v in t.mean(axis=0))
    return f"| {name} | {numbers} | {np.mean(tp / (tp + fn)):.3f} | {np.mean(tn / (tn + fp)):.3f} | {score.mean():.1f} | {score.min():.1f} to {score.max():.1f} |"


def alarm_table(results):
    rows = [alarm_row(kind, [r["kinds"][kind] for r in results]) for kind in sorted(results[0]["kinds"])]
    return [*SCORE_HEAD, *rows, alarm_row("all", [r["all"] for r in results])]


def af_row(name, results):
    of = lambda key: np.array([np.nan if r[key] is None else 100 * r[key] for r in results])
    said = lambda values: "" if np.isnan(values).all() else f"{values.mean():.1f} ± {values.std():.1f}"
    return (f"| {name} | {results[0]['true']} | {said(of('se'))} | {said(of('trueConfirmed'))} | {results[0]['false']} | "
            f"{said(of('sp'))} | {said(of('falseConfirmed'))} |")


def af_table(results):
    sources = sorted(results[0]["sources"])
    return [*AF_HEAD, *(af_row(s, [r["sources"][s] for r in results]) for s in sources), af_row("all", [r["all"] for r in results])]


def alone(page, nth=0):
    """A row over all alarms of the training's own page: the same scores, without what the findings forbid."""
    return [line for line in page.read_text().splitlines() if line.startswith("| all |")][nth]


def of_alarms(data, work):
    features, variations, generated = (work / f"{name}.csv" for name in ("features", "variations", "generated"))
    if not generated.exists():
        tool("alarms", "--data", data / "challenge2015", "--rules", "--csv", features, "--variations", variations, "--generated", generated)
    page = work / "scores/alarm-verifier-cv.md"
    if not page.exists():
        train("alarm_verifier.py", features, variations, generated, "--scores", work / "scores")
    nested, shipped = (verdicts(work, "alarms", data / "challenge2015", points, ALARM_SEEDS) for points in ("nested", "shipped"))
    return [
        f"{nested[0]['records']} alarms, 5 folds that never split a group, seeds {', '.join(map(str, ALARM_SEEDS))}. The models, their weights, each kind's threshold",
        "and two margins of each rule (tachycardia: one) are chosen without the fold. **In sample** are: the other numbers of the rules, those of the",
        "findings for ventricular tachycardia among them, the beat detector, and the words of the rules themselves, which were written with all 488 in view.",
        "Positive is a true alarm; undecided counts as kept. Score = 100 (TP + TN) / (TP + TN + FP + 5 FN).", "", *alarm_table(nested), "",
        f"95 % intervals: groups of recordings drawn with replacement, {BOOTSTRAP} times, mean over the seeds.", "", *intervals(work, "nested", ALARM_SEEDS), "",
        "The same scores, margins and thresholds without what the findings forbid (the model and the rules alone, the rules as in `margins.py`):", "", *SCORE_HEAD, alone(page), "",
        "### At the shipped operating points", "",
        "The whole verdict with the manifest's thresholds and margins, chosen on all 488; only the probabilities are cross-validated:", "", *alarm_table(shipped), "",
    ]


def decided(features, scores):
    """What a server says of each alarm: as AlarmDecider judges a score, on the findings that the tool wrote. True alarms and false ones by source and band."""
    with open(features, newline="") as file:
        alarms = {row["alarm"]: row for row in csv.DictReader(file)}
    shipped = {m["name"]: m for m in json.loads((HERE.parent / "manifest.json").read_text())["models"]}["af-verifier"]["operatingPoints"]["AtrialFibrillation"]["threshold"]
    said = []
    for line in scores.read_text().splitlines()[1:]:
        alarm, probability, threshold, _ = line.split(",")
        p, below, row = float(probability), float(threshold or shipped), alarms[alarm]
        confirms, shown = p >= max(below, 0.5), row["shown"] == "1"
        refuted = not confirms and p < below and row["judged"] == "1" and not shown
        confirmed = confirms and row["denied"] == "0"
        origin = row["source"] if row["origin"] == "Minute" else f"{row['origin']} {row['delay']}"
        said.append((origin, row["origin"], row["true"] == "1", refuted, confirmed))
    return said


def af_numbers(said, of):
    share = lambda values: float(np.mean(values)) if values else None
    true, false = ([s for s in said if of(s) and s[2] == truth] for truth in (True, False))
    kept = share([not s[3] for s in true])
    return {"true": len(true), "false": len(false), "se": kept, "sp": share([s[3] for s in false]),
            "trueConfirmed": share([s[4] for s in true]), "falseConfirmed": share([s[4] for s in false])}


def af_results(work, points):
    """The same form as the tool's answer, with the alarms after an onset and after a joint."""
    results = []
    for seed in AF_SEEDS:
        said = decided(work / "af.csv", work / "scores" / f"af-{points}-{seed}.csv")
        sources = sorted({s[0] for s in said if s[1] == "Minute"})
        bands = {f"{delay} s after {words}": f"{origin} {delay}" for origin, words in (("Onset", "an onset"), ("Joined", "a joint")) for delay in ("12.5", "17.5", "25", "45")}
        results.append({
            "sources": {name: af_numbers(said, lambda s: s[0] == name) for name in sources}, "all": af_numbers(said, lambda s: s[1] == "Minute"),
            "bands": {words: af_numbers(said, lambda s: s[0] == name) for words, name in bands.items()},
        })
    return results


def of_af(data, work):
    features = work / "af.csv"
    if not features.exists():
        tool("af-alarms", "--data", data, "--rules", "--csv", features)
    page = work / "scores/af-verifier-cv.md"
    if not page.exists():
        train("af_verifier.py", features, "--scores", work / "scores")
    nested, shipped = (af_results(work, points) for points in ("nested", "shipped"))
    first = nested[0]["all"]
    return [
        f"{first['true'] + first['false']} alarms, 5 folds grouped by patient or record, seeds {', '.join(map(str, AF_SEEDS))}; mean ± standard deviation. The models, their weights and the threshold are",
        "chosen without the fold. **In sample** is the number from which intervals are irregular enough for a lead to show AF (0.9).", "", *af_table(nested), "",
        "Soon after an onset that a minute without AF goes before. Few such onsets are on record, so a minute without AF was also joined to AF of the same record, and as often",
        "to another calm stretch of it (the false ones), which shows what a joint alone does:", "",
        *AF_HEAD, *(af_row(words, [r["bands"][words] for r in nested]) for words in nested[0]["bands"]), "",
        "At the manifest's threshold, with cross-validated probabilities:", "", *af_table(shipped), "",
    ]


def main():
    global TOOL, ALARM_SEEDS
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=pathlib.Path)
    arguments.add_argument("work", type=pathlib.Path)
    arguments.add_argument("--only", choices=("alarms", "af"), help="make one page only")
    arguments.add_argument("--cards", default=HERE.parent / "cards", type=pathlib.Path, help="the folder of the pages")
    arguments.add_argument("--tool", default=TOOL, type=pathlib.Path, help="the tool, built")
    arguments.add_argument("--quick", action="store_true", help="one seed: to try whether everything runs")
    given = arguments.parse_args()
    TOOL, ALARM_SEEDS = given.tool, ALARM_SEEDS[:1] if given.quick else ALARM_SEEDS
    given.work.mkdir(parents=True, exist_ok=True)
    for part, make in (("alarms", of_alarms), ("af", of_af)):
        kept = given.cards / f"verdict-cv-{part}.md"
        if given.only in (None, part):
            title = "Alarms" if part == "alarms" else "AF alarms"
            by = "by the live code, from the" if part == "alarms" else "as AlarmDecider does it, from the live code's"
            head = [f"# {title}: cross-validation of the whole verdict", "",
                    f"What a server says: each alarm is decided {by} findings of its channels and the score, but the score comes from models that",
                    f"never saw the alarm's group. Written by `models/training/whole_verdict.py` at commit {commit()}; no model was changed, the cross-validated ones are taught on the",
                    "features of that commit.", ""]
            kept.write_text("\n".join(head + make(given.data, given.work)))
            print(kept.read_text())


if __name__ == "__main__":
    main()
