using System.Collections.Immutable;

namespace WardGrid.Server.Hl7;

/// <summary>One segment of an HL7 v2 message, with its fields numbered as the standard numbers them.</summary>
/// <param name="Fields">The raw fields: 0 is the segment's name, and in MSH 1 is the field separator.</param>
public sealed record Hl7Segment(ImmutableArray<string> Fields, Hl7Delimiters Delimiters)
{
    public string Name => Fields[0];

    /// <summary>A whole field as it was sent; empty where the segment ends before it.</summary>
    public string Raw(int field) => field < Fields.Length ? Fields[field] : "";

    /// <summary>A component of the field's first repetition, without escapes; empty where it is missing.</summary>
    public string Text(int field, int component = 1) =>
        Component(Raw(field).Split(Delimiters.Repetition)[0], component);

    /// <summary>A component of every repetition of a field, without escapes.</summary>
    public ImmutableArray<string> Repetitions(int field, int component = 1) =>
        [.. Raw(field).Split(Delimiters.Repetition).Select(repetition => Component(repetition, component))];

    private string Component(string repetition, int component)
    {
        var components = repetition.Split(Delimiters.Component);
        return component <= components.Length ? Delimiters.Unescape(components[component - 1]) : "";
    }
}
