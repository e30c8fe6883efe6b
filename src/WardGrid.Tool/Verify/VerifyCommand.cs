using System.CommandLine;

namespace WardGrid.Tool.Verify;

/// <summary>The verb <c>verify</c>: checks that the records were not changed.</summary>
public static class VerifyCommand
{
    public static Command Create() =>
        new("verify", "Prove that what was recorded is still what was recorded") { VerifyAuditCommand.Create() };
}
