using System.Security.Cryptography;
using WardGrid.Inference;
using static WardGrid.UnitTests.Inference.OnnxFile;

namespace WardGrid.UnitTests.Inference;

/// <summary>Models small enough to know their answers by heart.</summary>
internal static class SmallModels
{
    private const int Float = 1,
        Int64 = 7,
        Double = 11,
        Bool = 9;

    /// <summary>
    /// One tree: 0.9 where the first of three features is at most 0.5, else (and where it is NaN) 0.2.
    /// </summary>
    public static byte[] Tree(params float[] leaves) =>
        Model(
            Input("features", Float, -1, 3),
            Output("label", Int64, -1),
            Output("probabilities", Float, -1, 2),
            Node(
                "TreeEnsembleClassifier",
                ["features"],
                ["label", "probabilities"],
                "ai.onnx.ml",
                Attribute("nodes_treeids", 0L, 0, 0),
                Attribute("nodes_nodeids", 0L, 1, 2),
                Attribute("nodes_featureids", 0L, 0, 0),
                Attribute("nodes_values", 0.5f, 0, 0),
                Attribute("nodes_hitrates", 1f, 1, 1),
                Attribute("nodes_modes", "BRANCH_LEQ", "LEAF", "LEAF"),
                Attribute("nodes_truenodeids", 1L, 0, 0),
                Attribute("nodes_falsenodeids", 2L, 0, 0),
                Attribute("nodes_missing_value_tracks_true", 0L, 0, 0),
                Attribute("class_treeids", 0L, 0, 0, 0),
                Attribute("class_nodeids", 1L, 1, 2, 2),
                Attribute("class_ids", 0L, 1, 0, 1),
                Attribute(
                    "class_weights",
                    leaves is [var yes, var no] ? [1 - yes, yes, 1 - no, no] : [0.1f, 0.9f, 0.8f, 0.2f]
                ),
                Attribute("classlabels_int64s", 0L, 1),
                Attribute("post_transform", "NONE")
            )
        ).Bytes;

    /// <summary>sum = a + b, twice = n + n.</summary>
    public static byte[] Sums() =>
        Model(
            Input("a", Float, 1, 4),
            Input("b", Float, 1, 4),
            Input("n", Int64, 2),
            Output("sum", Float, 1, 4),
            Output("twice", Int64, 2),
            Node("Add", ["a", "b"], ["sum"]),
            Node("Add", ["n", "n"], ["twice"])
        ).Bytes;

    /// <summary>
    /// Gives its three features back; as soon as one of them is above zero, it never comes to an end.
    /// </summary>
    public static byte[] Endless() =>
        Model(
            Input("features", Float, -1, 3),
            Output("probabilities", Float, -1, 3),
            Scalar("many", 1e18f),
            Node("ReduceMax", ["features"], ["highest"], "", Attribute("keepdims", 0L)),
            Node("Mul", ["highest", "many"], ["turns_real"]),
            Node("Cast", ["turns_real"], ["turns"], "", Attribute("to", (long)Int64)),
            Node(
                "Loop",
                ["turns", "", "features"],
                ["probabilities"],
                "",
                Attribute(
                    "body",
                    Graph(
                        "turn",
                        Input("turn", Int64),
                        Input("again", Bool),
                        Input("kept", Float, -1, 3),
                        Output("still", Bool),
                        Output("passed", Float, -1, 3),
                        Node("Identity", ["again"], ["still"]),
                        Node("Identity", ["kept"], ["passed"])
                    )
                )
            )
        ).Bytes;

    /// <summary>A model whose input is of 64-bit reals, which WardGrid does not use.</summary>
    public static byte[] Doubles() =>
        Model(Input("x", Double, 1), Output("y", Double, 1), Node("Identity", ["x"], ["y"])).Bytes;

    public static OnnxModel Open(byte[] file) => OnnxModel.Open("test", file, Hash(file));

    public static string Hash(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));
}
