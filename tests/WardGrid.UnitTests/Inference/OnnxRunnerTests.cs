using Shouldly;
using WardGrid.Inference;

namespace WardGrid.UnitTests.Inference;

public class OnnxRunnerTests
{
    [Fact]
    public void A_model_says_what_it_takes_and_gives()
    {
        using var model = SmallModels.Open(SmallModels.Tree());

        model
            .Inputs.Single()
            .ShouldSatisfyAllConditions(
                i => i.Name.ShouldBe("features"),
                i => i.Element.ShouldBe(OnnxElement.Float),
                i => i.ShapeText.ShouldBe("[?, 3]")
            );
        model
            .Outputs.Select(o => (o.Name, o.Element))
            .ShouldBe([("label", OnnxElement.Int64), ("probabilities", OnnxElement.Float)]);
    }

    [Theory]
    [InlineData(0.5f, 0.9f)]
    [InlineData(0.6f, 0.2f)]
    [InlineData(float.NaN, 0.2f)]
    public void A_tree_ensemble_gives_the_leaf_that_its_features_lead_to(float feature, float probability)
    {
        using var model = SmallModels.Open(SmallModels.Tree());
        using var runner = new OnnxRunner(model);

        runner.Input()[0] = feature;
        runner.Run(TestContext.Current.CancellationToken);

        runner.Output(1).ToArray().ShouldBe([1 - probability, probability], 1e-6);
        runner.OutputShape(1).ShouldBe([1, 2]);
    }

    [Fact]
    public void Several_inputs_and_outputs_of_floats_and_integers_keep_their_order()
    {
        using var model = SmallModels.Open(SmallModels.Sums());
        using var runner = new OnnxRunner(model);

        new float[] { 1, 2, 3, 4 }.CopyTo(runner.Input(0));
        new float[] { 10, 20, 30, 40 }.CopyTo(runner.Input(1));
        new long[] { 7, long.MaxValue / 2 }.CopyTo(runner.IntegerInput(2));
        runner.Run(TestContext.Current.CancellationToken);

        runner.Output(0).ToArray().ShouldBe([11f, 22, 33, 44]);
        runner.IntegerOutput(1).ToArray().ShouldBe([14, long.MaxValue - 1]);
    }

    [Fact]
    public void A_free_dimension_can_be_a_batch()
    {
        using var model = SmallModels.Open(SmallModels.Tree());
        using var runner = new OnnxRunner(
            model,
            new Dictionary<string, System.Collections.Immutable.ImmutableArray<long>> { ["features"] = [2, 3] }
        );

        new float[] { 0, 0, 0, 1, 0, 0 }.CopyTo(runner.Input());
        runner.Run(TestContext.Current.CancellationToken);

        runner.Output(1).ToArray().ShouldBe([0.1f, 0.9f, 0.8f, 0.2f], 1e-6);
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        using var model = SmallModels.Open(SmallModels.Tree());
        using var runner = new OnnxRunner(model);
        using var stop = new CancellationTokenSource();
        Play();

        Allocations.Least(Play).ShouldBe(0);

        void Play()
        {
            for (var i = 0; i < 100; i++)
                runner.Run(stop.Token);
        }
    }

    [Fact(Timeout = 300_000)]
    public async Task A_run_without_end_is_broken_off_and_the_runner_lives_on()
    {
        using var model = SmallModels.Open(SmallModels.Endless());
        using var runner = new OnnxRunner(model);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        runner.Input()[0] = 1;

        var run = Task.Run(() => runner.Run(stop.Token), CancellationToken.None);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(run);

        runner.Input()[0] = -0.5f;
        runner.Run(TestContext.Current.CancellationToken);
        runner.Output().ToArray().ShouldBe([-0.5f, 0, 0]);
    }

    [Fact]
    public void A_number_that_is_not_finite_is_an_error_though_the_runtime_calls_it_success()
    {
        using var model = SmallModels.Open(SmallModels.Sums());
        using var runner = new OnnxRunner(model);

        runner.Input(0)[2] = float.NaN;

        Should.Throw<ModelException>(() => runner.Run()).Message.ShouldContain("'sum' holds NaN");
    }

    [Fact]
    public void A_file_with_another_hash_is_refused_with_both_hashes()
    {
        var file = SmallModels.Tree();
        var hash = SmallModels.Hash(file);
        file[^1] ^= 1;

        var refused = Should.Throw<ModelException>(() => OnnxModel.Open("verifier 1", file, hash));

        refused.Message.ShouldContain("verifier 1");
        refused.Message.ShouldContain(hash);
        refused.Message.ShouldContain(SmallModels.Hash(file));
    }

    [Fact]
    public void A_file_that_is_no_model_is_refused_in_words() =>
        Should.Throw<ModelException>(() => SmallModels.Open([1, 2, 3])).Message.ShouldContain("cannot be opened");

    [Fact]
    public void Numbers_of_another_kind_are_refused_in_words() =>
        Should
            .Throw<ModelException>(() => SmallModels.Open(SmallModels.Doubles()))
            .Message.ShouldContain("float (1) and int64 (7)");

    [Fact]
    public void A_shape_that_the_model_does_not_take_is_refused()
    {
        using var model = SmallModels.Open(SmallModels.Tree());

        Should
            .Throw<ModelException>(() =>
                new OnnxRunner(
                    model,
                    new Dictionary<string, System.Collections.Immutable.ImmutableArray<long>> { ["features"] = [1, 4] }
                )
            )
            .Message.ShouldContain("[?, 3], asked for was [1, 4]");
    }

    [Fact]
    public void A_runner_keeps_its_model_open()
    {
        var model = SmallModels.Open(SmallModels.Tree());
        using var runner = new OnnxRunner(model);
        model.Dispose();

        runner.Run(TestContext.Current.CancellationToken);

        runner.Output(1)[1].ShouldBe(0.9f);
    }
}
