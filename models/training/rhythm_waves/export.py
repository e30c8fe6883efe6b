"""Writes the networks of the folds as one ONNX graph: a window of a wave in, the mean of their probabilities out."""
import warnings

import numpy as np
import torch

from rhythm_waves.network import SAMPLES, Answer, Network

OPSET = 17


def networks(kept):
    """The networks of each fold whose weights `rhythm_network.py` has written."""
    found = []
    for place in sorted({name.rsplit("/", 1)[0] for name in kept if "/" in name}):
        network = Network()
        network.load_state_dict({name.rsplit("/", 1)[1]: torch.from_numpy(np.array(kept[name])) for name in kept if name.startswith(place + "/")})
        found.append(network.eval())
    return found


def write(path, networks):
    answer, window = Answer(networks).eval(), torch.zeros(1, 2, SAMPLES)
    window[:, 1] = 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(answer, (window,), path, opset_version=OPSET, input_names=["waves"], output_names=["probability"])
