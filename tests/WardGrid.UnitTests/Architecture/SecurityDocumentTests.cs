using System.Text.RegularExpressions;
using Shouldly;
using WardGrid.UnitTests.Mqtt;

namespace WardGrid.UnitTests.Architecture;

/// <summary>The threat model names the test that shows each line.</summary>
public partial class SecurityDocumentTests
{
    [Fact]
    public void Each_test_that_the_threat_model_names_exists()
    {
        var text = File.ReadAllText(Path.Combine(ForeignProgram.Root, "docs", "security.md"));
        var named = TestName().Matches(text).Select(m => m.Groups[1].Value).Distinct().ToArray();
        var there = Directory
            .EnumerateFiles(Path.Combine(ForeignProgram.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension);

        named.Length.ShouldBeGreaterThan(15);
        named.Except(there).ShouldBeEmpty();
    }

    [GeneratedRegex("`([A-Za-z]+Tests)`")]
    private static partial Regex TestName();
}
