using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Shouldly;

namespace WardGrid.UnitTests.Architecture;

/// <summary>The two rules that hold the house: who may know whom, and that pure projects take no packages.</summary>
public class ProjectTests
{
    /// <summary>The projects in their order: each may know what stands above it.</summary>
    private static readonly string[] Order =
    [
        "Signals",
        "Alarms",
        "Patients",
        "Inference",
        "Records",
        "Web",
        "Simulation",
        "Server",
        "Tool",
    ];

    private static readonly string[] Edges = ["Inference", "Records", "Web", "Simulation"];

    private static readonly string[] Pure = ["Signals", "Alarms"];

    [Fact]
    public void Each_project_knows_only_what_stands_above_it()
    {
        foreach (var (name, project) in Projects())
        {
            Order.ShouldContain(name, $"src/WardGrid.{name} stands nowhere in the order of projects");
            foreach (var known in References(project))
            {
                Array
                    .IndexOf(Order, known)
                    .ShouldBeInRange(
                        0,
                        Array.IndexOf(Order, name) - 1,
                        $"WardGrid.{name} knows WardGrid.{known}, which does not stand above it"
                    );
                (Edges.Contains(name) && Edges.Contains(known)).ShouldBeFalse(
                    $"the edge WardGrid.{name} names another edge, WardGrid.{known}"
                );
            }
        }
    }

    [Fact]
    public void Only_programs_know_the_simulation() =>
        Projects()
            .Where(p => References(p.Project).Contains("Simulation"))
            .Select(p => p.Name)
            .ShouldBe(["Server", "Tool"], ignoreOrder: true);

    [Fact]
    public void Pure_projects_take_no_packages_and_no_frameworks()
    {
        foreach (var (name, project) in Projects().Where(p => Pure.Contains(p.Name)))
        {
            project.Descendants("PackageReference").ShouldBeEmpty($"WardGrid.{name} is pure");
            project.Descendants("FrameworkReference").ShouldBeEmpty($"WardGrid.{name} is pure");
            project
                .Descendants("WardGridPure")
                .ShouldHaveSingleItem()
                .Value.ShouldBe("true", $"WardGrid.{name} has the analyzer that forbids clocks and files");
        }
    }

    [Fact]
    public void No_program_is_longer_than_sixty_lines()
    {
        foreach (
            var program in Directory
                .GetFiles(Source, "Program.cs", SearchOption.AllDirectories)
                .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
        )
            File.ReadAllLines(program).Length.ShouldBeLessThan(60, program);
    }

    internal static string Source => Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "src"));

    private static IEnumerable<(string Name, XDocument Project)> Projects() =>
        Directory
            .GetFiles(Source, "*.csproj", SearchOption.AllDirectories)
            .Select(path => (Path.GetFileNameWithoutExtension(path)["WardGrid.".Length..], XDocument.Load(path)));

    private static IEnumerable<string> References(XDocument project) =>
        project
            .Descendants("ProjectReference")
            .Select(r =>
                Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))["WardGrid.".Length..]
            );

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
