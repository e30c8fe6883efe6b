"""Writes forest, support vector machine and the weights of the two as one ONNX graph: numbers in, NaN where unknown, probability out."""
import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

import physiology

OPSET, ML_OPSET, IR = 17, 3, 8


def below(threshold):
    """The largest float32 that is not above a double, so that `x <= threshold` says the same of every float32."""
    t = np.float32(threshold)
    return np.float32(np.nextafter(t, np.float32(-np.inf))) if float(t) > threshold else t


def tree_node(forest, input_name, output_name, classes=(1,)):
    """The mean over the trees of the share of each of these classes, in their order."""
    a = {k: [] for k in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids")}
    leaf = {k: [] for k in ("treeids", "nodeids", "ids", "weights")}
    share = 1.0 / len(forest.estimators_)
    for t, estimator in enumerate(forest.estimators_):
        tree = estimator.tree_
        value = tree.value[:, 0, :]
        shares = value / value.sum(axis=1, keepdims=True)
        for n in range(tree.node_count):
            inner = tree.children_left[n] >= 0
            a["treeids"].append(t)
            a["nodeids"].append(n)
            a["featureids"].append(int(tree.feature[n]) if inner else 0)
            a["values"].append(float(below(tree.threshold[n])) if inner else 0.0)
            a["modes"].append("BRANCH_LEQ" if inner else "LEAF")
            a["truenodeids"].append(int(tree.children_left[n]) if inner else 0)
            a["falsenodeids"].append(int(tree.children_right[n]) if inner else 0)
            if not inner:
                for target, column in enumerate(classes):
                    leaf["treeids"].append(t)
                    leaf["nodeids"].append(n)
                    leaf["ids"].append(target)
                    leaf["weights"].append(float(shares[n, column] * share))
    attributes = {f"nodes_{k}": v for k, v in a.items()} | {f"target_{k}": v for k, v in leaf.items()}
    return helper.make_node("TreeEnsembleRegressor", [input_name], [output_name], domain="ai.onnx.ml",
                            n_targets=len(classes), aggregate_function="SUM", post_transform="NONE", **attributes)


def boosted_node(boosted, input_name, output_name):
    """What gradient boosting says of each class before it is made a probability: one number of two classes, else one for each."""
    a = {k: [] for k in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids")}
    leaf = {k: [] for k in ("treeids", "nodeids", "ids", "weights")}
    places = [(target, predictor) for round_ in boosted._predictors for target, predictor in enumerate(round_)]
    for t, (target, predictor) in enumerate(places):
        for n, node in enumerate(predictor.nodes):
            inner = not node["is_leaf"]
            a["treeids"].append(t)
            a["nodeids"].append(n)
            a["featureids"].append(int(node["feature_idx"]) if inner else 0)
            a["values"].append(float(below(node["num_threshold"])) if inner else 0.0)
            a["modes"].append("BRANCH_LEQ" if inner else "LEAF")
            a["truenodeids"].append(int(node["left"]) if inner else 0)
            a["falsenodeids"].append(int(node["right"]) if inner else 0)
            if not inner:
                leaf["treeids"].append(t)
                leaf["nodeids"].append(n)
                leaf["ids"].append(target)
                leaf["weights"].append(float(node["value"]))
    attributes = {f"nodes_{k}": v for k, v in a.items()} | {f"target_{k}": v for k, v in leaf.items()}
    base = [float(b) for b in np.ravel(boosted._baseline_prediction)]
    return helper.make_node("TreeEnsembleRegressor", [input_name], [output_name], domain="ai.onnx.ml",
                            n_targets=len(base), base_values=base, aggregate_function="SUM", post_transform="NONE", **attributes)


def forest_nodes(forest):
    """logit(clip(votes, floor, 1 - floor)) as `forest_says`."""
    return [
        helper.make_node("Where", ["unknown", "missing", "features"], ["known"]),
        tree_node(forest, "known", "votes"),
        helper.make_node("Clip", ["votes", "floor", "ceiling"], ["share"]),
        helper.make_node("Log", ["share"], ["log_true"]),
        helper.make_node("Sub", ["one", "share"], ["rest"]),
        helper.make_node("Log", ["rest"], ["log_false"]),
        helper.make_node("Sub", ["log_true", "log_false"], ["forest_says"]),
    ]


def machine_nodes():
    """sum over support vectors of coefficient * exp(-gamma * squared distance), plus the border, as `machine_says`."""
    return [
        helper.make_node("Gather", ["features", "places"], ["chosen"], axis=1),
        helper.make_node("Gather", ["unknown", "places"], ["chosen_unknown"], axis=1),
        helper.make_node("Where", ["chosen_unknown", "usual", "chosen"], ["filled"]),
        helper.make_node("Max", ["filled", "lowest"], ["not_below"]),
        helper.make_node("Min", ["not_below", "highest"], ["bounded"]),
        helper.make_node("Where", ["logarithmic", "bounded", "one"], ["positive"]),
        helper.make_node("Log", ["positive"], ["logs"]),
        helper.make_node("Where", ["logarithmic", "logs", "bounded"], ["scaled"]),
        helper.make_node("Sub", ["scaled", "mean"], ["centred"]),
        helper.make_node("Div", ["centred", "deviation"], ["standard"]),
        helper.make_node("Sub", ["standard", "vectors"], ["differences"]),
        helper.make_node("Mul", ["differences", "differences"], ["squares"]),
        helper.make_node("ReduceSum", ["squares", "last"], ["distances"], keepdims=0),
        helper.make_node("Mul", ["distances", "minus_gamma"], ["exponents"]),
        helper.make_node("Exp", ["exponents"], ["kernel"]),
        helper.make_node("MatMul", ["kernel", "coefficients"], ["near"]),
        helper.make_node("Add", ["near", "border"], ["machine_says"]),
    ]


def write(path, fitted, count, places, missing, floor, weights, intercept, kind):
    """probability = sigmoid(weights . (forest_says, machine_says) + intercept) where the feature at `kind` is 1, else sigmoid(forest_says)."""
    forest, machine, mean, deviation = fitted
    f32 = lambda name, value: numpy_helper.from_array(np.asarray(value, np.float32), name)
    nodes = [helper.make_node("IsNaN", ["features"], ["unknown"])] + forest_nodes(forest) + machine_nodes() + [
        helper.make_node("Mul", ["forest_says", "forest_weight"], ["forest_part"]),
        helper.make_node("Mul", ["machine_says", "machine_weight"], ["machine_part"]),
        helper.make_node("Add", ["forest_part", "machine_part"], ["both"]),
        helper.make_node("Add", ["both", "intercept"], ["together"]),
        helper.make_node("Gather", ["features", "kind"], ["kind_says"], axis=1),
        helper.make_node("Greater", ["kind_says", "half"], ["ours"]),
        helper.make_node("Where", ["ours", "together", "forest_says"], ["sum"]),
        helper.make_node("Sigmoid", ["sum"], ["probability"]),
    ]
    constants = [
        numpy_helper.from_array(np.asarray([kind], np.int64), "kind"), f32("half", 0.5),
        f32("missing", [missing]), f32("floor", floor), f32("ceiling", 1 - floor), f32("one", 1),
        numpy_helper.from_array(np.asarray(places, np.int64), "places"), numpy_helper.from_array(np.asarray([1], np.int64), "last"),
        f32("usual", physiology.UNKNOWN), f32("lowest", physiology.LOWEST), f32("highest", physiology.HIGHEST),
        numpy_helper.from_array(physiology.LOGARITHMIC, "logarithmic"), f32("mean", mean), f32("deviation", deviation),
        f32("vectors", machine.support_vectors_), f32("minus_gamma", -machine.gamma), f32("coefficients", machine.dual_coef_.T), f32("border", machine.intercept_),
        f32("forest_weight", weights[0]), f32("machine_weight", weights[1]), f32("intercept", intercept),
    ]
    save(path, "alarm-verifier", nodes, constants, count, 1)


def write_classes(path, name, forest, boosted, count, missing):
    """probability of each class: the mean of the forest's and of the boosted trees'; an unknown number counts as `missing`."""
    classes = range(len(forest.classes_))
    nodes = [
        helper.make_node("IsNaN", ["features"], ["unknown"]),
        helper.make_node("Where", ["unknown", "missing", "features"], ["known"]),
        tree_node(forest, "known", "forest_says", classes),
        boosted_node(boosted, "known", "boosted_raw"),
        helper.make_node("Softmax", ["boosted_raw"], ["boosted_says"], axis=1),
        helper.make_node("Mean", ["forest_says", "boosted_says"], ["probability"]),
    ]
    save(path, name, nodes, [numpy_helper.from_array(np.asarray([missing], np.float32), "missing")], count, len(classes))


def write_pair(path, name, forest, boosted, weights, intercept, count, missing, floor):
    """probability = sigmoid(weights . (forest_says, boosted_says) + intercept), both as logits; an unknown number counts as `missing`."""
    f32 = lambda name, value: numpy_helper.from_array(np.asarray([value], np.float32), name)
    nodes = [helper.make_node("IsNaN", ["features"], ["unknown"])] + forest_nodes(forest) + [
        boosted_node(boosted, "known", "boosted_says"),
        helper.make_node("Mul", ["forest_says", "forest_weight"], ["forest_part"]),
        helper.make_node("Mul", ["boosted_says", "boosted_weight"], ["boosted_part"]),
        helper.make_node("Add", ["forest_part", "boosted_part"], ["both"]),
        helper.make_node("Add", ["both", "intercept"], ["sum"]),
        helper.make_node("Sigmoid", ["sum"], ["probability"]),
    ]
    constants = [f32("missing", missing), f32("floor", floor), f32("ceiling", 1 - floor), f32("one", 1),
                 f32("forest_weight", weights[0]), f32("boosted_weight", weights[1]), f32("intercept", intercept)]
    save(path, name, nodes, constants, count, 1)


def save(path, name, nodes, constants, count, outputs):
    graph = helper.make_graph(
        nodes, name,
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, [1, count])],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, [1, outputs])], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", ML_OPSET)], producer_name="wardgrid")
    model.ir_version = IR
    checker.check_model(model)
    with open(path, "wb") as file:
        file.write(model.SerializeToString())
