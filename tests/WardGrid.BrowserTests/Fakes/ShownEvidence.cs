using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>The evidence of an alarm that a test shows.</summary>
internal static class ShownEvidence
{
    /// <summary>What a verdict's card may say: reasons and a probability that go with it.</summary>
    public static EvidenceCard Of(Verdict verdict)
    {
        var lead = FindingSentences.Run(148);
        var pulse = FindingSentences.RegularPulse(76);
        var percent = verdict switch
        {
            Verdict.Confirmed => 82,
            Verdict.Refuted => 18,
            _ => 41,
        };
        ImmutableArray<Reason> reasons = verdict switch
        {
            Verdict.Confirmed => [lead with { Channel = "II" }],
            Verdict.Refuted => [pulse with { Channel = "Pleth" }],
            _ => [VerdictSentences.NothingClear()],
        };
        return new(
            [
                new(
                    "II",
                    SignalKind.Ecg,
                    0.91f,
                    QualityIssues.None,
                    148,
                    verdict == Verdict.Confirmed ? true : null,
                    lead
                ),
                new(
                    "Pleth",
                    SignalKind.Pleth,
                    0.84f,
                    QualityIssues.None,
                    76,
                    verdict == Verdict.Refuted ? false : null,
                    pulse
                ),
                new(
                    "ABP",
                    SignalKind.ArterialPressure,
                    0.2f,
                    QualityIssues.Saturated,
                    null,
                    null,
                    FindingSentences.Poor(QualityIssues.Saturated)
                ),
            ],
            [.. reasons, VerdictSentences.ModelRates(new("alarm-verifier 1.1", percent / 100f, 0.35f), 0.5f)],
            "alarm-verifier 1.1",
            percent / 100f,
            0.35f
        );
    }
}
