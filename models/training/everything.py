#!/usr/bin/env python3
"""Makes every model and every figure of the cards from raw recordings, in one go.

    OMP_WAIT_POLICY=PASSIVE python3 models/training/everything.py DATA WORK [--only alarms|af|rhythm|prototypes]

DATA is the folder of the recordings (challenge2015, cinc2017, cpsc2021, mitdb, vfdb). WORK takes what is made on the way; begin with an empty one
after a change. Needs the .NET SDK, and Debian's python3-sklearn, python3-torch and python3-onnx.
"""
import argparse
import os
import pathlib
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


def alarms(data, work):
    features, variations = work / "features.csv", work / "variations.csv"
    if not variations.exists():
        tool("alarms", "--data", data / "challenge2015", "--rules", "--csv", features, "--variations", variations)
    python("alarm_verifier.py", features, variations, "--scores", work / "scores", "--ship")
    python("whole_verdict.py", data, work, "--only", "alarms")


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
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=pathlib.Path)
    arguments.add_argument("work", type=pathlib.Path)
    arguments.add_argument("--only", choices=PARTS)
    given = arguments.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    run("dotnet", "build", "-c", "Release", "-v", "q", ROOT / "src/WardGrid.Tool")
    for name, make in PARTS.items():
        if given.only in (None, name):
            make(given.data, given.work)


if __name__ == "__main__":
    main()
