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

/// <summary>What holds when a hospital is more than one silo.</summary>
public sealed class TwoSilosTests : IAsyncLifetime
{
    private readonly LeapingClock _clock = new();
    private readonly RecordsInMemory _records = new();
    private TestCluster _hospital = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _hospital = await TestCluster.StartAsync(_records, _clock, silos: 2);

    public ValueTask DisposeAsync() => _hospital.DisposeAsync();

    [Fact]
    public async Task Both_silos_show_every_bed_wherever_its_patient_lives_and_its_waves()
    {
        var seen = new[] { new Watcher(), new Watcher() };
        for (var silo = 0; silo < 2; silo++)
            _hospital.Of<IWard>(silo).Subscribe(seen[silo]);

        var monitors = await BedsAsync(6);
        await UntilAsync(async () =>
        {
            foreach (var monitor in monitors)
                await monitor.Frame();
            return seen.All(w => w.Waved.Count == 6);
        });

        await UntilAsync(() =>
            Task.FromResult(
                Enumerable
                    .Range(0, 2)
                    .All(s => _hospital.Of<IWard>(s).Beds is { Length: 6 } beds && beds.All(b => b.Connected))
            )
        );
    }

    [Fact]
    public async Task A_bed_that_is_discharged_at_one_silo_is_gone_at_the_other()
    {
        await BedsAsync(2);
        await UntilAsync(() => Task.FromResult(_hospital.Of<IWard>(1).Beds.Length == 2));

        (await _hospital.Of<Server.Devices.IDeviceAssociations>(0).UnbindAsync("bed-1", "nurse", Stop)).ShouldBeTrue();

        await UntilAsync(() =>
            Task.FromResult(_hospital.Of<IWard>(1).Beds.Select(b => b.Bed).SequenceEqual(["bed-2"]))
        );
    }

    [Fact]
    public async Task A_killed_silos_patients_live_again_at_the_other_and_its_wards_are_whole()
    {
        var monitors = await BedsAsync(8);
        foreach (var monitor in monitors)
            await monitor.Frame();

        await _hospital.Silos.KillSiloAsync(_hospital.Silos.Silos[1]);

        // Guaranteed: each call is made again until the patient has accepted it. Its new life asks for the device's
        // birth where it does not know it.
        foreach (var monitor in monitors)
        {
            if ((await monitor.Frame()).Reason == RefusalReason.NoBirth)
                (await monitor.Birth()).ShouldBe(Refusal.None);
            (await monitor.Frame()).ShouldBe(Refusal.None);
        }

        await UntilAsync(async () =>
        {
            foreach (var monitor in monitors)
                await monitor.Frame();
            return _hospital.Of<IWard>(0).Beds is { Length: 8 } beds && beds.All(b => b.Connected);
        });
    }

    [Fact]
    public async Task A_patient_who_is_moved_to_another_silo_goes_on_there_with_the_last_minute()
    {
        var monitor = (await BedsAsync(1))[0];
        for (var i = 0; i < 8; i++)
            (await monitor.Frame()).ShouldBe(Refusal.None);
        var (home, other) = _hospital.Of<LocalPatients>(0).Patients.Count == 1 ? (0, 1) : (1, 0);

        await _hospital
            .Grains.GetGrain<IPatientGrain>("p-1")
            .MoveAsync(_hospital.Silos.Silos[home].SiloAddress, _hospital.Silos.Silos[other].SiloAddress);
        await _hospital.Of<LocalPatients>(home).EndedAsync("p-1").WaitAsync(TimeSpan.FromSeconds(60), Stop);

        (await monitor.SameFrame()).Reason.ShouldBe(RefusalReason.RepeatedSequence);
        (await monitor.Frame()).ShouldBe(Refusal.None);
        _hospital.Of<LocalPatients>(other).Patients.ShouldBe(["p-1"]);
        (await _hospital.Patients.SnapshotAsync("bed-1", Stop))!.FramesAccepted.ShouldBe(9);
        (await _hospital.Patients.RecentAsync("bed-1", 60, Stop))!.Channels[0].Samples.Length.ShouldBe(9 * 62);
    }

    [Fact]
    public async Task A_silo_that_comes_takes_over_the_patients_whose_devices_it_serves_and_they_go_on()
    {
        var monitors = await BedsAsync(12);
        foreach (var monitor in monitors)
            await monitor.Frame();

        await _hospital.Silos.StartAdditionalSiloAsync();

        var silos = _hospital.Silos.Silos.ToDictionary(s => s.SiloAddress.ToParsableString());
        for (var n = 1; n <= 12; n++)
        {
            var there = _hospital.LivesOn(
                silos[ShardMap.OwnerOf(ShardMap.ShardOf($"monitor-{n}"), silos.Keys)!].SiloAddress
            );
            await UntilAsync(() => Task.FromResult(there.Patients.Contains($"p-{n}")));
            (await monitors[n - 1].Frame()).ShouldBe(Refusal.None);
            (await _hospital.Patients.SnapshotAsync($"bed-{n}", Stop))!.FramesAccepted.ShouldBe(2);
        }

        _hospital.LivesOn(_hospital.Silos.Silos[2].SiloAddress).Patients.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_ward_grain_that_begins_anew_is_filled_again_by_the_silos()
    {
        await BedsAsync(2);
        var ward = _hospital.Grains.GetGrain<IWardGrain>("icu");
        await UntilAsync(async () => (await ward.BedsAsync()).Changed.Length == 2);

        await _hospital.Silos.DeactivateAsync(ward);

        await UntilAsync(async () => (await ward.BedsAsync()).Changed.Length == 2);
    }

    [Fact]
    public async Task A_silo_that_leaves_is_sent_no_more_waves()
    {
        var subscribers = _hospital.Grains.GetGrain<IWaveSubscribers>(IWaveSubscribers.Key);
        await UntilAsync(async () => (await subscribers.ObserversAsync()).Length == 2);
        var keeper = await _hospital.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(subscribers);

        await _hospital.Silos.StopSiloAsync(_hospital.Silos.Silos.Single(s => !s.SiloAddress.Equals(keeper)));

        (await _hospital.Grains.GetGrain<IWaveSubscribers>(IWaveSubscribers.Key).ObserversAsync()).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_snapshots_of_a_bed_a_ward_keeps_the_newer_whichever_comes_last()
    {
        await BedsAsync(1);
        var newer = (await _hospital.Patients.SnapshotAsync("bed-1", Stop))!;
        var ward = _hospital.Grains.GetGrain<IWardGrain>("elsewhere");

        await ward.ChangedAsync(new([newer with { Version = 20, Model = "newer" }], []));
        await ward.ChangedAsync(new([newer with { Version = 19, Model = "older" }], []));
        (await ward.BedsAsync()).Changed.ShouldHaveSingleItem().Model.ShouldBe("newer");

        await ward.ChangedAsync(new([], [new("bed-1", 21)]));
        await ward.ChangedAsync(new([newer with { Version = 21 }], []));
        (await ward.BedsAsync()).Changed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bed_that_was_heard_in_an_earlier_life_and_is_silent_in_this_one_is_alarmed()
    {
        var monitor = (await BedsAsync(1))[0];
        await monitor.Frame();
        var grain = _hospital.Grains.GetGrain<IPatientGrain>("p-1");
        await UntilAsync(async () => (await grain.SnapshotAsync())!.FramesAccepted == 1);
        await grain.SettleAsync();
        await _hospital.Silos.DeactivateAsync(grain);

        // The reminder is what calls it; Orleans' shortest is a minute, so the test calls in its place.
        await grain.AsReference<IRemindable>().ReceiveReminder("silence", default);
        _clock.Leap(DeviceAlarms.NoDataAfter);

        await UntilAsync(async () => (await grain.SnapshotAsync())!.Alarms.Any(a => a.Kind == AlarmKind.NoData));
    }

    private async Task<BedsideMonitor[]> BedsAsync(int beds)
    {
        var monitors = Enumerable
            .Range(1, beds)
            .Select(n => new BedsideMonitor($"monitor-{n}", _hospital.Patients, _clock))
            .ToArray();
        for (var n = 1; n <= beds; n++)
        {
            await _hospital.Associations.BindAsync(
                new($"monitor-{n}", "icu", $"bed-{n}", $"p-{n}", "Example", AgeBand.Adult, true, _clock.GetUtcNow()),
                Stop
            );
            (await monitors[n - 1].Birth()).ShouldBe(Refusal.None);
        }

        return monitors;
    }

    private static async Task UntilAsync(Func<Task<bool>> awaited)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await awaited())
            await Task.Delay(50, patience.Token);
    }

    private sealed class Watcher : IWardObserver
    {
        public HashSet<string> Waved { get; } = [];

        public void Changed(PatientSnapshot bed) { }

        public void Gone(string bed) { }

        public void Wave(string bed, uint epoch, ReadOnlyMemory<byte> frame)
        {
            lock (Waved)
                Waved.Add(bed);
        }
    }
}
