using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using WardGrid.Inference.Native;

namespace WardGrid.Inference;

/// <summary>An opened model: what it takes, what it gives, and the session that runners run it in.</summary>
/// <remarks>Safe for any number of threads; each gets its own <see cref="OnnxRunner"/>. A runner keeps its model's session alive.</remarks>
public sealed unsafe class OnnxModel : IDisposable
{
    /// <summary>Graph optimisation: 99 is all of it.</summary>
    private const int AllOptimisations = 99;

    private OnnxModel(OrtHandle session)
    {
        Session = session;
        Inputs = Declared(OrtFunction.SessionGetInputCount, OrtFunction.SessionGetInputName, OrtFunction.SessionGetInputTypeInfo);
        Outputs = Declared(OrtFunction.SessionGetOutputCount, OrtFunction.SessionGetOutputName, OrtFunction.SessionGetOutputTypeInfo);
    }

    public ImmutableArray<OnnxTensor> Inputs { get; }

    public ImmutableArray<OnnxTensor> Outputs { get; }

    internal OrtHandle Session { get; }

    /// <summary>Opens a model from the bytes of its file.</summary>
    /// <param name="name">What to call it in an error.</param>
    /// <param name="sha256">The hash, in hexadecimal, that the bytes must have.</param>
    public static OnnxModel Open(string name, ReadOnlySpan<byte> file, string sha256)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(file));
        if (!string.Equals(hash, sha256, StringComparison.OrdinalIgnoreCase))
            throw new ModelException($"model {name} is not the file that its manifest describes: its SHA-256 is {hash}, the manifest says {sha256}");
        try
        {
            return new(CreateSession(file));
        }
        catch (ModelException refused)
        {
            throw new ModelException($"model {name} cannot be opened: {refused.Message}", refused);
        }
    }

    public void Dispose() => Session.Dispose();

    private static OrtHandle CreateSession(ReadOnlySpan<byte> file)
    {
        var environment = OrtEnvironment.Value;
        using var options = new OrtHandle(OrtTable.Create(OrtFunction.CreateSessionOptions), OrtFunction.ReleaseSessionOptions);
        OrtTable.Check(((delegate* unmanaged<nint, nint>)OrtTable.At(OrtFunction.DisablePerSessionThreads))(options.Value));
        OrtTable.Check(((delegate* unmanaged<nint, int, nint>)OrtTable.At(OrtFunction.SetSessionGraphOptimizationLevel))(options.Value, AllOptimisations));

        nint session;
        fixed (byte* bytes = file)
        {
            OrtTable.Check(((delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint>)OrtTable.At(OrtFunction.CreateSessionFromArray))(
                environment, bytes, (nuint)file.Length, options.Value, &session));
        }

        return new(session, OrtFunction.ReleaseSession);
    }

    private ImmutableArray<OnnxTensor> Declared(OrtFunction count, OrtFunction name, OrtFunction type)
    {
        nuint tensors;
        OrtTable.Check(((delegate* unmanaged<nint, nuint*, nint>)OrtTable.At(count))(Session.Value, &tensors));
        var declared = ImmutableArray.CreateBuilder<OnnxTensor>((int)tensors);
        for (nuint i = 0; i < tensors; i++)
        {
            nint info;
            OrtTable.Check(((delegate* unmanaged<nint, nuint, nint*, nint>)OrtTable.At(type))(Session.Value, i, &info));
            using var held = new OrtHandle(info, OrtFunction.ReleaseTypeInfo);
            declared.Add(OrtShapes.Declared(Name(name, i), held));
        }

        return declared.MoveToImmutable();
    }

    private string Name(OrtFunction function, nuint index)
    {
        var allocator = OrtTable.Create(OrtFunction.GetAllocatorWithDefaultOptions);
        nint text;
        OrtTable.Check(((delegate* unmanaged<nint, nuint, nint, nint*, nint>)OrtTable.At(function))(Session.Value, index, allocator, &text));
        var name = Marshal.PtrToStringUTF8(text)!;
        OrtTable.Check(((delegate* unmanaged<nint, nint, nint>)OrtTable.At(OrtFunction.AllocatorFree))(allocator, text));
        return name;
    }
}
