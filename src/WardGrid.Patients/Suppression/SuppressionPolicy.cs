using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Suppression;

/// <summary>
/// Sets the suppression of alarms: off, shadow or active, by kind and ward, with person, time and reason.
/// </summary>
/// <remarks>
/// Thread-safe. A change is in the audit trail before it is in the records, and in the records before it is in force.
/// Other silos apply it when they read it. If the rules cannot be read, none is in force and every alarm sounds.
/// </remarks>
public sealed class SuppressionPolicy(
    ISuppressionRules records,
    IAuditTrail audit,
    SuppressionModes inForce,
    OperatingPoints points,
    TimeProvider clock
)
{
    /// <summary>The most letters of a reason, so that a list can show it.</summary>
    public const int LongestReason = 500;

    private readonly SemaphoreSlim _turn = new(1);
    private ImmutableArray<SuppressionRule> _rules = [];

    /// <summary>The kinds that are verified and so can be governed.</summary>
    public static ImmutableArray<AlarmKind> Kinds { get; } =
    [.. Enum.GetValues<AlarmKind>().Where(AlarmHandling.IsVerified)];

    /// <summary>The newest rule of every ward and kind that has one, as it was last read.</summary>
    public ImmutableArray<SuppressionRule> Rules => _rules;

    /// <summary>
    /// The operating point at which alarms of a kind are refuted, and its evidence; null if they are never refuted.
    /// </summary>
    public OperatingPoint? PointOf(AlarmKind kind) => points.Deciding(kind);

    /// <summary>
    /// The mode in force. It is less than the mode that was set if the operating point has changed since.
    /// </summary>
    public SuppressionMode InForce(string ward, AlarmKind kind) => inForce[ward, kind];

    /// <summary>Reads the rules from the records and puts them in force.</summary>
    public async Task ReadAsync(CancellationToken stop)
    {
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            await TakeUpAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<CommandOutcome> SetAsync(
        string ward,
        AlarmKind kind,
        SuppressionMode mode,
        Actor by,
        string reason,
        CancellationToken stop
    )
    {
        (ward, by, reason) = (ward.Trim(), by with { Name = by.Name.Trim() }, reason.Trim());
        if (WhyNot(ward, kind, mode, by.Name, reason) is { } why)
            return CommandOutcome.Refused(why);
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            var rule = new SuppressionRule(
                ward,
                kind,
                mode,
                by.Name,
                clock.GetUtcNow(),
                reason,
                PointOf(kind)?.ToString() ?? ""
            );
            await audit
                .RecordAsync(
                    new(
                        rule.Since,
                        by,
                        "suppression.set",
                        $"{ward} {kind}",
                        $"{inForce[ward, kind]} to {mode}: {reason} (operating point: {rule.Point})"
                    ),
                    stop
                )
                .ConfigureAwait(false);
            await records.WriteAsync(rule, stop).ConfigureAwait(false);
            await TakeUpAsync(stop).ConfigureAwait(false);
            return CommandOutcome.Success;
        }
        finally
        {
            _turn.Release();
        }
    }

    private string? WhyNot(string ward, AlarmKind kind, SuppressionMode mode, string by, string reason)
    {
        if (!Kinds.Contains(kind) || !Enum.IsDefined(mode))
            return "Alarms of this kind are not verified, so there is nothing to suppress.";
        if (ward.Length == 0)
            return "Say for which ward.";
        if (!DeviceTopic.IsName(ward))
            return $"A ward has 1 to {DeviceTopic.MaxName} letters, digits, _ or -.";
        if (by.Length == 0)
            return "Sign with your name: a rule is set by a person.";
        if (reason.Length is 0 or > LongestReason)
            return $"Say why, in 1 to {LongestReason} letters.";
        if (mode == SuppressionMode.Active && !AlarmHandling.MayBeSilent(kind))
            return "Asystole and ventricular fibrillation are never silent.";
        if (mode == SuppressionMode.Active && PointOf(kind) is not { Evidence.Length: > 0 })
            return "This kind has no operating point with evidence, so it cannot be active.";
        return null;
    }

    private async Task TakeUpAsync(CancellationToken stop)
    {
        try
        {
            _rules = await records.RulesAsync(stop).ConfigureAwait(false);
            inForce.Replace(_rules.Where(IsInForce));
        }
        catch
        {
            inForce.Replace([]);
            throw;
        }
    }

    /// <summary>An active rule holds only for the operating point for which it was set.</summary>
    private bool IsInForce(SuppressionRule rule) =>
        rule.Mode != SuppressionMode.Active || rule.Point == PointOf(rule.Kind)?.ToString();
}
