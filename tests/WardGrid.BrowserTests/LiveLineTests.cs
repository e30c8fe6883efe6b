using System.Text;
using Shouldly;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Signals.Protocol;
using WardGrid.Web.Live;

namespace WardGrid.BrowserTests;

/// <summary>The connection between the ward and the pages, without a browser.</summary>
public sealed class LiveLineTests
{
    private readonly List<byte[]> _states = [];
    private readonly List<byte[]> _waves = [];

    [Fact]
    public void A_slow_page_loses_the_oldest_samples_counted_and_no_state()
    {
        var viewer = new Viewer(capacity: 3);
        viewer.Say(1, [1]);
        viewer.Say(2, [2]);
        viewer.Say(1, [3]);
        for (byte i = 0; i < 5; i++)
            viewer.Wave([i]);
        viewer.Take(_states, _waves);
        _states.Select(s => s[0]).ShouldBe([2, 3]);
        _waves.Select(w => w[0]).ShouldBe([2, 3, 4]);
        viewer.Lost.ShouldBe(2);
    }

    [Fact]
    public async Task A_second_viewer_costs_no_second_encoding()
    {
        var (ward, fanout) = await WatchedAsync();
        Viewer one = new(),
            two = new();
        fanout.Add(one);
        fanout.Add(two);
        ward.Wave("1", 1, new DrawnHeart(60, 1).Frame(1, 0, 0.25, DateTimeOffset.UnixEpoch));
        one.Take(_states, _waves);
        two.Take(_states, _waves);
        _waves.Count.ShouldBe(2);
        _waves[0].ShouldBeSameAs(_waves[1]);
        // After the sound and the groups, which are told once a page.
        _states[2].ShouldBeSameAs(_states[5]);
    }

    [Fact]
    public async Task A_wall_gets_two_traces_and_a_bed_all_of_its_own()
    {
        var (ward, fanout) = await WatchedAsync();
        Viewer wall = new(),
            bed = new("1"),
            other = new("2");
        fanout.Add(wall);
        fanout.Add(bed);
        fanout.Add(other);
        ward.Wave("1", 1, new DrawnHeart(60, 1).Frame(1, 0, 0.25, DateTimeOffset.UnixEpoch));
        wall.Take(_states, _waves);
        bed.Take(_states, _waves);
        other.Take(_states, _waves);
        _waves.Select(w => (int)w[1]).ShouldBe([2, 5]);
    }

    [Fact]
    public async Task A_new_patient_in_a_bed_has_a_new_slot_and_the_old_one_is_told_gone()
    {
        var (ward, fanout) = await WatchedAsync();
        var viewer = new Viewer();
        fanout.Add(viewer);
        ward.Change(
            "1",
            b => b with { Association = b.Association with { PatientId = "somebody-else", PatientName = "New" } }
        );
        viewer.Take(_states, _waves);
        _states
            .Select(Encoding.UTF8.GetString)
            .ShouldSatisfyAllConditions(
                s => s.ShouldContain("""{"t":"gone","slot":1,"bed":"1"}"""),
                s => s.Last().ShouldContain("\"slot\":2"),
                s => s.Last().ShouldContain("\"patient\":\"New\"")
            );
    }

    [Fact]
    public async Task Samples_of_another_epoch_are_not_sent()
    {
        var (ward, fanout) = await WatchedAsync();
        var viewer = new Viewer();
        fanout.Add(viewer);
        ward.Wave("1", 7, new DrawnHeart(60, 1).Frame(7, 0, 0.25, DateTimeOffset.UnixEpoch));
        viewer.Take(_states, _waves);
        _waves.ShouldBeEmpty();
    }

    [Fact]
    public void A_wave_message_carries_the_samples_as_the_device_sent_them()
    {
        var frame = new DrawnHeart(60, 1).Frame(3, 1, 1.25, DateTimeOffset.UnixEpoch);
        WaveFrame.TryRead(frame.Span, out var wave);
        var message = WaveMessage.Write(wave, 9, 123456, [2]).ShouldNotBeNull();
        message.Length.ShouldBe(16 + 12 + 2 * 32);
        BitConverter.ToUInt16(message, 2).ShouldBe((ushort)9);
        BitConverter.ToUInt32(message, 4).ShouldBe(3u);
        BitConverter.ToDouble(message, 8).ShouldBe(123456);
        message[16].ShouldBe((byte)2);
        BitConverter.ToDouble(message, 20).ShouldBe(125);
        WaveMessage.Write(wave, 9, 123456, [77]).ShouldBeNull();
    }

    [Fact]
    public void Beds_stand_as_a_ward_counts_them() =>
        new[] { "10", "2", "4A", "4", "Side room" }
            .Order(BedOrder.Instance)
            .ShouldBe(["2", "4", "4A", "10", "Side room"]);

    private static async Task<(FakeWard, WardFanout)> WatchedAsync()
    {
        var ward = new FakeWard();
        ward.Show(DrawnPatient.Newcomer("1", 1));
        var fanout = new WardFanout(
            ward,
            new WardSound(new InMemoryWardSettings(), new InMemoryAuditTrail(), TimeProvider.System),
            new BedGroups(new InMemoryWardSettings(), new InMemoryAuditTrail(), TimeProvider.System),
            TimeProvider.System
        );
        await fanout.StartAsync(default);
        return (ward, fanout);
    }
}
