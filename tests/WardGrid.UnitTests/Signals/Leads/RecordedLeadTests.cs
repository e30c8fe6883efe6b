using Shouldly;
using WardGrid.Signals.Leads;
using WardGrid.Tool.Evaluate.Leads;
using WardGrid.Tool.Recordings;
using WardGrid.UnitTests.Simulation.Recordings;

namespace WardGrid.UnitTests.Signals.Leads;

/// <summary>Recordings of patients: the leads fit, and what is exchanged in them is named.</summary>
public class RecordedLeadTests
{
    [Fact]
    public void Recorded_limb_leads_fit_and_an_exchange_of_two_is_found()
    {
        var judged = 0;
        foreach (var path in RecordingFiles.In(RealRecords.Folder("ptbxl100")).Where((_, i) => i % 25 == 0))
        {
            var leads = TwelveLeads.Of(RecordingFiles.Read(path), gain: null)!;
            var asRecorded = LeadCheck.Judge(leads);
            if (asRecorded.LimbLeads == LeadVerdict.NotJudged)
                continue;
            judged++;
            asRecorded.LimbLeads.ShouldBe(LeadVerdict.NothingFound, path);
            asRecorded.Duplicates.ShouldBe(LeadVerdict.NothingFound, path);
            var faults = LeadCheck.Judge(TwelveLeads.Exchanged(leads, 1, 5)).Faults;
            var fault = faults.Where(f => f.Kind != LeadFaultKind.ChestOrder).ShouldHaveSingleItem(path);
            fault.Kind.ShouldBe(LeadFaultKind.Exchanged);
            fault.Leads.ShouldBe([leads[1].Name, leads[5].Name]);
        }

        judged.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Most_exchanges_of_the_arms_are_found_and_hardly_any_is_seen_where_none_is()
    {
        var (records, found, falsely) = (0, 0, 0);
        foreach (var path in RecordingFiles.In(RealRecords.Folder("ptbxl100")).Where((_, i) => i % 10 == 0))
        {
            var leads = TwelveLeads.Of(RecordingFiles.Read(path), gain: null)!;
            records++;
            falsely += LeadCheck.Judge(leads).Arms == LeadVerdict.Fault ? 1 : 0;
            found += LeadCheck.Judge(TwelveLeads.ArmsReversed(leads)).Arms == LeadVerdict.Fault ? 1 : 0;
        }

        falsely.ShouldBeLessThanOrEqualTo(1);
        found.ShouldBeGreaterThan(records * 3 / 4);
    }

    [Fact]
    public void Beats_of_two_shapes_in_turn_obey_the_equations()
    {
        var bigeminy = TwelveLeads.Of(RecordingFiles.Read(RealRecords.Path("ptbxl100/00363_lr")), gain: null)!;

        LeadCheck.Judge(bigeminy).LimbLeads.ShouldBe(LeadVerdict.NothingFound);
    }

    [Fact]
    public void Gains_that_differ_between_the_leads_do_not_fit()
    {
        // The headers of ludb give each lead a gain of its own, while the samples of all leads are in microvolts.
        var recording = RecordingFiles.Read(RealRecords.Path("ludb/132"));

        LeadCheck
            .Judge(TwelveLeads.Of(recording, gain: null)!)
            .Faults.ShouldHaveSingleItem()
            .Kind.ShouldBe(LeadFaultKind.DoNotFit);
        LeadCheck.Judge(TwelveLeads.Of(recording, gain: 1000)!).Faults.ShouldBeEmpty();
    }
}
