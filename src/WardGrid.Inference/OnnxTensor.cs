using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using WardGrid.Signals.Beats;

namespace WardGrid.Inference;

/// <summary>The types of numbers in WardGrid's models; the values are ONNX's own.</summary>
public enum OnnxElement
{
    Float = 1,
    Int64 = 7,
}

/// <summary>One input or output as a model declares it.</summary>
/// <param name="Shape">Its dimensions; -1 for a free one.</param>
public sealed record OnnxTensor(string Name, OnnxElement Element, ImmutableArray<long> Shape)
{
    /// <summary>Shape for people, such as <c>[?, 112]</c>.</summary>
    public string ShapeText => Text(Shape);

    internal static string Text(ImmutableArray<long> shape) =>
        $"[{string.Join(", ", shape.Select(d => d < 0 ? "?" : d.ToString(CultureInfo.InvariantCulture)))}]";

    /// <summary>Reads a declared input or output; refuses everything except a tensor of float or int64.</summary>
    internal static OnnxTensor Declared(string name, NodeMetadata declared) =>
        declared.IsTensor
            ? new(name, ElementOf(name, declared.ElementDataType), [.. declared.Dimensions.Select(d => (long)d)])
            : throw new ModelException(
                $"'{name}' is a list or map, not a tensor; a tree ensemble is exported without ZipMap"
            );

    /// <summary>The type and shape of a run's value.</summary>
    internal static OnnxTensor Of(string name, OrtValue value)
    {
        var given = value.GetTensorTypeAndShape();
        return new(name, ElementOf(name, given.ElementDataType), [.. given.Shape]);
    }

    private static OnnxElement ElementOf(string name, TensorElementType type) =>
        type switch
        {
            TensorElementType.Float => OnnxElement.Float,
            TensorElementType.Int64 => OnnxElement.Int64,
            _ => throw new ModelException(
                $"'{name}' holds elements of ONNX type {type} ({(int)type}); "
                    + "WardGrid's models use float (1) and int64 (7)"
            ),
        };
}
