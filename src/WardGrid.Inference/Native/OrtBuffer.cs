using System.Runtime.InteropServices;

namespace WardGrid.Inference.Native;

/// <summary>The memory of one input or output, pinned for its whole life, and ONNX Runtime's view of it.</summary>
internal sealed unsafe class OrtBuffer : IDisposable
{
    /// <summary>The arena and the memory that OrtArenaAllocator and OrtMemTypeDefault name.</summary>
    private const int Arena = 1, DefaultMemory = 0;

    private readonly OrtHandle _value;

    public OrtBuffer(OnnxTensor tensor)
    {
        Tensor = tensor;
        var length = tensor.Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));
        Floats = tensor.Element == OnnxElement.Float ? GC.AllocateArray<float>(checked((int)length), pinned: true) : [];
        Integers = tensor.Element == OnnxElement.Int64 ? GC.AllocateArray<long>(checked((int)length), pinned: true) : [];
        _value = View();
    }

    public OnnxTensor Tensor { get; }

    public float[] Floats { get; }

    public long[] Integers { get; }

    public nint Value => _value.Value;

    public void Dispose() => _value.Dispose();

    private OrtHandle View()
    {
        nint memory;
        OrtTable.Check(((delegate* unmanaged<int, int, nint*, nint>)OrtTable.At(OrtFunction.CreateCpuMemoryInfo))(Arena, DefaultMemory, &memory));
        using var held = new OrtHandle(memory, OrtFunction.ReleaseMemoryInfo);
        var bytes = Tensor.Element == OnnxElement.Float ? MemoryMarshal.AsBytes<float>(Floats) : MemoryMarshal.AsBytes<long>(Integers);
        nint value;
        fixed (byte* data = bytes)
        fixed (long* shape = Tensor.Shape.AsSpan())
        {
            OrtTable.Check(((delegate* unmanaged<nint, byte*, nuint, long*, nuint, int, nint*, nint>)OrtTable.At(OrtFunction.CreateTensorWithDataAsOrtValue))(
                memory, data, (nuint)bytes.Length, shape, (nuint)Tensor.Shape.Length, (int)Tensor.Element, &value));
        }

        return new(value, OrtFunction.ReleaseValue);
    }
}
