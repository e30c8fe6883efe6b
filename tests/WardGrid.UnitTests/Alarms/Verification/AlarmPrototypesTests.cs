using System.Collections.Immutable;
using System.Globalization;
using System.Resources;
using System.Text.Json;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Alarms.Verification.Prototypes;
using WardGrid.Inference;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals;
using WardGrid.Simulation.Synthesis;
using WardGrid.Web.Text;

namespace WardGrid.UnitTests.Alarms.Verification;

public sealed class AlarmPrototypesTests : IDisposable
{
    private readonly ModelRepository _models = ModelRepository.Open(ModelRepository.DefaultFolder);

    private AlarmPrototypes Prototypes => _models.Prototypes.ShouldNotBeNull();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void A_stopped_heart_resembles_true_asystoles_and_a_silent_lead_over_a_pulse_false_ones()
    {
        var stopped = Nearest(BedBeforeAlarm.Simulated(1, AlarmKind.Asystole, after: 7, Rhythm.Asystole));
        var leadsOff = Nearest(
            BedBeforeAlarm.Simulated(
                1,
                AlarmKind.Asystole,
                after: 8,
                Rhythm.Sinus(),
                new Disturbance(DisturbanceKind.LeadOff)
            )
        );

        stopped.Code.ShouldBe("asystole.pause");
        MostlyTrue(stopped).ShouldBeTrue();
        MostlyTrue(leadsOff).ShouldBeFalse();
        leadsOff.Alarms.ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public void A_calm_heart_resembles_false_alarms_of_ventricular_tachycardia_and_a_run_true_ones()
    {
        MostlyTrue(Nearest(BedBeforeAlarm.Simulated(1, AlarmKind.VentricularTachycardia, after: 6, Rhythm.Sinus())))
            .ShouldBeFalse();
        MostlyTrue(
                Nearest(
                    BedBeforeAlarm.Simulated(
                        1,
                        AlarmKind.VentricularTachycardia,
                        after: 6,
                        Rhythm.VentricularTachycardia()
                    )
                )
            )
            .ShouldBeTrue();
    }

    [Fact]
    public void The_simulated_fibrillation_is_the_middle_of_five_simulated_alarms()
    {
        var kind = Shipped()[AlarmKind.VentricularFibrillation];
        var simulated = kind.Types.Single(t => t.Simulated);
        var alarms = Enumerable
            .Range(1, simulated.Alarms)
            .Select(seed =>
                BedBeforeAlarm
                    .Simulated((ulong)seed, AlarmKind.VentricularFibrillation, after: 9, Rhythm.VentricularFibrillation)
                    .Gather()
                    .Features.ToArray()
            )
            .ToArray();

        for (var i = 0; i < kind.Measures.Length; i++)
        {
            var place = AlarmFeatures.Names.IndexOf(kind.Measures[i].Feature);
            simulated
                .Values[i]
                .ShouldNotBeNull()
                .ShouldBe(alarms.Average(f => f[place]), 0.1f * kind.Measures[i].Scale);
        }
    }

    [Fact]
    public void What_differs_most_is_named_with_both_numbers()
    {
        var features = Enumerable.Repeat(float.NaN, AlarmFeatures.Names.Length).ToArray();
        features[0] = 10;
        features[5] = 1;
        var kind = new PrototypeKind(
            [new(AlarmFeatures.Names[0], "a", "first", 2), new(AlarmFeatures.Names[5], "b", "second", 2)],
            [new("near", "near", 8, 0, false, [4, 1]), new("far", "far", 8, 8, false, [100, 100])]
        );

        var nearest = new AlarmPrototypes(Of(kind)).Nearest(AlarmKind.Asystole, features).ShouldNotBeNull();

        nearest.Code.ShouldBe("near");
        nearest.Differs.ShouldBe([new MeasureDifference("a", "first", 10, 4)]);
    }

    [Fact]
    public void An_alarm_of_which_little_is_known_resembles_nothing()
    {
        Prototypes
            .Nearest(
                AlarmKind.VentricularTachycardia,
                Enumerable.Repeat(float.NaN, AlarmFeatures.Names.Length).ToArray()
            )
            .ShouldBeNull();
        Prototypes.Nearest(AlarmKind.VentricularTachycardia, new float[3]).ShouldBeNull();
        Prototypes.Nearest(AlarmKind.Desaturation, new float[AlarmFeatures.Names.Length]).ShouldBeNull();
    }

    [Fact]
    public void A_type_of_fewer_than_five_alarms_is_refused_since_it_could_be_a_recording()
    {
        var kind = new PrototypeKind(
            [new(AlarmFeatures.Names[0], "a", "first", 1)],
            [new("one", "", 4, 4, false, [1]), new("two", "", 9, 0, false, [2])]
        );

        Should
            .Throw<ArgumentException>(() => new AlarmPrototypes(Of(kind)))
            .Message.ShouldContain("stands for 4 alarms");
    }

    [Fact]
    public async Task The_decision_carries_the_nearest_type_and_the_verdict_does_not_depend_on_it()
    {
        var bed = BedBeforeAlarm.Simulated(1, AlarmKind.Asystole, after: 7, Rhythm.Asystole);

        var with = await new AlarmVerification(
            null,
            TimeSpan.FromSeconds(1),
            TimeProvider.System,
            null,
            Prototypes
        ).DecideAsync(bed.Signals(), bed.Candidate);
        var without = await new AlarmVerification(null, TimeSpan.FromSeconds(1), TimeProvider.System).DecideAsync(
            bed.Signals(),
            bed.Candidate
        );

        with.Evidence.Nearest.ShouldNotBeNull().Code.ShouldBe("asystole.pause");
        (with.Verdict, without.Evidence.Nearest).ShouldBe((without.Verdict, null));
    }

    [Fact]
    public void Every_type_and_every_measure_has_German_words()
    {
        var german = new ResourceManager("WardGrid.Web.Text.Words", typeof(Words).Assembly);
        var culture = CultureInfo.GetCultureInfo("de");
        foreach (var kind in Shipped().Values)
        {
            foreach (var type in kind.Types)
                german.GetString($"prototype.{type.Code}", culture).ShouldNotBeNullOrEmpty(type.Code);
            foreach (var measure in kind.Measures)
                german.GetString($"measure.{measure.Code}", culture).ShouldNotBeNullOrEmpty(measure.Code);
        }
    }

    [Fact]
    public void Every_reason_of_simulated_alarms_has_German_words()
    {
        var german = new ResourceManager("WardGrid.Web.Text.Words", typeof(Words).Assembly);
        var culture = CultureInfo.GetCultureInfo("de");
        AlarmKind[] kinds =
        [
            AlarmKind.Asystole,
            AlarmKind.ExtremeBradycardia,
            AlarmKind.ExtremeTachycardia,
            AlarmKind.VentricularTachycardia,
            AlarmKind.VentricularFibrillation,
        ];
        foreach (var kind in kinds)
        {
            foreach (
                var rhythm in new[] { Rhythm.Sinus(), Rhythm.VentricularTachycardia(), Rhythm.VentricularFibrillation }
            )
            {
                var bed = BedBeforeAlarm.Simulated(1, kind, after: 8, rhythm);
                var decisions = new[]
                {
                    bed.Decide(),
                    bed.Replaced(0, 20).Decide(),
                    bed.Decide(new("m 1", float.NaN, 0.1f)),
                    bed.Decide(new("m 1", 0.05f, 0.1f)),
                };
                foreach (
                    var said in decisions.SelectMany(d =>
                        d.Evidence.Reasons.Concat(d.Evidence.Channels.Select(c => c.Finding))
                    )
                )
                    german
                        .GetString($"said.{said.Code}", culture)
                        .ShouldNotBeNullOrEmpty($"{said.Code}: {said.English}");
            }
        }
    }

    [Fact]
    public void What_is_said_of_a_type_holds_for_as_few_alarms_as_are_known()
    {
        var few = new NearestPrototype("", "", 12, 3, false, []);
        few.TrueShare.Low.ShouldBe(0.089, 0.001);
        few.TrueShare.High.ShouldBe(0.532, 0.001);
        few.UsuallyTrue.ShouldBeNull();

        (few with { Alarms = 40 }).UsuallyTrue.ShouldBe(false);
        (few with { True = 12 }).UsuallyTrue.ShouldBe(true);
    }

    private static bool MostlyTrue(NearestPrototype nearest) => 2 * nearest.True > nearest.Alarms;

    private NearestPrototype Nearest(BedBeforeAlarm bed) =>
        Prototypes.Nearest(bed.Kind, bed.Gather().Features.Span).ShouldNotBeNull();

    private static ImmutableDictionary<AlarmKind, PrototypeKind> Of(PrototypeKind kind) =>
        ImmutableDictionary<AlarmKind, PrototypeKind>.Empty.Add(AlarmKind.Asystole, kind);

    private static ImmutableDictionary<AlarmKind, PrototypeKind> Shipped() =>
        JsonSerializer.Deserialize<ImmutableDictionary<AlarmKind, PrototypeKind>>(
            File.ReadAllText(Path.Combine(ModelRepository.DefaultFolder, "prototypes.json")),
            JsonSerializerOptions.Web
        )!;
}
