using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Text.RegularExpressions;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Signals.Quality;
using WardGrid.Web.Text;

namespace WardGrid.UnitTests.Alarms;

/// <summary>Every sentence of an evidence card, in both languages, as a nurse reads it.</summary>
public partial class EvidenceSentencesTests
{
    private static readonly ResourceManager Words = new("WardGrid.Web.Text.Words", typeof(Words).Assembly);
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de");

    /// <summary>Words of those who built it.</summary>
    private static readonly string[] Internal =
    [
        "witness",
        "testimony",
        "NaN",
        "null",
        "exception",
        "threshold",
        "likelihood",
        "trusted",
        "asked",
        "spoke",
        "the own",
        "unlike own",
        "refute",
        "{",
        "}",
        "_",
        "Zeuge",
        "befragt",
        "Schwelle",
        "Wahrscheinlichkeit",
        "vertrauens",
        "widerlegt",
    ];

    public static TheoryData<string> Languages => ["en", "de"];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_sentence_is_whole_and_in_a_nurses_words(string language)
    {
        foreach (var (said, isFinding) in Sentences())
        {
            var spoken = Spoken(said, language);

            spoken.ShouldEndWith(".", Case.Sensitive, said.Code);
            spoken.ShouldNotContain("  ", Case.Sensitive, said.Code);
            spoken.ShouldBe(spoken.Trim(), said.Code);
            MissingSpace().IsMatch(spoken).ShouldBeFalse($"{said.Code}: {spoken}");
            var first = spoken.First(char.IsLetterOrDigit);
            (char.IsUpper(first) && isFinding).ShouldBeFalse(
                $"{said.Code} follows its channel's name and a colon: {spoken}"
            );
            (char.IsLower(first) && !isFinding).ShouldBeFalse($"{said.Code} stands alone: {spoken}");
            foreach (var word in Internal)
                spoken.ShouldNotContain(word, Case.Sensitive, said.Code);
        }
    }

    [Fact]
    public void Every_sentence_has_its_own_code_and_German_words_and_no_German_words_are_left_over()
    {
        var codes = Sentences().Select(s => s.Said.Code).ToArray();
        var german = Words
            .GetResourceSet(German, createIfNotExists: true, tryParents: false)!
            .Cast<System.Collections.DictionaryEntry>()
            .Select(e => (string)e.Key)
            .Where(k => k.StartsWith("said.", StringComparison.Ordinal));

        codes.ShouldBeUnique();
        german.ShouldBe(codes.Select(c => $"said.{c}"), ignoreOrder: true);
    }

    [Fact]
    public void A_German_sentence_has_a_place_for_each_number_of_the_English_one()
    {
        foreach (var (said, _) in Sentences())
        {
            var german = Words.GetString($"said.{said.Code}", German)!;
            Place().Matches(german).Select(m => m.Value).Distinct().Count().ShouldBe(said.Arguments.Length, said.Code);
        }
    }

    [Fact]
    public void A_rating_on_the_other_side_of_a_limit_is_never_rounded_onto_it()
    {
        VerdictSentences
            .ModelRates(new("m 1", 0.03f, 0.17f), 0.5f)
            .English.ShouldBe(
                "The model rates this alarm 3 % likely to be true; below 17 % it counts as false, from 50 % as true."
            );
        VerdictSentences.ModelRates(new("m 1", 0.1668f, 0.17f), 0.5f).English.ShouldContain("16.68 % likely");
        VerdictSentences.ModelRates(new("m 1", 0.4987f, 0.17f), 0.5f).English.ShouldContain("49.87 % likely");
    }

    [Fact]
    public void A_denial_says_what_follows_from_it()
    {
        foreach (var (said, _) in Sentences().Where(s => s.Said.Code.EndsWith(".denies", StringComparison.Ordinal)))
        {
            said.English.ShouldContain(", so this is not ");
            Spoken(said, "de").ShouldMatch(": keine? ");
        }
    }

    /// <summary>Every sentence there is, with numbers in its places: what the methods of both classes give.</summary>
    private static IEnumerable<(Reason Said, bool IsFinding)> Sentences() =>
        All(typeof(FindingSentences))
            .Select(said => (said, true))
            .Concat(All(typeof(VerdictSentences)).Select(said => (said, false)));

    private static IEnumerable<Reason> All(Type sentences) =>
        sentences.GetMethods(BindingFlags.Public | BindingFlags.Static).SelectMany(Said);

    private static IEnumerable<Reason> Said(MethodInfo sentence) =>
        sentence.Name == nameof(FindingSentences.Poor)
            ? Enum.GetValues<QualityIssues>().Select(FindingSentences.Poor).DistinctBy(s => s.Code)
            : [(Reason)sentence.Invoke(null, [.. sentence.GetParameters().Select(p => Example(p.ParameterType))])!];

    private static object Example(Type type) =>
        type switch
        {
            _ when type == typeof(float) => 73.6f,
            _ when type == typeof(string) => "PLETH",
            _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(1.5),
            _ when type == typeof(ModelScore) => new ModelScore("alarm-verifier 1.1", 0.0312f, 0.17f),
            _ => throw new ArgumentException($"no example of a {type}"),
        };

    private static string Spoken(Reason said, string language) =>
        language == "en"
            ? said.English
            : string.Format(
                CultureInfo.InvariantCulture,
                Words.GetString($"said.{said.Code}", German)!,
                [.. said.Arguments]
            );

    /// <summary>A mark or a number that the next word sticks to.</summary>
    [GeneratedRegex(@"[,;:.!?)][\p{L}(]|\d%|\d(s|ms|pro|per)\b|\p{L}\(")]
    private static partial Regex MissingSpace();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();
}
