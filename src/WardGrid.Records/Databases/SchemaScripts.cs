using System.Collections.Immutable;
using System.Reflection;

namespace WardGrid.Records.Databases;

/// <summary>
/// The scripts that are in this assembly under <c>sqlite/records-001</c> or <c>postgres/records-001</c> and up.
/// </summary>
internal sealed class SchemaScripts
{
    private readonly ImmutableArray<string> _names;

    public SchemaScripts(string database)
    {
        var prefix = database + "/records-";
        _names =
        [
            .. Assembly
                .GetManifestResourceNames()
                .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The schema version of this WardGrid.</summary>
    public int Newest => _names.Length;

    private static Assembly Assembly => typeof(SchemaScripts).Assembly;

    /// <summary>The script that updates the version before to this one.</summary>
    public string To(int version)
    {
        using var reader = new StreamReader(Assembly.GetManifestResourceStream(_names[version - 1])!);
        return reader.ReadToEnd();
    }
}
