using System.Collections.Immutable;
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
    public static Reason Of(string code, ReasonSentence sentence) =>
        new(code.Replace(' ', '-'), sentence.Arguments, sentence.English);

    /// <summary>Words of a monitor or of an error, which nothing translates.</summary>
    public static Reason Verbatim(string words) => new("", [], words);

    /// <summary>The English sentence, with its channel before it.</summary>
    public override string ToString() => Channel is null ? English : $"{Channel}: {English}";

    public bool Equals(Reason? other) =>
        other is not null
        && (Code, English, Channel) == (other.Code, other.English, other.Channel)
        && Arguments.SequenceEqual(other.Arguments);

    public override int GetHashCode() => HashCode.Combine(Code, English, Channel);
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
