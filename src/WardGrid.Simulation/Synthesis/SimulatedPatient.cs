using System.Collections.Immutable;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Windows;

namespace WardGrid.Simulation.Synthesis;

/// <summary>
/// A patient whose heart, vessels and breath follow a scenario; the same seed gives the same samples.
/// </summary>
/// <remarks>One thread at a time. Time is seconds since the simulation began and only goes forward.</remarks>
public sealed class SimulatedPatient
{
    /// <summary>The longest block that <see cref="Render"/> takes, seconds.</summary>
    public const double LongestBlock = 1;

    private readonly Scenario _scenario;
    private readonly Heart _heart;
    private readonly ImmutableArray<SimulatedChannel> _channels;
    private readonly PressureChannel? _pressure;
    private readonly float _size;
    private readonly float _ventricularSize;

    public SimulatedPatient(ulong seed, Scenario scenario, ImmutableArray<ChannelDeclaration> channels)
    {
        var random = new Pcg32(seed, stream: 0);
        _scenario = scenario;
        Breathing = new(random.Uniform(12, 18), ref random);
        _heart = new(scenario, Breathing, ref random);
        (_size, _ventricularSize) = (random.Uniform(0.75f, 1.25f), random.Uniform(0.75f, 1.25f));
        Ventricles = new(centre: 5.2, bandwidth: 1.6, ref random);
        Atria = new(centre: 6.3, bandwidth: 1.2, ref random);
        var made = ImmutableArray.CreateBuilder<SimulatedChannel>(channels.Length);
        foreach (var declaration in channels)
            made.Add(Make(declaration, ref random));
        _channels = made.ToImmutable();
        _pressure = _channels.OfType<PressureChannel>().FirstOrDefault();
    }

    public Scenario Scenario => _scenario;

    public Breathing Breathing { get; }

    /// <summary>The beats of the last seconds and the next one, as a reference.</summary>
    public RingBuffer<SimulatedBeat> Beats { get; } = new(64);

    /// <summary>Seconds between beats at rest.</summary>
    public double RestingInterval => _heart.RestingInterval;

    internal Fibrillation Ventricles { get; }

    internal Fibrillation Atria { get; }

    /// <summary>Produces beats and fibrillation up to a time; channels can then be rendered up to it.</summary>
    public void Advance(double seconds)
    {
        // The P wave of a coming beat already belongs to this block.
        while (_heart.Next(seconds + BeatWave.LeadIn) is { } beat)
            Beats.Add(beat);
        Ventricles.Advance(seconds);
        Atria.Advance(seconds);
    }

    /// <summary>
    /// Fills a block of one channel in physical units; call <see cref="Advance"/> up to its end before.
    /// </summary>
    /// <param name="channel">The channel's place in the declarations.</param>
    /// <param name="first">The number of the first sample; blocks of a channel come in order and without gaps.</param>
    public void Render(int channel, long first, Span<float> to)
    {
        var start = first / _channels[channel].Declaration.Rate;
        _channels[channel].Render(to, start, _scenario.At(start));
    }

    /// <summary>
    /// The highest and lowest arterial pressure since the last call, mmHg; NaN without such a channel.
    /// </summary>
    public (double Systolic, double Diastolic) TakePressures() => _pressure?.TakeExtremes() ?? (double.NaN, double.NaN);

    /// <summary>The patient's own size of the QRS, by the origin of the beat.</summary>
    internal float Size(BeatOrigin origin) => origin == BeatOrigin.Ventricular ? _ventricularSize : _size;

    /// <summary>
    /// The amplitude of ventricular fibrillation at a time: it rises within half a second and falls over minutes.
    /// </summary>
    internal float VentricularFibrillation(double seconds)
    {
        if (_scenario.At(seconds).Rhythm.Kind != RhythmKind.VentricularFibrillation)
            return 0;
        var since = seconds - _scenario.BeginOf(seconds);
        return (float)(Math.Min(1, since / 0.5) * Math.Exp(-since / 300));
    }

    internal float AtrialFibrillation(double seconds) =>
        _scenario.At(seconds).Rhythm.Kind == RhythmKind.AtrialFibrillation ? 1 : 0;

    private SimulatedChannel Make(ChannelDeclaration declaration, ref Pcg32 random) =>
        declaration.Kind switch
        {
            SignalKind.Ecg => new EcgChannel(declaration, this, ref random),
            SignalKind.ArterialPressure => new PressureChannel(declaration, this, ref random),
            SignalKind.Pleth => new PlethChannel(declaration, this, ref random),
            SignalKind.Respiration => new RespirationChannel(declaration, this, ref random),
            _ => throw new ArgumentException(
                $"a patient has no signal for channel {declaration.Name}",
                nameof(declaration)
            ),
        };
}
