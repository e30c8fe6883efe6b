using WardGrid.UnitTests.Inference;
using static WardGrid.UnitTests.Inference.OnnxFile;

namespace WardGrid.Benchmarks.Inference;

/// <summary>
/// A classifier of complete trees with seeded splits and leaves: the size of a real alarm verifier,
/// without its knowledge.
/// </summary>
internal static class TreeEnsembleFile
{
    private const int Float = 1,
        Int64 = 7;

    public static byte[] Of(int trees, int depth, int features)
    {
        var random = new Random(1);
        var perTree = (1 << (depth + 1)) - 1;
        var firstLeaf = (1 << depth) - 1;
        var nodes = Enumerable
            .Range(0, trees)
            .SelectMany(tree =>
                Enumerable
                    .Range(0, perTree)
                    .Select(node => (Tree: (long)tree, Node: (long)node, Leaf: node >= firstLeaf))
            )
            .ToArray();
        var classes = nodes
            .Where(n => n.Leaf)
            .SelectMany(n => new[] { (n.Tree, n.Node, Class: 0L), (n.Tree, n.Node, Class: 1L) })
            .ToArray();
        var weights = new float[classes.Length];
        for (var i = 0; i < weights.Length; i += 2)
        {
            var probability = random.NextSingle();
            (weights[i], weights[i + 1]) = ((1 - probability) / trees, probability / trees);
        }

        return Model(
            Input("features", Float, -1, features),
            Output("label", Int64, -1),
            Output("probabilities", Float, -1, 2),
            Node(
                "TreeEnsembleClassifier",
                ["features"],
                ["label", "probabilities"],
                "ai.onnx.ml",
                Attribute("nodes_treeids", [.. nodes.Select(n => n.Tree)]),
                Attribute("nodes_nodeids", [.. nodes.Select(n => n.Node)]),
                Attribute("nodes_featureids", [.. nodes.Select(_ => random.NextInt64(features))]),
                Attribute("nodes_values", [.. nodes.Select(_ => random.NextSingle())]),
                Attribute("nodes_hitrates", [.. nodes.Select(_ => 1f)]),
                Attribute("nodes_modes", [.. nodes.Select(n => n.Leaf ? "LEAF" : "BRANCH_LEQ")]),
                Attribute("nodes_truenodeids", [.. nodes.Select(n => n.Leaf ? 0 : 2 * n.Node + 1)]),
                Attribute("nodes_falsenodeids", [.. nodes.Select(n => n.Leaf ? 0 : 2 * n.Node + 2)]),
                Attribute("nodes_missing_value_tracks_true", [.. nodes.Select(_ => 0L)]),
                Attribute("class_treeids", [.. classes.Select(c => c.Tree)]),
                Attribute("class_nodeids", [.. classes.Select(c => c.Node)]),
                Attribute("class_ids", [.. classes.Select(c => c.Class)]),
                Attribute("class_weights", weights),
                Attribute("classlabels_int64s", 0L, 1),
                Attribute("post_transform", "NONE")
            )
        ).Bytes;
    }
}
