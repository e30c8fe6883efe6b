#!/usr/bin/env python3
"""Makes every model and every figure of the cards from raw recordings, in one go.

    OMP_WAIT_POLICY=PASSIVE python3 models/training/everything.py DATA WORK [--only alarms|af|rhythm|prototypes]
    python3 models/training/everything.py DATA WORK --only alarms --limit 6     # a trial of a few alarms: its model and pages go to WORK/models

DATA is the folder of the recordings (challenge2015, cinc2017, cpsc2021, mitdb, vfdb). WORK takes what is made on the way; begin with an empty one
after a change. Needs the .NET SDK, and Debian's python3-sklearn, python3-torch and python3-onnx.
"""
import argparse
import collections
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TOOL = ROOT / "src/WardGrid.Tool/bin/Release/net10.0/wardgrid.dll"


def run(*words):
    print("+", *words, flush=True)
    subprocess.run([str(w) for w in words], check=True, env={**os.environ, "OMP_WAIT_POLICY": "PASSIVE"})


def tool(*words):
    run("dotnet", TOOL, "evaluate", *words)


def python(script, *words):
    run(sys.executable, "-W", "ignore", HERE / script, *words)


def alarms(data, work, limit=None):
    features, variations, generated = (work / f"{name}.csv" for name in ("features", "variations", "generated"))
    quick, patients, cards = (), (), ()
    if limit:
        data, models = few(data, work, limit), work / "models"
        quick, patients, cards = ("--quick",), ("--patients", 10 * limit), ("--cards", models / "cards")
        (models / "cards").mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "models/manifest.json", models)
        quick += ("--models", models, "--agreement", models / "agreement.json")
    if not generated.exists():
        tool("alarms", "--data", data / "challenge2015", "--rules", "--csv", features, "--variations", variations, "--generated", generated, *patients)
    python("alarm_verifier.py", features, variations, generated, "--scores", work / "scores", "--ship", *quick)
    python("whole_verdict.py", data, work, "--only", "alarms", "--tool", TOOL, *quick[:1], *cards)


def few(data, work, limit):
    """A folder with the first alarms of each kind, true and false ones."""
    source, folder = data / "challenge2015", work / "few" / "challenge2015"
    folder.mkdir(parents=True, exist_ok=True)
    seen, kept = collections.Counter(), []
    for line in (source / "ALARMS").read_text().split():
        which = line.split(",", 1)[1]
        seen[which] += 1
        if seen[which] <= limit:
            kept.append(line)
    (folder / "ALARMS").write_text("\n".join(kept) + "\n")
    shutil.copy(source / "GROUPS", folder)
    if not (folder / "training").exists():
        (folder / "training").symlink_to((source / "training").resolve())
    return folder.parent


def af(data, work):
    if not (work / "af.csv").exists():
        tool("af-alarms", "--data", data, "--rules", "--csv", work / "af.csv")
    python("af_verifier.py", work / "af.csv")
    python("whole_verdict.py", data, work, "--only", "af")


def rhythm(data, work):
    python("rhythm.py", data, work)


def prototypes(data, work):
    if not (work / "features.csv").exists():
        tool("alarms", "--data", data / "challenge2015", "--rules", "--csv", work / "features.csv")
    python("prototypes.py", work / "features.csv")


PARTS = {"alarms": alarms, "prototypes": prototypes, "af": af, "rhythm": rhythm}


def main():
    global TOOL
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=pathlib.Path)
    arguments.add_argument("work", type=pathlib.Path)
    arguments.add_argument("--only", choices=PARTS)
    arguments.add_argument("--limit", type=int, help="with --only alarms: so many alarms of each kind, true and false")
    arguments.add_argument("--tool", type=pathlib.Path, help="the tool, if it is built already")
    given = arguments.parse_args()
    if given.limit and given.only != "alarms":
        arguments.error("--limit goes with --only alarms")
    given.work.mkdir(parents=True, exist_ok=True)
    if given.tool:
        TOOL = given.tool
    else:
        run("dotnet", "build", "-c", "Release", "-v", "q", ROOT / "src/WardGrid.Tool")
    for name, make in PARTS.items():
        if given.only in (None, name):
            make(given.data, given.work, *([given.limit] if given.limit else []))


if __name__ == "__main__":
    main()
