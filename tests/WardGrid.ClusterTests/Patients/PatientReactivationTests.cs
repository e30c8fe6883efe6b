using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Server.Grains;
using WardGrid.Server.Hosting;
using WardGrid.Server.Placement;
using WardGrid.Server.Wards;
using WardGrid.Signals.Protocol;
using WardGrid.UnitTests.Grains;
using WardGrid.UnitTests.Patients;

namespace WardGrid.ClusterTests.Patients;

/// <summary>Beds whose devices fall silent together with their silo.</summary>
/// <remarks>
/// In one process a silo is killed by telling it to stop at once: it hands nobody over, and is seen to leave before it
/// is seen to be gone.
/// </remarks>
public sealed class PatientReactivationTests : IAsyncLifetime
{
    /// <summary>Below the minute after which a patient's reminder begins its life too.</summary>
    private static readonly TimeSpan BeforeAnyReminder = TimeSpan.FromSeconds(50);

    private readonly LeapingClock _clock = new();
    private TestCluster _hospital = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _hospital = await TestCluster.StartAsync(new RecordsInMemory(), _clock, silos: 2);

    public ValueTask DisposeAsync() => _hospital.DisposeAsync();

    [Fact]
    public async Task A_killed_silos_patients_begin_anew_at_the_other_without_a_message_and_their_silence_is_alarmed()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(BeforeAnyReminder);
        var (stays, goes) = (_hospital.Of<LocalPatients>(0), _hospital.Of<LocalPatients>(1));
        var beds = 0;
        while (goes.Patients.Count < 4)
            await HeardAsync(++beds);

        await _hospital.Silos.KillSiloAsync(_hospital.Silos.Silos[1]);

        await UntilAsync(() => stays.Patients.Count == beds, patience.Token);
        _clock.Leap(DeviceAlarms.NoDataAfter);
        await UntilAsync(
            () => _hospital.Of<IWard>(0).Beds.Count(b => b.Alarms.Any(a => a.Kind == AlarmKind.NoData)) == beds,
            patience.Token
        );
    }

    /// <summary>One more bed, whose device says what it is and sends one frame.</summary>
    private async Task HeardAsync(int bed)
    {
        var monitor = new BedsideMonitor($"monitor-{bed}", _hospital.Patients, _clock);
        await _hospital.Associations.BindAsync(
            new(monitor.Name, "icu", $"bed-{bed}", $"p-{bed}", "Example", AgeBand.Adult, true, _clock.GetUtcNow()),
            Stop
        );
        (await monitor.Birth()).ShouldBe(Refusal.None);
        (await monitor.Frame()).ShouldBe(Refusal.None);
        await _hospital.Grains.GetGrain<IPatientGrain>($"p-{bed}").SettleAsync();
    }

    private static async Task UntilAsync(Func<bool> awaited, CancellationToken patience)
    {
        while (!awaited())
            await Task.Delay(50, patience);
    }
}
