using System.ComponentModel.DataAnnotations;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Api;

/// <summary>The value is a name as it stands in a topic: a bed, a ward, a device or a patient's key.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class TopicNameAttribute()
    : ValidationAttribute($"must have 1 to {DeviceTopic.MaxName} letters, digits, _ or -")
{
    public override bool IsValid(object? value) => value is null || (value is string name && DeviceTopic.IsName(name));

    public override string FormatErrorMessage(string name) => $"{name} {ErrorMessageString}.";
}

/// <summary>The value is text for people: no control characters, and not longer than a screen can show.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class PlainTextAttribute(int most) : ValidationAttribute
{
    /// <summary>Whether the text may have several lines.</summary>
    public bool Lines { get; init; }

    public override bool IsValid(object? value) =>
        value is null || (value is string text && text.Length <= most && text.All(IsPlain));

    public override string FormatErrorMessage(string name) =>
        $"{name} must have at most {most} characters, none of them a control character.";

    private bool IsPlain(char c) => !char.IsControl(c) || (Lines && c is '\n' or '\r' or '\t');
}

/// <summary>The value is a defined name of its enumeration, not a number without a name.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class KnownAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is null || Enum.IsDefined(value.GetType(), value);

    public override string FormatErrorMessage(string name) => $"{name} has a value that WardGrid does not know.";
}
