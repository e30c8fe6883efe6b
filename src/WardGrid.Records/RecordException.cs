namespace WardGrid.Records;

/// <summary>Thrown if something could not be recorded or read, with the reason in words.</summary>
public sealed class RecordException : Exception
{
    public RecordException(string message)
        : base(message) { }

    public RecordException(string message, Exception cause)
        : base(message, cause) { }
}
