using Shouldly;
using WardGrid.Signals.Quality;

namespace WardGrid.UnitTests.Signals.Quality;

public class QualityWordsTests
{
    [Fact]
    public void Words_name_the_lead_and_what_to_look_at()
    {
        QualityWords.Of(PlayedBed.Lead(), QualityIssues.Flat).ShouldBe("Lead II: electrode off?");
        QualityWords
            .Of(PlayedBed.Pleth(), QualityIssues.Flat | QualityIssues.UnlikeBeats)
            .ShouldBe("SpO2 probe: probe off?");
        QualityWords.Of(PlayedBed.Lead(), QualityIssues.None).ShouldBe("");
    }

    [Fact]
    public void Every_issue_of_every_kind_has_words()
    {
        foreach (var channel in new[] { PlayedBed.Lead(), PlayedBed.Pleth(), PlayedBed.Pressure(), PlayedBed.Breath() })
        foreach (var issue in Enum.GetValues<QualityIssues>().Where(i => i != QualityIssues.None))
            QualityWords.Of(channel, issue).ShouldNotBeEmpty();
    }
}
