using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WardGrid.Alarms;

/// <summary>
/// A sentence of evidence: a code with its numbers, which a screen says in its reader's language, and
/// the same in English.
/// </summary>
/// <param name="Code">The key of the sentence in the screens' words; empty for words that are shown as they
/// are.</param>
/// <param name="Arguments">What stands in the sentence's places, numbers written invariantly.</param>
/// <param name="English">The whole sentence, for the record and for whoever has no words of its own.</param>
/// <param name="Channel">The channel that it is about; null where it is about none.</param>
[JsonConverter(typeof(ReasonJson))]
public sealed record Reason(string Code, ImmutableArray<string> Arguments, string English, string? Channel = null)
{
    /// <summary>
    /// A sentence with places for its numbers; a code may hold the name of what it speaks of, such as
    /// "lowest.heart rate".
    /// </summary>
    public static Reason Of(string code, FormattableString english) =>
        new(
            code.Replace(' ', '-'),
            [.. Enumerable.Range(0, english.ArgumentCount).Select(i => Argument(english, i))],
            english.ToString(CultureInfo.InvariantCulture)
        );

    /// <summary>Words of a monitor or of an error, which nothing translates.</summary>
    public static Reason Verbatim(string words) => new("", [], words);

    /// <summary>The English sentence, with its channel before it.</summary>
    public override string ToString() => Channel is null ? English : $"{Channel}: {English}";

    public bool Equals(Reason? other) =>
        other is not null
        && (Code, English, Channel) == (other.Code, other.English, other.Channel)
        && Arguments.SequenceEqual(other.Arguments);

    public override int GetHashCode() => HashCode.Combine(Code, English, Channel);

    /// <summary>One argument in the way in which its place in the sentence says it, such as {0:0.0}.</summary>
    private static string Argument(FormattableString sentence, int place)
    {
        var begin = sentence.Format.IndexOf($"{{{place}", StringComparison.Ordinal);
        var hole = sentence
            .Format[begin..(sentence.Format.IndexOf('}', begin) + 1)]
            .Replace($"{{{place}", "{0", StringComparison.Ordinal);
        return string.Format(CultureInfo.InvariantCulture, hole, sentence.GetArgument(place));
    }
}

/// <summary>
/// A reason as JSON; a plain string, as records held them before they had codes, is read as words without one.
/// </summary>
internal sealed class ReasonJson : JsonConverter<Reason>
{
    public override Reason Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return Reason.Verbatim(reader.GetString()!);
        var parts = JsonSerializer.Deserialize<Parts>(ref reader, JsonSerializerOptions.Web)!;
        return new(parts.Code ?? "", [.. parts.Arguments ?? []], parts.English ?? "", parts.Channel);
    }

    public override void Write(Utf8JsonWriter writer, Reason value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(
            writer,
            new Parts(value.Code, [.. value.Arguments], value.English, value.Channel),
            JsonSerializerOptions.Web
        );

    private sealed record Parts(string? Code, string[]? Arguments, string? English, string? Channel);
}
