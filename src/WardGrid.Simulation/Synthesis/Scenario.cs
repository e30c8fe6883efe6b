using System.Collections.Immutable;

namespace WardGrid.Simulation.Synthesis;

/// <summary>The steps that a simulated patient goes through.</summary>
/// <remarks>
/// It starts again after <see cref="Length"/> seconds; a scenario of one step without length never ends.
/// </remarks>
public sealed class Scenario
{
    /// <param name="steps">In order of time; the first begins at 0.</param>
    /// <param name="length">Seconds after which it starts again; null: never.</param>
    public Scenario(string name, ImmutableArray<ScenarioStep> steps, double? length = null)
    {
        if (steps.IsDefaultOrEmpty || steps[0].From != 0)
            throw new ArgumentException("a scenario begins with a step at 0 seconds", nameof(steps));
        for (var i = 1; i < steps.Length; i++)
        {
            if (steps[i].From <= steps[i - 1].From)
                throw new ArgumentException(
                    $"step {i} begins at {steps[i].From} s, not after the step before",
                    nameof(steps)
                );
        }

        if (length <= steps[^1].From)
            throw new ArgumentOutOfRangeException(nameof(length), length, "the scenario ends before its last step");
        (Name, Steps, Length) = (name, steps, length);
    }

    public string Name { get; }

    public ImmutableArray<ScenarioStep> Steps { get; }

    public double? Length { get; }

    /// <summary>The step that holds at a time; before 0 it is the first.</summary>
    public ScenarioStep At(double seconds) => Steps[Find(seconds).Step];

    /// <summary>When the step that holds at a time began, in seconds since the simulation began.</summary>
    public double BeginOf(double seconds)
    {
        var (round, step) = Find(seconds);
        return round + Steps[step].From;
    }

    /// <summary>When the step that holds at a time ends; infinity where it never does.</summary>
    public double NextChange(double seconds)
    {
        var (round, step) = Find(seconds);
        if (step + 1 < Steps.Length)
            return round + Steps[step + 1].From;
        return Length is { } length ? round + length : double.PositiveInfinity;
    }

    /// <summary>
    /// The same scenario, entered at another time: the part before that time comes at the end of each round.
    /// </summary>
    /// <remarks>
    /// A step that is entered in its middle raises no alarm there, because the monitor did not see its beginning; it
    /// raises one at the end of the round. A scenario that never starts again is entered at its beginning.
    /// </remarks>
    public Scenario EnteredAt(double seconds)
    {
        if (Length is not { } length)
            return this;
        var at = seconds - Math.Floor(seconds / length) * length;
        var (_, entered) = Find(at);
        var isCut = at > Steps[entered].From;
        var steps = ImmutableArray.CreateBuilder<ScenarioStep>();
        steps.Add(Steps[entered] with { From = 0, Alert = isCut ? null : Steps[entered].Alert });
        for (var i = entered + 1; i < Steps.Length; i++)
            steps.Add(Steps[i] with { From = Steps[i].From - at });
        for (var i = 0; i < (isCut ? entered + 1 : entered); i++)
            steps.Add(Steps[i] with { From = Steps[i].From - at + length });
        return new(Name, steps.ToImmutable(), length);
    }

    private (double Round, int Step) Find(double seconds)
    {
        var round = Length is { } length && seconds > 0 ? Math.Floor(seconds / length) * length : 0;
        var step = Steps.Length - 1;
        while (step > 0 && round + Steps[step].From > seconds)
            step--;
        return (round, step);
    }
}

/// <summary>One step of a scenario.</summary>
/// <param name="From">Seconds since the scenario began.</param>
/// <param name="Alert">The alarm that the monitor raises during this step, true or false; null: none.</param>
/// <param name="Spo2">The oxygen saturation that the patient approaches, percent.</param>
public sealed record ScenarioStep(
    double From,
    Rhythm Rhythm,
    ImmutableArray<Disturbance> Disturbances,
    ScenarioAlert? Alert = null,
    double Spo2 = 97
)
{
    public ScenarioStep(double from, Rhythm rhythm, ScenarioAlert? alert = null)
        : this(from, rhythm, [], alert) { }

    /// <summary>The size of a disturbance on a channel; 0 if there is none.</summary>
    public float Level(DisturbanceKind kind, string channel)
    {
        foreach (var disturbance in Disturbances)
        {
            if (disturbance.Kind == kind && (disturbance.Channel is null || disturbance.Channel == channel))
                return disturbance.Level;
        }

        return 0;
    }
}

/// <summary>An alarm that a simulated monitor raises; it ends with the step.</summary>
/// <param name="After">Seconds after the step began.</param>
/// <param name="Kind">The monitor's kind, as in <see cref="Signals.Protocol.DeviceAlert"/>.</param>
public sealed record ScenarioAlert(double After, string Kind, string Priority, string Text);
