namespace WardGrid.Tool;

/// <summary>The tool's exit codes, the same for every command.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>The command was understood but failed: no connection, a broken chain, a server that ended.</summary>
    public const int Failed = 1;

    /// <summary>The command line, or a file or folder that it names, must be changed.</summary>
    public const int WrongInput = 2;

    /// <summary>A person stopped it (Ctrl+C).</summary>
    public const int Stopped = 130;
}
