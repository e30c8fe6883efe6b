using System.Collections.Immutable;

namespace WardGrid.Inference.Native;

/// <summary>Reads what a model declares of its tensors, and what shape a value came out with.</summary>
internal static unsafe class OrtShapes
{
    /// <summary>A declared input or output; refuses what is no tensor of float or int64.</summary>
    public static OnnxTensor Declared(string name, OrtHandle typeInfo)
    {
        nint tensor;
        OrtTable.Check(((delegate* unmanaged<nint, nint*, nint>)OrtTable.At(OrtFunction.CastTypeInfoToTensorInfo))(typeInfo.Value, &tensor));
        if (tensor == 0)
            throw new ModelException($"'{name}' is a list or map, not a tensor; a tree ensemble is exported without ZipMap");
        return new(name, Element(name, tensor), Dimensions(tensor));
    }

    /// <summary>The type and shape of a value that a run gave.</summary>
    public static OnnxTensor Actual(string name, nint value)
    {
        nint tensor;
        OrtTable.Check(((delegate* unmanaged<nint, nint*, nint>)OrtTable.At(OrtFunction.GetTensorTypeAndShape))(value, &tensor));
        using var held = new OrtHandle(tensor, OrtFunction.ReleaseTensorTypeAndShapeInfo);
        return new(name, Element(name, tensor), Dimensions(tensor));
    }

    private static OnnxElement Element(string name, nint tensor)
    {
        int element;
        OrtTable.Check(((delegate* unmanaged<nint, int*, nint>)OrtTable.At(OrtFunction.GetTensorElementType))(tensor, &element));
        return Enum.IsDefined((OnnxElement)element)
            ? (OnnxElement)element
            : throw new ModelException($"'{name}' holds elements of ONNX type {element}; WardGrid's models use float (1) and int64 (7)");
    }

    private static ImmutableArray<long> Dimensions(nint tensor)
    {
        nuint count;
        OrtTable.Check(((delegate* unmanaged<nint, nuint*, nint>)OrtTable.At(OrtFunction.GetDimensionsCount))(tensor, &count));
        var dimensions = new long[(int)count];
        fixed (long* first = dimensions)
            OrtTable.Check(((delegate* unmanaged<nint, long*, nuint, nint>)OrtTable.At(OrtFunction.GetDimensions))(tensor, first, count));
        return [.. dimensions];
    }
}
