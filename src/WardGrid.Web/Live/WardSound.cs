using WardGrid.Patients;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;

namespace WardGrid.Web.Live;

/// <summary>The sound of the ward's walls: on, paused for a while, or off; by whom and since when.</summary>
/// <remarks>
/// Thread-safe. A pause or off silences only alarms that were raised before it. Later alarms sound, so that a pause of
/// one alarm never hides another. It is stored in the ward settings before it is in force, so that it holds after a
/// restart and on other silos. If it cannot be stored, it is not in force.
/// </remarks>
public sealed class WardSound(IWardSettings settings, IAuditTrail audit, TimeProvider clock)
{
    /// <summary>
    /// How long the sound is paused: two minutes, as on bedside monitors (IEC 60601-2-27 allows a pause, and requires
    /// that its length is known).
    /// </summary>
    public static readonly TimeSpan PauseLength = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _turn = new(1);
    private SoundState _state = new("on", "", null, null);

    /// <summary>Raised when the sound changed.</summary>
    public event Action<SoundState>? Changed;

    public SoundState State => Volatile.Read(ref _state);

    /// <summary>Reads the sound from the settings.</summary>
    public async Task ReadAsync(CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            if (await settings.SoundAsync(stop) is { } written)
                Show(written);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task SetAsync(WallSoundState wanted, Actor by, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            var now = clock.GetUtcNow();
            var was = State.State;
            var sound = new WallSound(wanted, by.Name, now, wanted == WallSoundState.Paused ? now + PauseLength : null);
            await settings.WriteAsync(sound, stop);
            Show(sound);
            await audit.RecordAsync(new(now, by, $"ward.sound.{State.State}", "ward", $"{was} to {State.State}"), stop);
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Show(WallSound sound)
    {
        var state = new SoundState(
            sound.State.ToString().ToLowerInvariant(),
            sound.By,
            sound.Since.ToUnixTimeMilliseconds(),
            sound.Until?.ToUnixTimeMilliseconds()
        );
        if (state == State)
            return;
        Volatile.Write(ref _state, state);
        Changed?.Invoke(state);
    }
}
