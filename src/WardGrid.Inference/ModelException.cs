using Microsoft.ML.OnnxRuntime;

namespace WardGrid.Inference;

/// <summary>Thrown if a model cannot be opened or run, with the reason in words.</summary>
public sealed class ModelException : Exception
{
    public ModelException(string message)
        : base(message) { }

    public ModelException(string message, Exception? cause)
        : base(message, cause) { }

    /// <summary>A failure of the runtime, with the model's name.</summary>
    internal static string Words(Exception failure) =>
        failure is OnnxRuntimeException ? $"ONNX Runtime: {failure.Message}" : failure.Message;
}
