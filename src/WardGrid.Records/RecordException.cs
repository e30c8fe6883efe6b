namespace WardGrid.Records;

/// <summary>Something that could not be recorded or read, and why in words.</summary>
public sealed class RecordException : Exception
{
    public RecordException(string message)
        : base(message) { }

    public RecordException(string message, Exception cause)
        : base(message, cause) { }
}
