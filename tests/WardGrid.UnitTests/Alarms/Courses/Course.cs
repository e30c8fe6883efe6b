using System.Collections.Immutable;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Alarms.Courses;

/// <summary>How a course reaches its rhythm.</summary>
public enum Onset
{
    /// <summary>After half a minute of sinus rhythm, from one beat to the next.</summary>
    Abrupt,

    /// <summary>After half a minute of sinus rhythm, within 20 s.</summary>
    Ramp,

    /// <summary>The first sample already shows it.</summary>
    FromTheStart,
}

/// <summary>Which channels a generated bed sends.</summary>
public enum Channels
{
    OneLead,
    OneLeadAndPulse,
    TwoLeads,
    TwoLeadsAndPulse,
}

/// <summary>
/// A generated story on clean signals: half a minute of sinus rhythm, and then one rhythm that stays.
/// </summary>
public sealed record Course(Rhythm Rhythm, Onset Onset, Channels Channels)
{
    /// <summary>Seconds of sinus rhythm before the change, seconds that a ramp takes.</summary>
    public const double Change = 30,
        RampSeconds = 20;

    /// <summary>Beats per minute of the sinus rhythm.</summary>
    public double Before { get; init; } = 75;

    /// <summary>Seconds at which the rhythm has come.</summary>
    public double From =>
        Onset switch
        {
            Onset.Abrupt => Change,
            Onset.Ramp => Change + RampSeconds,
            _ => 0,
        };

    /// <summary>
    /// Seconds that are played: eight beats for the number and a minute for the verifier's memory, whatever the rate.
    /// </summary>
    public double Until => From + Math.Max(30, Math.Min(75, 9 * 60 / Math.Max(1, Rhythm.Rate)));

    public Scenario Scenario()
    {
        if (Onset == Onset.FromTheStart)
            return new("course", [new(0, Rhythm)]);
        var steps = ImmutableArray.CreateBuilder<ScenarioStep>();
        steps.Add(new(0, Rhythm.Sinus(Before)));
        for (var s = 0; Onset == Onset.Ramp && s < RampSeconds; s++)
            steps.Add(new(Change + s, Rhythm with { Rate = Before + (Rhythm.Rate - Before) * (s + 1) / RampSeconds }));
        steps.Add(new(From, Rhythm));
        return new("course", steps.ToImmutable());
    }

    public ImmutableArray<ChannelDeclaration> Declarations()
    {
        var all = SimulatedMonitor.UsualChannels;
        return Channels switch
        {
            Channels.OneLead => [all[0]],
            Channels.OneLeadAndPulse => [all[0], all[2]],
            Channels.TwoLeads => [all[0], all[1]],
            _ => [all[0], all[1], all[2]],
        };
    }

    public override string ToString()
    {
        var coupling = Rhythm.Coupling > 0 ? $" at {Rhythm.Coupling:0.00}" : "";
        return $"{Rhythm.Kind} {Rhythm.Rate:0}{coupling} {Onset} from {Before:0} {Channels}";
    }
}
