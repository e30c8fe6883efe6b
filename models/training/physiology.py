"""The features that a cardiologist would name first, brought to a scale on which a smooth model can weigh them."""
import numpy as np

# name: (value where unknown, lowest, highest, logarithmic)
FEATURES = {
    "joint.cycleW.run": (0.05, 0.01, 2, True),                 # fast, unlike the patient's own cycle, alike among themselves
    "joint.cycleW.run8": (0.03, 0.01, 2, True),
    "joint.cycleW.more": (0, -0.5, 1, False),                  # more than in the minute before
    "joint.qrsW.run": (0.05, 0.01, 2, True),
    "joint.wild.run": (0.4, 0, 1.5, False),                    # fast and unlike, whether alike or not
    "joint.wild.uniform": (0.5, -1, 1, False),
    "joint.cycleW.in.noise1": (1, 0.2, 20, True),              # above 30 Hz during the run, against the minute
    "joint.cycleW.in.noise2": (1, 0.2, 20, True),
    "joint.cycleW.in.slow1": (0.7, 0, 1, False),               # share of the power from 2 to 9 Hz during the run
    "joint.cycleW.in.slow2": (0.7, 0, 1, False),
    "joint.cycleW.in.height1": (1, 0.2, 5, True),
    "joint.cycleW.in.pulseHeight": (0.7, 0, 9, False),         # least pulse during the run, against the five before
    "joint.calm8.deviation": (0.5, 0.02, 3, True),             # calmest pulse wave: largest deviation from the usual interval
    "joint.calm8.height": (0.7, 0, 9, False),
    "joint.own75.gapShare": (2, 0.5, 15, True),                # longest time without an own beat, in usual intervals
    "joint.own75.kept": (0.8, 0, 1.5, False),
    "joint.own90.gapShare": (2, 0, 10, False),
    "joint.beat.fast4": (130, 40, 300, True),
    "pulse.amplitudeLeast3": (0.8, 0, 1.5, False),
    "pulse.pulse.irregular": (0.2, 0.01, 1, True),
    "pulse.follows": (0.6, 0, 1, False),
    "lead.wave.slow": (0.7, 0, 1, False),
    "lead2.wave.slow": (0.7, 0, 1, False),
    "lead.wave.concentration": (0.5, 0, 1, False),
    "lead.wanderShare": (1, 0.1, 20, True),
    "lead2.coherence": (0.9, 0, 1, False),
    "lead.width": (0.15, 0, 1, False),
}

NAMES = list(FEATURES)
UNKNOWN, LOWEST, HIGHEST, LOGARITHMIC = (np.array(v, np.float32 if i < 3 else bool) for i, v in enumerate(zip(*FEATURES.values())))


def columns(raw, column):
    """The features' columns of a table of all features, on their scale; NaN in the table is unknown."""
    x = raw[:, [column[n] for n in NAMES]]
    x = np.minimum(np.maximum(np.where(np.isfinite(x), x, UNKNOWN), LOWEST), HIGHEST)
    return np.where(LOGARITHMIC, np.log(np.where(LOGARITHMIC, x, 1)), x).astype(np.float64)
