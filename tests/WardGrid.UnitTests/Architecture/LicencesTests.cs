using System.Text.Json;
using Shouldly;
using WardGrid.UnitTests.Mqtt;

namespace WardGrid.UnitTests.Architecture;

/// <summary>The list of licences against the packages that the server and the tool bring along.</summary>
public class LicencesTests
{
    [Fact]
    public void Each_package_that_is_delivered_stands_in_the_list_of_licences()
    {
        var delivered = new[] { "Server", "Tool" }.SelectMany(Packages).Distinct().Order(StringComparer.Ordinal);

        Listed.Order(StringComparer.Ordinal).ShouldBe(delivered, "run infra/licences after a change of packages");
    }

    private static IEnumerable<string> Listed =>
        File.ReadLines(Path.Combine(ForeignProgram.Root, "docs", "licences.md"))
            .Where(line => line.StartsWith("- ", StringComparison.Ordinal))
            .Select(line => line[2..]);

    private static IEnumerable<string> Packages(string project)
    {
        var path = Path.Combine(ForeignProgram.Root, "src", $"WardGrid.{project}", "packages.lock.json");
        using var locked = JsonDocument.Parse(File.ReadAllText(path));
        return
        [
            .. locked
                .RootElement.GetProperty("dependencies")
                .EnumerateObject()
                .SelectMany(framework => framework.Value.EnumerateObject())
                .Where(package => package.Value.GetProperty("type").GetString() != "Project")
                .Select(package => package.Name),
        ];
    }
}
