using Shouldly;
using WardGrid.Signals.Leads;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;
using WardGrid.Tool.Evaluate.Leads;
using WardGrid.UnitTests.Simulation.Synthesis;
using HeartRhythm = WardGrid.Simulation.Synthesis.Rhythm;

namespace WardGrid.UnitTests.Signals.Leads;

/// <summary>Simulated leads, whose electrodes are known: what is exchanged is named, and nothing else.</summary>
public class LeadCheckTests
{
    private static readonly string[] Names =
    [
        "I",
        "II",
        "III",
        "aVR",
        "aVL",
        "aVF",
        "V1",
        "V2",
        "V3",
        "V4",
        "V5",
        "V6",
    ];

    private static readonly LeadSamples[] Twelve = Simulated();

    [Fact]
    public void Leads_that_are_what_they_say_have_no_fault()
    {
        var report = LeadCheck.Judge(Twelve);

        report.Faults.ShouldBeEmpty();
        report.Duplicates.ShouldBe(LeadVerdict.NothingFound);
        report.LimbLeads.ShouldBe(LeadVerdict.NothingFound);
        report.Arms.ShouldBe(LeadVerdict.NothingFound);
        report.ChestLeads.ShouldBe(LeadVerdict.NothingFound);
    }

    [Fact]
    public void Any_two_exchanged_limb_leads_are_named()
    {
        for (var a = 0; a < 6; a++)
        {
            for (var b = a + 1; b < 6; b++)
                Only(TwelveLeads.Exchanged(Twelve, a, b), LeadFaultKind.Exchanged, Names[a], Names[b]);
        }
    }

    [Fact]
    public void An_inverted_limb_lead_is_named()
    {
        for (var a = 0; a < 6; a++)
            Only(TwelveLeads.Scaled(Twelve, a, -1), LeadFaultKind.Inverted, Names[a]);
    }

    [Fact]
    public void A_limb_lead_with_half_of_its_gain_does_not_fit()
    {
        // Not aVL, which stands across this heart's axis and is too small to contradict.
        foreach (var a in (int[])[0, 1, 2, 3, 5])
            Only(TwelveLeads.Scaled(Twelve, a, 0.5f), LeadFaultKind.DoNotFit, Names[a]);
    }

    [Fact]
    public void Of_three_leads_every_explanation_is_given_and_none_is_called_the_only_one()
    {
        var report = LeadCheck.Judge(TwelveLeads.Exchanged(Twelve, 1, 2)[..3]);

        report.LimbLeads.ShouldBe(LeadVerdict.Fault);
        report
            .Faults.Select(f => $"{f.Kind} {string.Join(' ', f.Leads)}")
            .ShouldBe(["Inverted I", "Exchanged II III"], ignoreOrder: true);
        report.Faults.ShouldAllBe(f => !f.IsOnlyExplanation);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.5f, 0)]
    [InlineData(-1, 0)]
    [InlineData(1, 5)]
    public void A_copy_is_told_whatever_its_gain_sign_and_delay(float gain, int shift)
    {
        var report = LeadCheck.Judge(TwelveLeads.Duplicated(Twelve, 6, 10, gain, shift));

        report.Duplicates.ShouldBe(LeadVerdict.Fault);
        report.Faults.ShouldHaveSingleItem().Kind.ShouldBe(LeadFaultKind.Duplicated);
        report.Faults[0].Leads.ShouldBe(["V1", "V5"]);
    }

    [Fact]
    public void A_copied_limb_lead_is_one_fault_and_the_equations_are_not_judged()
    {
        var report = LeadCheck.Judge(TwelveLeads.Duplicated(Twelve, 1, 0));

        report.Faults.ShouldHaveSingleItem().Kind.ShouldBe(LeadFaultKind.Duplicated);
        report.LimbLeads.ShouldBe(LeadVerdict.NotJudged);
    }

    [Fact]
    public void Exchanged_arm_electrodes_keep_the_equations_and_are_proposed()
    {
        var report = LeadCheck.Judge(TwelveLeads.ArmsReversed(Twelve));

        report.LimbLeads.ShouldBe(LeadVerdict.NothingFound);
        report.Arms.ShouldBe(LeadVerdict.Fault);
        var fault = report.Faults.ShouldHaveSingleItem();
        fault.Kind.ShouldBe(LeadFaultKind.ArmsReversed);
        fault.Leads.ShouldBe(["I", "II", "III", "aVR", "aVL"]);
    }

    [Fact]
    public void A_heart_on_the_right_side_is_no_exchange_of_the_arms()
    {
        var mirrored = TwelveLeads.ArmsReversed(Twelve);
        for (var chest = 6; chest < 12; chest++)
            mirrored = TwelveLeads.Scaled(mirrored, chest, -1);

        LeadCheck.Judge(mirrored).Arms.ShouldNotBe(LeadVerdict.Fault);
    }

    [Fact]
    public void Arms_are_not_judged_without_lead_I_or_by_leads_that_contradict_each_other()
    {
        LeadCheck.Judge(Twelve[1..]).Arms.ShouldBe(LeadVerdict.NotJudged);
        LeadCheck.Judge(TwelveLeads.Exchanged(Twelve, 0, 3)).Arms.ShouldBe(LeadVerdict.NotJudged);
    }

    [Fact]
    public void Two_exchanged_chest_leads_are_named()
    {
        var report = LeadCheck.Judge(TwelveLeads.Exchanged(Twelve, 7, 10));

        report.ChestLeads.ShouldBe(LeadVerdict.Fault);
        var fault = report.Faults.ShouldHaveSingleItem();
        fault.Kind.ShouldBe(LeadFaultKind.ChestOrder);
        fault.Leads.ShouldBe(["V2", "V5"]);
    }

    [Fact]
    public void Five_chest_leads_are_not_judged() =>
        LeadCheck.Judge(Twelve[..11]).ChestLeads.ShouldBe(LeadVerdict.NotJudged);

    [Fact]
    public void Noise_without_beats_is_not_judged()
    {
        var noise = Twelve.Select(
            (l, i) => l with { Millivolts = [.. l.Millivolts.Select((_, n) => (float)Waves.Noise(n + 100_000 * i))] }
        );

        ShouldNotBeJudged(LeadCheck.Judge([.. noise]));
    }

    [Fact]
    public void Flat_leads_and_no_leads_are_not_judged()
    {
        ShouldNotBeJudged(LeadCheck.Judge([]));
        var flat = Twelve.Select(l => l with { Millivolts = new float[l.Millivolts.Length] });
        ShouldNotBeJudged(LeadCheck.Judge([.. flat]));
    }

    [Fact]
    public void Two_limb_leads_have_no_equation()
    {
        var report = LeadCheck.Judge([Twelve[0], Twelve[1], Twelve[6]]);

        report.LimbLeads.ShouldBe(LeadVerdict.NotJudged);
        report.Duplicates.ShouldBe(LeadVerdict.NothingFound);
    }

    [Fact]
    public void A_missing_lead_takes_no_part_and_a_gap_in_one_hides_no_fault()
    {
        var leads = TwelveLeads.Exchanged(Twelve, 0, 1);
        leads[3] = leads[3] with { Millivolts = [.. leads[3].Millivolts.Select(_ => float.NaN)] };
        leads[4] = leads[4] with { Millivolts = [.. leads[4].Millivolts.Select((x, n) => n < 900 ? float.NaN : x)] };

        Only(leads, LeadFaultKind.Exchanged, "I", "II");
    }

    [Fact]
    public void Leads_of_different_rates_are_refused() =>
        Should.Throw<ArgumentException>(() => LeadCheck.Judge([Twelve[0], Twelve[1] with { Rate = 500 }]));

    private static void ShouldNotBeJudged(LeadReport report)
    {
        report.Faults.ShouldBeEmpty();
        LeadVerdict[] verdicts = [report.Duplicates, report.LimbLeads, report.Arms, report.ChestLeads];
        verdicts.ShouldAllBe(v => v == LeadVerdict.NotJudged);
    }

    private static void Only(LeadSamples[] leads, LeadFaultKind kind, params string[] names)
    {
        var report = LeadCheck.Judge(leads);
        var fault = report.Faults.ShouldHaveSingleItem($"{kind} {string.Join(' ', names)}");
        fault.Kind.ShouldBe(kind);
        fault.Leads.ShouldBe(names);
        fault.IsOnlyExplanation.ShouldBeTrue();
        report.LimbLeads.ShouldBe(LeadVerdict.Fault);
    }

    private static LeadSamples[] Simulated()
    {
        const double rate = 250;
        int[] codes = [.. TwelveLeads.Limbs, .. TwelveLeads.Chest];
        var channels = codes.Select((c, i) => new ChannelDeclaration(i, Names[i], c, rate, "mV", 400, 0));
        var played = new Played(
            new Scenario("leads", [new(0, HeartRhythm.Sinus())]),
            seconds: 12,
            channels: [.. channels]
        );
        return [.. codes.Select((c, i) => new LeadSamples(c, Names[i], rate, played[Names[i]]))];
    }
}
