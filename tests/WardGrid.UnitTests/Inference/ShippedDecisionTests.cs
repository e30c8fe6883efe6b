using System.Buffers;
using System.Globalization;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Inference;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;
using WardGrid.UnitTests.Alarms.Verification;

namespace WardGrid.UnitTests.Inference;

/// <summary>
/// The decision as a server takes it: the rules and the models that ship, at the operating points of the manifest.
/// </summary>
/// <remarks>
/// Metamorphic: what a bedside does to a signal moves a verdict only towards more alarms, where it moves it at all.
/// </remarks>
public sealed class ShippedDecisionTests : IDisposable
{
    private readonly ModelRepository _repository = ModelRepository.Open(ModelRepository.DefaultFolder);
    private readonly AlarmModels _models;

    public ShippedDecisionTests() =>
        _models = new(_repository, AlarmFeatures.Names, TimeProvider.System, TimeSpan.FromMinutes(1), runners: 1);

    public void Dispose()
    {
        _models.Dispose();
        _repository.Dispose();
    }

    public static TheoryData<AlarmKind, RhythmKind, double, double> TrueAlarms =>
        new()
        {
            { AlarmKind.Asystole, RhythmKind.Asystole, 0, 7 },
            { AlarmKind.ExtremeBradycardia, RhythmKind.Sinus, 30, 14 },
            { AlarmKind.ExtremeTachycardia, RhythmKind.SupraventricularTachycardia, 170, 14 },
            { AlarmKind.VentricularTachycardia, RhythmKind.VentricularTachycardia, 165, 6 },
            { AlarmKind.VentricularFibrillation, RhythmKind.VentricularFibrillation, 0, 9 },
        };

    [Theory]
    [MemberData(nameof(TrueAlarms))]
    public async Task A_true_alarm_is_never_refuted_whatever_the_bedside_does_to_its_signals(
        AlarmKind kind,
        RhythmKind rhythm,
        double rate,
        double after
    )
    {
        foreach (var (change, bed) in Changes(BedBeforeAlarm.Simulated(2, kind, after, new(rhythm, rate))))
        {
            var decision = await DecideAsync(bed);
            decision.Verdict.ShouldNotBe(Verdict.Refuted, $"{change}: {string.Join("; ", decision.Evidence.Reasons)}");
        }
    }

    [Theory]
    [InlineData(AlarmKind.Asystole)]
    [InlineData(AlarmKind.ExtremeBradycardia)]
    [InlineData(AlarmKind.ExtremeTachycardia)]
    [InlineData(AlarmKind.VentricularTachycardia)]
    [InlineData(AlarmKind.VentricularFibrillation)]
    public async Task The_calm_heart_that_refutes_an_alarm_does_so_at_any_amplitude_order_of_leads_and_sample(
        AlarmKind kind
    )
    {
        var bed = BedBeforeAlarm.Simulated(2, kind, after: 8, Rhythm.Sinus());
        BedBeforeAlarm[] same = [bed, bed.Scaled(0.5), bed.Scaled(2), bed.LeadsSwapped(), bed.OneSampleLater()];

        foreach (var one in same)
            (await DecideAsync(one)).Verdict.ShouldBe(Verdict.Refuted);
    }

    [Theory]
    [InlineData(AlarmKind.Asystole)]
    [InlineData(AlarmKind.ExtremeBradycardia)]
    [InlineData(AlarmKind.ExtremeTachycardia)]
    [InlineData(AlarmKind.VentricularTachycardia)]
    [InlineData(AlarmKind.VentricularFibrillation)]
    public async Task What_no_channel_can_witness_is_undecided_and_stays_so_with_fewer_channels_and_more_noise(
        AlarmKind kind
    )
    {
        var calm = BedBeforeAlarm.Simulated(2, kind, after: 8, Rhythm.Sinus());
        var blind = new Dictionary<string, BedBeforeAlarm>
        {
            ["flat"] = calm.Replaced(0, 20),
            ["missing"] = calm.Replaced(ChannelDeclaration.Missing, 20),
            ["railed"] = calm.Replaced(short.MaxValue, 20),
            ["breathing alone"] = calm.Without(SignalKind.Ecg)
                .Without(SignalKind.Pleth)
                .Without(SignalKind.ArterialPressure),
        };
        foreach (var (why, bed) in blind)
        {
            (await DecideAsync(bed)).Verdict.ShouldNotBe(Verdict.Refuted, why);
            (await DecideAsync(bed.Noisy(0.3))).Verdict.ShouldNotBe(Verdict.Refuted, $"{why}, with noise");
            (await DecideAsync(bed.WithoutChannel(0))).Verdict.ShouldNotBe(
                Verdict.Refuted,
                $"{why}, with a channel less"
            );
        }
    }

    /// <summary>Bed 3 of the demonstration ward: the leads move, and the pulse goes on.</summary>
    [Fact]
    public async Task The_false_tachycardia_of_the_demonstration_ward_is_refuted_by_the_pulse_and_the_model()
    {
        const ulong Bed = 3;
        var birth = new DeviceBirth(1, "Simulated", "demo-3", SimulatedMonitor.UsualChannels);
        var (monitor, bed) = (new SimulatedMonitor(Bed, Scenarios.Ward[(int)Bed - 1], birth, 0), new BedSignals(birth));
        var payload = new ArrayBufferWriter<byte>();
        DeviceAlert? alert = null;
        while (alert is null)
        {
            payload.ResetWrittenCount();
            var kind = monitor.Next(payload);
            if (kind == MessageKind.Wave && !WaveFrame.TryRead(payload.WrittenSpan, out var frame).IsRefused)
                bed.Accept(frame);
            if (kind == MessageKind.Alert)
                DeviceAlertJson.TryRead(payload.WrittenSpan, out alert);
        }

        var verification = new AlarmVerification(
            _models,
            TimeSpan.FromMinutes(1),
            TimeProvider.System,
            _repository.Points
        );
        var decision = await verification.DecideAsync(
            bed,
            new(AlarmKind.VentricularTachycardia, AlarmPriority.High, AlarmOrigin.Monitor, bed.NowSeconds, alert.Text)
        );

        decision.Verdict.ShouldBe(Verdict.Refuted, string.Join("; ", decision.Evidence.Reasons));
        decision.Evidence.Reasons.ShouldContain(r => r.Channel == "PLETH");
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-0.01")]
    [InlineData("1.01")]
    public async Task A_score_that_is_no_probability_leaves_the_alarm_undecided(string score)
    {
        var decision = await DecideAsync(
            Calm,
            new Answers((_, _) => new(new ModelScore("m 1", float.Parse(score, CultureInfo.InvariantCulture), 0.136f)))
        );

        decision.Verdict.ShouldBe(Verdict.Undecided);
        decision.Evidence.Score.ShouldBeNull();
    }

    [Fact]
    public async Task A_late_a_failing_and_a_wrongly_fed_model_leave_the_alarm_undecided_with_the_reason()
    {
        (await DecideAsync(Calm)).Verdict.ShouldBe(Verdict.Refuted);
        var clock = new FakeTimeProvider(Clocks.Morning);
        var never = new TaskCompletionSource<ModelScore?>();

        var late = new AlarmVerification(
            new Answers((_, _) => new(never.Task)),
            TimeSpan.FromMilliseconds(200),
            clock,
            _repository.Points
        )
            .DecideAsync(Calm.Signals(), Calm.Candidate)
            .AsTask();
        clock.Advance(TimeSpan.FromMilliseconds(201));
        var failing = await DecideAsync(
            Calm,
            new Answers((_, _) => throw new InvalidOperationException("out of memory"))
        );
        var wronglyFed = await DecideAsync(
            Calm,
            new Answers((kind, features) => _models.ScoreAsync(kind, features[1..], CancellationToken.None))
        );

        (await late).Verdict.ShouldBe(Verdict.Undecided);
        (await late).Evidence.Reasons[0].Code.ShouldBe("model.late");
        failing.Verdict.ShouldBe(Verdict.Undecided);
        failing.Evidence.Reasons[0].English.ShouldContain("out of memory");
        wronglyFed.Verdict.ShouldBe(Verdict.Undecided);
        wronglyFed.Evidence.Reasons[0].English.ShouldContain("features where WardGrid computes");
    }

    private static BedBeforeAlarm Calm =>
        BedBeforeAlarm.Simulated(2, AlarmKind.VentricularTachycardia, after: 8, Rhythm.Sinus());

    private static IEnumerable<(string Change, BedBeforeAlarm Bed)> Changes(BedBeforeAlarm bed)
    {
        yield return ("as it is", bed);
        yield return ("half as high", bed.Scaled(0.5));
        yield return ("twice as high", bed.Scaled(2));
        yield return ("leads swapped", bed.LeadsSwapped());
        for (var place = 0; place < bed.Channels.Length; place++)
            yield return ($"without {bed.Channels[place].Declaration.Name}", bed.WithoutChannel(place));
        yield return ("without any pulse", bed.Without(SignalKind.Pleth).Without(SignalKind.ArterialPressure));
        yield return ("a sample later", bed.OneSampleLater());
        yield return ("a little noise", bed.Noisy(0.03));
        yield return ("much noise", bed.Noisy(0.3));
    }

    private async Task<AlarmDecision> DecideAsync(BedBeforeAlarm bed, IAlarmModel? model = null) =>
        await new AlarmVerification(
            model ?? _models,
            TimeSpan.FromMinutes(1),
            TimeProvider.System,
            _repository.Points,
            _repository.Prototypes
        ).DecideAsync(bed.Signals(), bed.Candidate);

    private sealed class Answers(Func<AlarmKind, ReadOnlyMemory<float>, ValueTask<ModelScore?>> answer) : IAlarmModel
    {
        public ValueTask<ModelScore?> ScoreAsync(
            AlarmKind kind,
            ReadOnlyMemory<float> features,
            CancellationToken deadline
        ) => answer(kind, features);
    }
}
