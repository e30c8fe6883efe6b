using Microsoft.ML.OnnxRuntime;
using WardGrid.Signals.Beats;

namespace WardGrid.Inference;

/// <summary>The memory of one input or output, and ONNX Runtime's value on it.</summary>
internal sealed class OnnxMemory : IDisposable
{
    public OnnxMemory(OnnxTensor tensor)
    {
        Tensor = tensor;
        var length = tensor.Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));
        long[] shape = [.. tensor.Shape];
        if (tensor.Element == OnnxElement.Float)
        {
            Floats = new float[length];
            Value = OrtValue.CreateTensorValueFromMemory(Floats, shape);
        }
        else
        {
            Integers = new long[length];
            Value = OrtValue.CreateTensorValueFromMemory(Integers, shape);
        }
    }

    public OnnxTensor Tensor { get; }

    public float[] Floats { get; } = [];

    public long[] Integers { get; } = [];

    public OrtValue Value { get; }

    public void Dispose() => Value.Dispose();
}
