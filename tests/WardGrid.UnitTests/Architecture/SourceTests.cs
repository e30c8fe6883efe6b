using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Shouldly;

namespace WardGrid.UnitTests.Architecture;

/// <summary>How the source is to read: what no formatter holds.</summary>
public class SourceTests
{
    private const int Columns = 120;

    private static readonly string Root = Path.GetFullPath(Path.Combine(ProjectTests.Source, ".."));

    [Fact]
    public void No_line_is_longer_than_120_columns() =>
        Files("*.cs", "*.razor")
            .SelectMany(file => File.ReadLines(file).Select((line, i) => (Place: Place(file, i + 1), line.Length)))
            .Where(line => line.Length > Columns)
            .Select(line => line.Place)
            .ShouldBe([]);

    [Fact]
    public void No_conditional_expression_stands_in_another() =>
        Files("*.cs")
            .SelectMany(file =>
                CSharpSyntaxTree
                    .ParseText(File.ReadAllText(file), cancellationToken: TestContext.Current.CancellationToken)
                    .GetRoot(TestContext.Current.CancellationToken)
                    .DescendantNodes()
                    .OfType<ConditionalExpressionSyntax>()
                    .Where(IsNested)
                    .Select(inner => Place(file, inner.GetLocation().GetLineSpan().StartLinePosition.Line + 1))
            )
            .ShouldBe([]);

    private static bool IsNested(ConditionalExpressionSyntax inner) =>
        inner
            .Ancestors()
            .TakeWhile(a => a is not (StatementSyntax or LambdaExpressionSyntax or MemberDeclarationSyntax))
            .OfType<ConditionalExpressionSyntax>()
            .Any();

    private static IEnumerable<string> Files(params string[] patterns) =>
        patterns
            .SelectMany(pattern =>
                new[] { "src", "tests" }.SelectMany(folder =>
                    Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
                )
            )
            .Where(file =>
                !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Any(d => d is "obj" or "bin")
            );

    private static string Place(string file, int line) => $"{Path.GetRelativePath(Root, file)}:{line}";
}
