namespace WardGrid.Alarms.Verification.Rules;

/// <summary>On which side of its number a threshold lets an alarm be refuted.</summary>
public enum RefutingSide
{
    /// <summary>What is measured refutes up to the number: a smaller number lets more alarms sound.</summary>
    UpTo,

    /// <summary>What is measured refutes from the number on: a larger number lets more alarms sound.</summary>
    From,
}

/// <summary>One number at which a channel, or a model, is taken to show that an event did not happen.</summary>
/// <param name="Name">As <c>models/manifest.json</c> names it.</param>
/// <param name="Safe">The number that WardGrid was checked with; beyond it fewer alarms would sound, which needs a
/// recorded reason.</param>
public sealed record RuleThreshold(AlarmKind Kind, string Name, string Unit, RefutingSide Side, float Safe)
{
    /// <summary>Whether fewer alarms sound with this number than with the safe one.</summary>
    public bool SoundsLess(float number) => Side == RefutingSide.UpTo ? number > Safe : number < Safe;

    /// <summary>Such as "up to 3.2 s".</summary>
    public string InWords(float number) =>
        FormattableString.Invariant(
            $"{(Side == RefutingSide.UpTo ? "up to" : "from")} {number:0.###}{(Unit.Length > 0 ? " " : "")}{Unit}"
        );
}
