using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Signals.Protocol;

namespace WardGrid.Web.Live;

/// <summary>Sends the ward's changes and bundles to all open pages; each is encoded once for all.</summary>
/// <remarks>Thread-safe; the ward's calls never wait for a page. Without open pages nothing is encoded.</remarks>
public sealed class WardFanout(IWard ward, WardSound sound, BedGroups groups, TimeProvider clock)
    : IWardObserver,
        IHostedService
{
    /// <summary>The seconds that a new page gets: as much as it can show at the slowest usual paper speed.</summary>
    private const double PastSeconds = 14;

    // Slots for messages about the whole ward; no bed has them.
    private const int SoundSlot = 0;
    private const int GroupsSlot = -1;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, ShownBed> _beds = new(StringComparer.Ordinal);
    private ImmutableArray<Viewer> _viewers = [];
    private IDisposable? _subscription;
    private int _lastSlot;

    /// <summary>Raised on the ward's thread when a bed changed or left, for pages that render on the server.</summary>
    public event Action<string>? BedChanged;

    public int Viewers => _viewers.Length;

    /// <summary>The newest snapshot of every bed, in the order of the beds' labels.</summary>
    public IEnumerable<PatientSnapshot> Beds =>
        _beds.Values.Select(b => b.Snapshot).OrderBy(b => b.Bed, BedOrder.Instance);

    public PatientSnapshot? Bed(string bed) => _beds.TryGetValue(bed, out var shown) ? shown.Snapshot : null;

    /// <summary>The newest snapshot of a bed with the slot that stands for its patient in live messages.</summary>
    public (PatientSnapshot Snapshot, int Slot)? Shown(string bed) =>
        _beds.TryGetValue(bed, out var shown) ? (shown.Snapshot, shown.Slot) : null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        sound.Changed += Sounds;
        groups.Changed += Groups;
        _subscription = ward.Subscribe(this);
        foreach (var bed in ward.Beds)
            Changed(bed);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        sound.Changed -= Sounds;
        groups.Changed -= Groups;
        _subscription?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Adds a page and sends it the present state; changes follow from now on.</summary>
    public void Add(Viewer viewer)
    {
        lock (_gate)
        {
            _viewers = _viewers.Add(viewer);
            viewer.Say(SoundSlot, LiveJson.Write(sound.State));
            viewer.Say(GroupsSlot, LiveJson.Write(GroupsNow));
            foreach (var bed in _beds.Values)
            {
                if (viewer.Sees(bed.Snapshot))
                    viewer.Say(bed.Slot, bed.State ??= LiveJson.Write(BedStates.Of(bed.Snapshot, bed.Slot)));
            }
        }
    }

    /// <summary>Sends a new page the last seconds of its traces, so that it does not begin empty.</summary>
    public async Task CatchUpAsync(Viewer viewer, IPatients patients, CancellationToken left)
    {
        foreach (var bed in _beds.Values.Where(b => viewer.Sees(b.Snapshot)))
        {
            if (
                await patients.RecentAsync(bed.Snapshot.Bed, PastSeconds, left) is not { } strip
                || strip.Channels.IsEmpty
            )
                continue;
            // If the patient has left the bed in the meantime, the slot is still the earlier one, so that nothing is
            // shown under the next patient's name.
            var past = WaveMessage.Write(
                strip,
                bed.Snapshot.Epoch,
                bed.Slot,
                bed.Snapshot.LastFrameAt?.ToUnixTimeMilliseconds() ?? 0,
                viewer.Bed is null ? bed.Wall : []
            );
            if (past.Length > 0)
                viewer.Wave(past);
        }
    }

    public void Remove(Viewer viewer)
    {
        lock (_gate)
            _viewers = _viewers.Remove(viewer);
    }

    public void Changed(PatientSnapshot bed)
    {
        lock (_gate)
        {
            if (
                _beds.TryGetValue(bed.Bed, out var shown)
                && shown.Snapshot.Association.PatientId != bed.Association.PatientId
            )
            {
                Forget(bed.Bed);
                shown = null;
            }
            else if (shown is not null && bed.Version <= shown.Snapshot.Version)
            {
                return;
            }

            shown = new(shown?.Slot ?? ++_lastSlot, bed, WallTraces.Of(bed.Channels));
            _beds[bed.Bed] = shown;
            foreach (var viewer in _viewers)
            {
                if (viewer.Sees(bed))
                    viewer.Say(shown.Slot, shown.State ??= LiveJson.Write(BedStates.Of(bed, shown.Slot)));
            }
        }

        BedChanged?.Invoke(bed.Bed);
    }

    public void Gone(string bed)
    {
        lock (_gate)
            Forget(bed);
        BedChanged?.Invoke(bed);
    }

    public void Wave(string bed, uint epoch, ReadOnlyMemory<byte> frame)
    {
        var viewers = _viewers;
        if (viewers.IsEmpty || !_beds.TryGetValue(bed, out var shown) || shown.Snapshot.Epoch != epoch)
            return;
        if (WaveFrame.TryRead(frame.Span, out var wave).IsRefused)
            return;

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        byte[]? wall = null,
            whole = null;
        foreach (var viewer in viewers)
        {
            if (!viewer.Sees(shown.Snapshot))
                continue;
            if (viewer.Bed is not null)
                whole ??= WaveMessage.Write(wave, shown.Slot, now, []);
            else if (shown.Wall.Length > 0)
                wall ??= WaveMessage.Write(wave, shown.Slot, now, shown.Wall);
            if ((viewer.Bed is null ? wall : whole) is { } message)
                viewer.Wave(message);
        }
    }

    private GroupsState GroupsNow => new([.. groups.All.Select(g => new GroupLine(g.Name, [.. g.Beds]))]);

    private void Groups() => Tell(GroupsSlot, GroupsNow);

    private void Sounds(SoundState state) => Tell(SoundSlot, state);

    private void Tell(int slot, LiveMessage news)
    {
        var message = LiveJson.Write(news);
        foreach (var viewer in _viewers)
            viewer.Say(slot, message);
    }

    private void Forget(string bed)
    {
        if (!_beds.TryRemove(bed, out var shown))
            return;
        var gone = LiveJson.Write(new BedGone(shown.Slot, bed));
        foreach (var viewer in _viewers)
        {
            if (viewer.Sees(shown.Snapshot))
                viewer.Say(shown.Slot, gone);
        }
    }

    /// <summary>A bed with its state, encoded at the first use.</summary>
    private sealed class ShownBed(int slot, PatientSnapshot snapshot, int[] wall)
    {
        public int Slot => slot;

        public PatientSnapshot Snapshot => snapshot;

        public int[] Wall => wall;

        public byte[]? State { get; set; }
    }
}
