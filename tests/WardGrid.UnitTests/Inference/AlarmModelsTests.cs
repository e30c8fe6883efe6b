using Shouldly;
using WardGrid.Alarms;
using WardGrid.Inference;

namespace WardGrid.UnitTests.Inference;

public class AlarmModelsTests
{
    private static readonly string[] Computed = ["pulse_rate", "unused", "ecg_rate", "quality"];

    [Fact]
    public async Task The_kind_of_alarm_finds_its_model_and_features_find_their_place_by_name()
    {
        using var folder = ModelFolder.With(SmallModels.Tree(), ["ecg_rate", "pulse_rate", "quality"]);
        using var models = folder.Models(Computed);

        var low = await models.ScoreAsync(
            AlarmKind.VentricularTachycardia,
            new float[] { 9, 9, 0, 9 },
            TestContext.Current.CancellationToken
        );
        var high = await models.ScoreAsync(
            AlarmKind.VentricularTachycardia,
            new float[] { 0, 0, 9, 0 },
            TestContext.Current.CancellationToken
        );

        low.ShouldBe(new ModelScore("verifier 1.2", 0.9f, 0.1f));
        high.ShouldBe(new ModelScore("verifier 1.2", 0.2f, 0.1f));
    }

    [Fact]
    public async Task A_kind_that_no_model_speaks_of_has_no_score()
    {
        using var folder = ModelFolder.With(SmallModels.Tree());
        using var models = folder.Models(ModelFolder.Features);

        (
            await models.ScoreAsync(AlarmKind.Asystole, new float[3], TestContext.Current.CancellationToken)
        ).ShouldBeNull();
    }

    [Fact]
    public async Task Without_models_there_is_no_score()
    {
        using var folder = ModelFolder.Holding("""{"models":[]}""");
        using var models = folder.Models(Computed);

        (
            await models.ScoreAsync(
                AlarmKind.VentricularTachycardia,
                new float[4],
                TestContext.Current.CancellationToken
            )
        ).ShouldBeNull();
    }

    [Theory]
    [InlineData("refused", float.NaN, "'ecg_rate', which is unknown")]
    [InlineData("refused", float.PositiveInfinity, "'ecg_rate', which is infinite")]
    [InlineData("NaN", float.NegativeInfinity, "'ecg_rate', which is infinite")]
    public async Task A_feature_that_must_be_known_and_is_not_gives_no_score(string missing, float value, string words)
    {
        using var folder = ModelFolder.With(SmallModels.Tree(), missing: missing);
        using var models = folder.Models(ModelFolder.Features);

        var refused = await Should.ThrowAsync<ModelException>(async () =>
            await models.ScoreAsync(AlarmKind.VentricularTachycardia, new[] { value, 0, 0 }, default)
        );

        refused.Message.ShouldContain(words);
    }

    [Fact]
    public async Task A_model_that_knows_what_to_do_without_a_feature_is_asked()
    {
        using var folder = ModelFolder.With(SmallModels.Tree(), missing: "NaN");
        using var models = folder.Models(ModelFolder.Features);

        var score = await models.ScoreAsync(
            AlarmKind.VentricularTachycardia,
            new[] { float.NaN, 0, 0 },
            TestContext.Current.CancellationToken
        );

        score!.Probability.ShouldBe(0.2f);
    }

    [Fact]
    public async Task A_vector_of_another_length_gives_no_score()
    {
        using var folder = ModelFolder.With(SmallModels.Tree());
        using var models = folder.Models(ModelFolder.Features);

        var refused = await Should.ThrowAsync<ModelException>(async () =>
            await models.ScoreAsync(AlarmKind.VentricularTachycardia, new float[4], default)
        );

        refused.Message.ShouldContain("given 4 features where WardGrid computes 3");
    }

    [Theory]
    [InlineData(1.5f, "which is no probability")]
    [InlineData(float.NaN, "which is no finite number")]
    public async Task A_model_that_gives_nonsense_gives_no_score(float leaf, string words)
    {
        using var folder = ModelFolder.With(SmallModels.Tree(0.5f, leaf));
        using var models = folder.Models(ModelFolder.Features);

        var refused = await Should.ThrowAsync<ModelException>(async () =>
            await models.ScoreAsync(AlarmKind.VentricularTachycardia, new float[] { 1, 0, 0 }, default)
        );

        refused.Message.ShouldContain(words);
    }

    [Fact(Timeout = 300_000)]
    public async Task A_late_model_gives_no_score_and_its_runner_comes_back()
    {
        using var folder = ModelFolder.With(SmallModels.Endless());
        using var models = folder.Models(ModelFolder.Features, runners: 1);
        using var deadline = new CancellationTokenSource();

        var late = models.ScoreAsync(AlarmKind.VentricularTachycardia, new[] { 1f, 0, 0 }, deadline.Token).AsTask();
        late.IsCompleted.ShouldBeFalse();
        await deadline.CancelAsync();

        (await Should.ThrowAsync<ModelException>(late)).Message.ShouldContain("no score in time");
        (
            await models.ScoreAsync(
                AlarmKind.VentricularTachycardia,
                new[] { 0f, 0, 0 },
                TestContext.Current.CancellationToken
            )
        )!.Probability.ShouldBe(0);
    }

    [Fact(Timeout = 300_000)]
    public async Task A_model_that_is_late_by_its_own_deadline_gives_no_score()
    {
        using var folder = ModelFolder.With(SmallModels.Endless());
        using var models = folder.Models(ModelFolder.Features, deadline: TimeSpan.FromMilliseconds(1));

        var late = await Should.ThrowAsync<ModelException>(async () =>
            await models.ScoreAsync(
                AlarmKind.VentricularTachycardia,
                new[] { 1f, 0, 0 },
                TestContext.Current.CancellationToken
            )
        );

        late.Message.ShouldContain("verifier 1.2 gave no score in time");
    }

    [Fact]
    public async Task Many_patients_are_scored_at_once()
    {
        using var folder = ModelFolder.With(SmallModels.Tree());
        using var models = folder.Models(ModelFolder.Features, runners: 2, deadline: TimeSpan.FromMinutes(1));

        var scores = await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(i =>
                    models
                        .ScoreAsync(
                            AlarmKind.VentricularTachycardia,
                            new[] { i % 2f, 0, 0 },
                            TestContext.Current.CancellationToken
                        )
                        .AsTask()
                )
        );

        for (var i = 0; i < scores.Length; i++)
            scores[i]!.Probability.ShouldBe(i % 2 == 0 ? 0.9f : 0.2f);
    }

    [Fact]
    public void A_model_that_needs_a_feature_which_is_not_computed_is_refused_at_the_start()
    {
        using var folder = ModelFolder.With(SmallModels.Tree());

        Should
            .Throw<ModelException>(() => folder.Models(Computed[..2]))
            .Message.ShouldContain("needs the feature 'ecg_rate'");
    }
}
