"""The rules of src/WardGrid.Alarms/Verification/Rules over exported features, with their margins free: for cross-validation only.

The server decides by the C# rules; here their margins are chosen anew on each training fold, so that the result does not flatter
limits that were set with all recordings in view.
"""
import itertools

import numpy as np

TRUSTED_LEAD, OWN_LEAD, TRUSTED_PULSE = 0.66, 0.70, 0.80

MARGINS = {
    "Asystole": list(itertools.product((2.6, 2.8, 3.0, 3.2, 3.4, 3.6), (1.2, 1.5, 1.8, 2.1))),
    "Bradycardia": list(itertools.product((44, 46, 48, 50, 52, 54), (5, 6, 7, 8))),
    "Tachycardia": [(t,) for t in (0, 90, 100, 105, 110, 115, 120, 125)],
    "Ventricular_Flutter_Fib": list(itertools.product((1.4, 1.6, 1.8, 2.0, 2.2, 2.5), (0.25, 0.5, 0.7))),
}

# What the tool calls these margins, in the same order (src/WardGrid.Alarms/Verification/Rules/RuleThresholds.cs).
NAMES = {
    "Asystole": ("leadPause", "pulsePause"),
    "Bradycardia": ("leadRate", "pulsesIn6500ms"),
    "Tachycardia": ("leadRate",),
    "Ventricular_Flutter_Fib": ("pulsePause", "pulseIrregularity"),
}


def words(kind, margin):
    """As a file of scores gives them to the tool."""
    return ";".join(f"{name}={number}" for name, number in zip(NAMES[kind], margin))


def refuted(alarms, rows, kind, margin):
    of = lambda name: np.nan_to_num(alarms.raw[rows, alarms.column[name]], nan=np.nan)
    known = lambda name: np.nan_to_num(of(name), nan=0)
    witness = lambda p: (known(p + "coherence") * known(p + "valid") >= TRUSTED_LEAD) & (known(p + "likeN") >= OWN_LEAD)
    lead = witness("lead.") | witness("lead2.")
    with np.errstate(invalid="ignore"):
        leads = lead & {
            "Asystole": lambda: of("joint.beat.gap") <= margin[0],
            "Bradycardia": lambda: of("joint.beat.slow4") >= margin[0],
            "Tachycardia": lambda: of("joint.beat.fast16") <= margin[0],
            "Ventricular_Flutter_Fib": lambda: np.zeros(len(rows), bool),
        }[kind]()
        for p in ("pulse.", "pulse2."):
            trusted = known(p + "coherence") * known(p + "valid") >= TRUSTED_PULSE
            gap, like, uneven = of(p + "pulse.gap"), of(p + "like"), of(p + "pulse.irregular")
            leads = leads | trusted & {
                "Asystole": lambda: (gap <= margin[1]) & (like >= 0.6) & (uneven <= 0.5),
                "Bradycardia": lambda: (of(p + "pulse.fewest65") >= margin[1]) & (like >= 0.6),
                "Tachycardia": lambda: np.zeros(len(rows), bool),
                "Ventricular_Flutter_Fib": lambda: (gap <= margin[0]) & (like >= 0.7) & (uneven <= margin[1]),
            }[kind]()
    return leads


def choose(alarms, rows, kind):
    """The margins with the best score on these rows; among equals the one in the middle."""
    y = alarms.y[rows]
    scores = []
    for margin in MARGINS[kind]:
        out = refuted(alarms, rows, kind, margin)
        right, fn = (out == (y == 0)).sum(), (out & (y == 1)).sum()
        scores.append(100 * right / (len(y) + 4 * fn))
    best = [m for m, s in zip(MARGINS[kind], scores) if s >= max(scores) - 1e-9]
    return best[len(best) // 2]
