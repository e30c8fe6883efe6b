using System.Buffers;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients;

/// <summary>Plays a simulated patient's monitor to a bedside, message by message, on the bedside's clock.</summary>
public sealed class PlayedScenario
{
    private readonly Bedside _bedside;
    private readonly SimulatedMonitor _monitor;
    private double _seconds;

    public PlayedScenario(Bedside bedside, Scenario scenario, ulong seed = 1)
    {
        _bedside = bedside;
        _monitor = new(seed, scenario, new(1, "Simulated", "1", SimulatedMonitor.UsualChannels), bedside.Micros);
    }

    /// <summary>Plays on for so many seconds.</summary>
    public Task PlayOn(double seconds) => PlayUntil(_seconds + seconds);

    /// <summary>Plays on until so many seconds after the beginning.</summary>
    public async Task PlayUntil(double seconds)
    {
        while (_monitor.DueSeconds <= seconds)
        {
            if (_monitor.DueSeconds > _seconds)
                _bedside.Clock.Advance(TimeSpan.FromSeconds(_monitor.DueSeconds - _seconds));
            _seconds = _monitor.DueSeconds;
            (await _bedside.Send(_monitor)).ThrowIfRefused();
        }
    }
}
