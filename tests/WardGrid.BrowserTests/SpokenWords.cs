using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace WardGrid.BrowserTests;

/// <summary>
/// The resource files of the pages and the source that uses them, read as they lie in the repository.
/// </summary>
internal static partial class SpokenWords
{
    public static string Web { get; } = Path.Combine(Root(), "src", "WardGrid.Web");

    public static IReadOnlyDictionary<string, string> English { get; } = Read("Words.resx");

    public static IReadOnlyDictionary<string, string> German { get; } = Read("Words.de.resx");

    /// <summary>Every page, class and script of the pages.</summary>
    public static IEnumerable<(string Name, string Text)> Sources =>
        Directory
            .EnumerateFiles(Web, "*.*", SearchOption.AllDirectories)
            .Where(f =>
                Path.GetExtension(f) is ".razor" or ".cs" or ".js" && !f.Contains("/obj/") && !f.Contains("/bin/")
            )
            .Select(f => (Path.GetRelativePath(Web, f), File.ReadAllText(f)));

    /// <summary>
    /// The keys that a source names as they are: T["..."], words["..."], T.Count("..."), word('...').
    /// </summary>
    public static IEnumerable<string> KeysOf(string source) =>
        Literal().Matches(source).Select(m => m.Groups["key"].Value);

    /// <summary>The beginnings of the keys that a source makes: T[$"kind.{...}"], word(`kind.${...}`).</summary>
    public static IEnumerable<string> FamiliesOf(string source) =>
        Made().Matches(source).Select(m => m.Groups["key"].Value);

    /// <summary>An English sentence that German says otherwise, as a pattern of what a page shows.</summary>
    public static IEnumerable<Regex> EnglishOnly { get; } =
    [
        .. English
            .Where(w =>
                German.TryGetValue(w.Key, out var german) && german != w.Value && !German.Values.Contains(w.Value)
            )
            .Where(w => Letters().IsMatch(Hole().Replace(w.Value, "")))
            .Select(w => new Regex($"^{Hole().Replace(Regex.Escape(w.Value), ".+")}$")),
    ];

    private static Dictionary<string, string> Read(string file) =>
        XDocument
            .Load(Path.Combine(Web, "Text", file))
            .Descendants("data")
            .ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "WardGrid.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex("""(?:\b(?:T|words)(?:\.Or|\.Count)?[\[(]|\bword\()\s*["'](?<key>[a-z]+\.[A-Za-z0-9.]+)["']""")]
    private static partial Regex Literal();

    [GeneratedRegex("""(?:\b(?:T|words)(?:\.Or|\.Count)?[\[(]\$"|\bword\(`)(?<key>[a-z]+\.(?:[a-zA-Z]+\.)?)\$?\{""")]
    private static partial Regex Made();

    [GeneratedRegex(@"\\?\{\d\}")]
    private static partial Regex Hole();

    [GeneratedRegex("[A-Za-z]{4,}")]
    private static partial Regex Letters();
}
