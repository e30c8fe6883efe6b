using System.Threading.Channels;

namespace WardGrid.Inference;

/// <summary>The runners of one model; a worker borrows one and returns it.</summary>
internal sealed class RunnerPool : IDisposable
{
    private readonly Channel<OnnxRunner> _idle = Channel.CreateUnbounded<OnnxRunner>();

    public RunnerPool(int size, Func<OnnxRunner> create)
    {
        for (var i = 0; i < size; i++)
            GiveBack(create());
    }

    public ValueTask<OnnxRunner> BorrowAsync(CancellationToken stop) => _idle.Reader.ReadAsync(stop);

    public void GiveBack(OnnxRunner runner)
    {
        if (!_idle.Writer.TryWrite(runner))
            runner.Dispose();
    }

    /// <summary>Closes the idle runners; a borrowed one is closed when it is returned.</summary>
    public void Dispose()
    {
        _idle.Writer.TryComplete();
        while (_idle.Reader.TryRead(out var runner))
            runner.Dispose();
    }
}
