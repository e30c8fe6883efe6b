using WardGrid.Inference.Manifest;
using WardGrid.Signals.Rhythm.Reading;

namespace WardGrid.Inference;

/// <summary>The network of the rhythm model, which reads one lead's <see cref="RhythmWave"/>.</summary>
/// <remarks>Its input is one window: a row of samples, and a row that is 1 for each sample that there is.</remarks>
internal sealed class RhythmNetwork : IDisposable
{
    private readonly string _title;
    private readonly OnnxRunner _runner;

    public RhythmNetwork(OpenModel open)
    {
        _title = open.Entry.Title;
        if (
            open.Entry.Inputs
            is not [
                { Kind: ModelInputKind.Waves, Shape: [1, 2, RhythmWave.WindowSamples], SamplingRate: RhythmWave.Rate },
            ]
        )
            throw new ModelException(
                $"model {_title} reads rhythms from waves of shape [1, 2, {RhythmWave.WindowSamples}] "
                    + $"at {RhythmWave.Rate} samples a second; its manifest names another input"
            );
        _runner = new(open.Model);
        if (_runner.Output().Length == RhythmOpinion.Classes)
            return;
        _runner.Dispose();
        throw new ModelException(
            $"model {_title} gives {_runner.Output().Length} numbers "
                + $"where {RhythmOpinion.Classes} rhythms are told apart"
        );
    }

    /// <summary>The mean of what it says of each window of the wave.</summary>
    public RhythmOpinion Read(RhythmWave wave)
    {
        Span<float> mean = stackalloc float[RhythmOpinion.Classes];
        mean.Clear();
        for (var window = 0; window < wave.Windows; window++)
        {
            var input = _runner.Input();
            wave.CopyWindow(window, input[..RhythmWave.WindowSamples], input[RhythmWave.WindowSamples..]);
            _runner.Run();
            var said = _runner.Output();
            for (var i = 0; i < mean.Length; i++)
                mean[i] += said[i] / wave.Windows;
        }

        return RhythmOpinion.Of(_title, mean);
    }

    public void Dispose() => _runner.Dispose();
}
