using WardGrid.Patients;

namespace WardGrid.Web.Live;

/// <summary>Whether the walls of the ward sound: on, paused for a while, or off; with who said so and when.</summary>
/// <remarks>
/// Thread-safe. It silences only alarms that had been raised when it was said: an alarm that comes after a pause or after off sounds,
/// so that a pause of one alarm never hides another. Alarms themselves go on in every state; a restart of the server ends with sound on.
/// </remarks>
public sealed class WardSound(TimeProvider clock, IAuditTrail audit)
{
    /// <summary>How long sound is paused: two minutes, as on bedside monitors (IEC 60601-2-27 allows a pause, and wants its length known).</summary>
    public static readonly TimeSpan PauseLength = TimeSpan.FromMinutes(2);

    private SoundState _state = new("on", "", null, null);

    /// <summary>Raised when it changed.</summary>
    public event Action<SoundState>? Changed;

    public SoundState State => Volatile.Read(ref _state);

    /// <param name="wanted">on, paused or off.</param>
    public async Task<bool> SetAsync(string wanted, string by, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        SoundState? state = wanted switch
        {
            "on" => new(wanted, by, now.ToUnixTimeMilliseconds(), null),
            "paused" => new(wanted, by, now.ToUnixTimeMilliseconds(), (now + PauseLength).ToUnixTimeMilliseconds()),
            "off" => new(wanted, by, now.ToUnixTimeMilliseconds(), null),
            _ => null,
        };
        if (state is null)
            return false;
        Volatile.Write(ref _state, state);
        Changed?.Invoke(state);
        await audit.RecordAsync(new(now, by, $"ward.sound.{wanted}", "ward", ""), stop);
        return true;
    }
}
