using System.Collections.Immutable;

namespace WardGrid.Inference;

/// <summary>The kinds of numbers that WardGrid's models take and give; the values are ONNX's own.</summary>
public enum OnnxElement
{
    Float = 1,
    Int64 = 7,
}

/// <summary>One input or output as a model declares it.</summary>
/// <param name="Shape">Its dimensions; -1 where the model leaves one free.</param>
public sealed record OnnxTensor(string Name, OnnxElement Element, ImmutableArray<long> Shape)
{
    /// <summary>Shape for people, such as <c>[?, 112]</c>.</summary>
    public string ShapeText => Text(Shape);

    internal static string Text(ImmutableArray<long> shape) => $"[{string.Join(", ", shape.Select(d => d < 0 ? "?" : d.ToString()))}]";
}
