using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace WardGrid.Alarms;

/// <summary>What the compiler makes of the interpolated sentence of <see cref="Reason.Of"/>.</summary>
/// <remarks>
/// Numbers are written invariantly. A sentence over two lines is two interpolated strings with + between them.
/// </remarks>
[InterpolatedStringHandler]
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct ReasonSentence(int literalLength, int formattedCount)
{
    private readonly StringBuilder _english = new(literalLength);
    private readonly ImmutableArray<string>.Builder _arguments = ImmutableArray.CreateBuilder<string>(formattedCount);

    /// <summary>What stands in the sentence's places.</summary>
    public ImmutableArray<string> Arguments => _arguments.ToImmutable();

    /// <summary>The whole sentence.</summary>
    public string English => _english.ToString();

    public void AppendLiteral(string words) => _english.Append(words);

    public void AppendFormatted<T>(T argument, string? format = null)
    {
        var text = argument is IFormattable number
            ? number.ToString(format, CultureInfo.InvariantCulture)
            : argument?.ToString() ?? "";
        _arguments.Add(text);
        _english.Append(text);
    }
}
