using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Server.Grains;
using WardGrid.Server.Hosting;
using WardGrid.Server.Placement;
using WardGrid.Server.Wards;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Vitals;

namespace WardGrid.ClusterTests.Patients;

/// <summary>
/// Everything that crosses from silo to silo arrives as it was sent, and is found under a name that does not change.
/// </summary>
public sealed class MessageFormatTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, 123, 456, TimeSpan.Zero);

    private static readonly DeviceAssociation Bound = new(
        "monitor-1",
        "icu",
        "bed-1",
        "p-1",
        "Åda \u2603 Example",
        AgeBand.Child,
        true,
        Noon
    );

    private readonly ServiceProvider _services = new ServiceCollection()
        .AddSerializer(s => s.AddWardGridMessages())
        .BuildServiceProvider();

    [Theory]
    [InlineData(typeof(Refusal), "WardGrid.Signals.Frames.Refusal,WardGrid.Signals")]
    [InlineData(typeof(MessageKind), "WardGrid.Signals.Frames.MessageKind,WardGrid.Signals")]
    [InlineData(typeof(AlarmStrip), "WardGrid.Patients.AlarmStrip,WardGrid.Patients")]
    [InlineData(typeof(DeviceStreamState), "WardGrid.Patients.StreamPast,WardGrid.Patients")]
    public void A_type_that_was_renamed_crosses_under_its_first_name(Type type, string first)
    {
        var names = _services.GetRequiredService<Orleans.Serialization.TypeSystem.TypeConverter>();

        names.Format(type).ShouldBe(first);
        names.Parse(first).ShouldBe(type);
    }

    [Fact]
    public void Silos_of_every_version_know_the_placement_of_patients_by_its_first_name()
    {
        var properties = new Dictionary<string, string>();
        new DeviceAffinityPlacement().PopulateGrainProperties(_services, typeof(PatientGrain), default, properties);

        properties.Values.ShouldBe(["BesideTheDevice"]);
    }

    [Fact]
    public void A_refusal_keeps_its_reason_and_its_words()
    {
        Crossed(Refusal.None).ShouldBe(Refusal.None);
        Crossed(new Refusal(RefusalReason.WrongEpoch, "epoch 2"))
            .ShouldBe(new Refusal(RefusalReason.WrongEpoch, "epoch 2"));
    }

    [Fact]
    public void Every_order_becomes_the_command_that_it_was()
    {
        PatientCommand[] commands =
        [
            new PatientCommand.Acknowledge("nurse", "a1"),
            new PatientCommand.Discharge("nurse"),
            new PatientCommand.SetLimits("nurse", AlarmLimits.For(AgeBand.Neonate)),
            new PatientCommand.Inactivate(
                "nurse",
                AlarmKind.VentricularTachycardia,
                AlarmInactivationState.AlarmPaused,
                TimeSpan.FromMinutes(2),
                null,
                "VT"
            ),
            new PatientCommand.Reactivate("nurse", AlarmKind.Other, "VT"),
        ];

        commands.Select(c => c.GetType()).ShouldBe(typeof(PatientCommand).GetNestedTypes(), ignoreOrder: true);
        commands.Select(c => Crossed(PatientCommandMessage.From(c)).ToCommand()).ShouldBe(commands);
    }

    [Fact]
    public void An_outcome_keeps_its_words() =>
        Crossed(CommandOutcome.Refused("no")).ShouldBe(CommandOutcome.Refused("no"));

    [Fact]
    public void A_snapshot_keeps_numbers_that_are_not_known_and_every_part_of_its_alarms()
    {
        var decision = new AlarmDecision(
            Verdict.Refuted,
            new(
                [
                    new("II", SignalKind.Ecg, 0.93f, default, 81.5f, false, Reason.Verbatim("normal beats")),
                    new("V", SignalKind.Ecg, float.NaN, default, null, null, Reason.Verbatim("flat")),
                ],
                [Reason.Of("pulse.beats", $"the pulse beats on at {71.6:0}") with { Channel = "Pleth" }],
                "verifier",
                0.02f,
                0.1f
            )
        );
        var alarm = new Alarm(
            "p-1.monitor-1.1.a1",
            "p-1",
            "bed-1",
            true,
            AlarmKind.VentricularTachycardia,
            AlarmPriority.High,
            AlarmOrigin.Monitor,
            "VT",
            Noon,
            Noon,
            decision,
            false,
            Noon,
            "nurse"
        )
        {
            Second = new(decision with { Verdict = Verdict.Confirmed }, Noon),
        };
        var sent = new PatientSnapshot(
            Bound,
            17,
            Noon,
            true,
            null,
            TimeSpan.FromMilliseconds(-3.5),
            7,
            "B650",
            [new(new(0, "II", 131330, 250, "mV", 200, 12.5), 17.25, default, float.NaN)],
            VitalSigns.None,
            AlarmLimits.For(AgeBand.Adult),
            [alarm],
            ImmutableDictionary<RefusalReason, long>.Empty.Add(RefusalReason.RepeatedSequence, 3)
        )
        {
            FramesAccepted = 12,
            FramesMissed = 2,
        };

        var arrived = Crossed(sent);

        System
            .Text.Json.JsonSerializer.Serialize(arrived, MessageFormat.Json)
            .ShouldBe(System.Text.Json.JsonSerializer.Serialize(sent, MessageFormat.Json));
        arrived.Association.ShouldBe(Bound);
        arrived.Channels.ShouldHaveSingleItem().UsableShare.ShouldBe(float.NaN);
        arrived.Alarms.ShouldHaveSingleItem().Decision!.Evidence.Channels[1].Quality.ShouldBe(float.NaN);
        arrived.Alarms[0].Second!.Decision.Verdict.ShouldBe(Verdict.Confirmed);
        arrived.Refused[RefusalReason.RepeatedSequence].ShouldBe(3);
        (arrived.FramesAccepted, arrived.FramesMissed, arrived.LastFrameAt).ShouldBe((12, 2, null));
        var vitals = arrived.Vitals;
        vitals.ShouldBe(sent.Vitals);
    }

    [Fact]
    public void A_strip_keeps_every_sample_and_what_is_missing()
    {
        var sent = new AlarmStrip(
            "",
            9.75,
            [new(new(3, "Pleth \u00B5", 150452, 62.5, "", 1, 0), 610, [1, ChannelDeclaration.Missing, short.MaxValue])]
        );

        var arrived = Crossed(sent);

        arrived.Channels.ShouldHaveSingleItem().Samples.ShouldBe(sent.Channels[0].Samples);
        (arrived.AlarmSeconds, arrived.Channels[0].Declaration).ShouldBe((9.75, sent.Channels[0].Declaration));
    }

    [Fact]
    public void What_a_patient_takes_along_arrives_byte_for_byte()
    {
        var sent = new DeviceStreamState(
            new(3, "B650", "17", [new(0, "II", 131330, 250, "mV", 200, 12.5)]),
            [
                [1, 2, 255],
                [0],
            ],
            uint.MaxValue,
            400,
            7,
            Noon,
            Noon.AddSeconds(1),
            TimeSpan.FromMilliseconds(-3.5)
        )
        {
            Declared = new(3, "B650", "17", [new(0, "Kanal 7", 0, 250, "uV", 0.2, 12.5)]),
            Restarts = 2,
        };

        var arrived = Crossed(sent);

        arrived.Declared!.Channels.ShouldBe(sent.Declared.Channels);
        arrived.Restarts.ShouldBe(2u);
        arrived.Seconds.SelectMany(s => s).ShouldBe([1, 2, 255, 0]);
        (arrived.Birth.Epoch, arrived.Birth.Channels[0]).ShouldBe((3u, sent.Birth.Channels[0]));
        (arrived with { Birth = sent.Birth, Declared = sent.Declared, Seconds = sent.Seconds }).ShouldBe(sent);
    }

    [Fact]
    public void Changes_of_a_ward_and_waves_arrive_in_their_order()
    {
        var waves = Crossed(new WaveBatch([new("bed-1", 4, [1, 2, 3]), new("bed-2", uint.MaxValue, [])]));
        var changes = Crossed(new WardChanges([], [new("bed-1", 12), new("bed-2", 11)]));

        waves
            .Frames.Select(f => (f.Bed, f.Epoch, f.Frame.Length))
            .ShouldBe([("bed-1", 4u, 3), ("bed-2", uint.MaxValue, 0)]);
        changes.Gone.ShouldBe([new("bed-1", 12), new("bed-2", 11)]);
    }

    [Fact]
    public void What_is_stored_of_a_patient_is_read_again_and_an_unknown_member_does_no_harm()
    {
        var state = new PatientGrainState();
        state.Write(new("p-1", AlarmLimits.For(AgeBand.Adult), [], [], Noon) { Heard = true });
        state.Json = state.Json.Insert(1, "\"OfTheNextVersion\":{\"a\":1},");

        var read = Crossed(state).Read()!;

        (read.PatientId, read.Heard, read.Limits, read.SavedAt).ShouldBe(
            ("p-1", true, AlarmLimits.For(AgeBand.Adult), Noon)
        );
    }

    [Fact]
    public void A_failure_of_the_records_crosses_with_its_words() =>
        Crossed<Exception>(new RecordsUnavailableException("the disk is full"))
            .ShouldBeOfType<RecordsUnavailableException>()
            .Message.ShouldBe("the disk is full");

    [Fact]
    public void Every_grain_every_method_and_every_message_has_an_alias_so_that_versions_can_roll()
    {
        var ours = typeof(PatientGrain).Assembly.GetTypes();
        var interfaces = ours.Where(t =>
                t.IsInterface
                && t.IsAssignableTo(typeof(IAddressable))
                && !t.Name.Contains("OrleansCodeGen", StringComparison.Ordinal)
            )
            .ToArray();
        var messages = ours.Where(t => t.GetCustomAttribute<GenerateSerializerAttribute>() is not null).ToArray();

        interfaces.Length.ShouldBeGreaterThan(3);
        interfaces
            .Cast<MemberInfo>()
            .Concat(interfaces.SelectMany(i => i.GetMethods()))
            .Concat(messages)
            .Where(m => m.GetCustomAttribute<AliasAttribute>() is null)
            .Select(m => m.Name)
            .ShouldBeEmpty();
        interfaces.Concat(messages).Select(t => t.GetCustomAttribute<AliasAttribute>()!.Alias).ShouldBeUnique();
    }

    public void Dispose() => _services.Dispose();

    private T Crossed<T>(T message)
    {
        var serializer = _services.GetRequiredService<Serializer>();
        return serializer.Deserialize<T>(serializer.SerializeToArray(message))!;
    }
}
