using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;

namespace WardGrid.Inference;

/// <summary>An opened model: its inputs, its outputs, and the session for its runners.</summary>
/// <remarks>
/// Thread-safe; each thread uses its own <see cref="OnnxRunner"/>. A runner keeps its model's session open.
/// </remarks>
public sealed class OnnxModel : IDisposable
{
    private int _disposed;

    private OnnxModel(InferenceSession session)
    {
        Inputs = Declared(session.InputNames, session.InputMetadata);
        Outputs = Declared(session.OutputNames, session.OutputMetadata);
        Session = new(session);
    }

    public ImmutableArray<OnnxTensor> Inputs { get; }

    public ImmutableArray<OnnxTensor> Outputs { get; }

    internal OnnxSession Session { get; }

    /// <summary>Opens a model from the bytes of its file.</summary>
    /// <param name="name">The name for errors.</param>
    /// <param name="sha256">The hash, in hexadecimal, that the bytes must have.</param>
    public static OnnxModel Open(string name, byte[] file, string sha256)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(file));
        if (!string.Equals(hash, sha256, StringComparison.OrdinalIgnoreCase))
            throw new ModelException(
                $"model {name} is not the file that its manifest describes: "
                    + $"its SHA-256 is {hash}, the manifest says {sha256}"
            );
        InferenceSession? session = null;
        try
        {
            session = CreateSession(file);
            return new(session);
        }
        catch (Exception refused) when (refused is ModelException or OnnxRuntimeException)
        {
            session?.Dispose();
            throw new ModelException($"model {name} cannot be opened: {ModelException.Words(refused)}", refused);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Session.LetGo();
    }

    private static InferenceSession CreateSession(byte[] file)
    {
        OnnxEnvironment.Begin();
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        options.DisablePerSessionThreads();
        return new(file, options);
    }

    private static ImmutableArray<OnnxTensor> Declared(
        IReadOnlyList<string> names,
        IReadOnlyDictionary<string, NodeMetadata> declared
    ) => [.. names.Select(name => OnnxTensor.Declared(name, declared[name]))];
}
