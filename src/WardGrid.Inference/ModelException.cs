using Microsoft.ML.OnnxRuntime;

namespace WardGrid.Inference;

/// <summary>A model that cannot be opened or run, and why in words.</summary>
public sealed class ModelException : Exception
{
    public ModelException(string message)
        : base(message) { }

    public ModelException(string message, Exception? cause)
        : base(message, cause) { }

    /// <summary>A failure of the runtime in words that name it.</summary>
    internal static string Words(Exception failure) =>
        failure is OnnxRuntimeException ? $"ONNX Runtime: {failure.Message}" : failure.Message;
}
