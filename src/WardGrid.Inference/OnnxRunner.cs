using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using WardGrid.Signals.Beats;

namespace WardGrid.Inference;

/// <summary>Runs a model on memory of its own: fill the inputs, run, read the outputs.</summary>
/// <remarks>
/// One run at a time; a worker has its own runner. Nothing is allocated in a run. The constructor runs the model once
/// on zeros, which shows the shapes of its outputs, so that no patient waits for a first run. The model stays open
/// while a runner exists.
/// </remarks>
public sealed class OnnxRunner : IDisposable
{
    private readonly OnnxSession _session;
    private readonly RunOptions _options = new();
    private readonly OrtIoBinding _association;
    private readonly OnnxMemory[] _inputs;
    private readonly OnnxMemory[] _outputs = [];
    private int _state;

    /// <param name="shapes">Shapes of inputs with free dimensions, by name; a free dimension that is not named is
    /// 1.</param>
    public OnnxRunner(OnnxModel model, IReadOnlyDictionary<string, ImmutableArray<long>>? shapes = null)
    {
        OnnxTensor[] inputs = [.. model.Inputs.Select(input => input with { Shape = Fixed(input, shapes) })];
        _session = model.Session.Use();
        _association = _session.Session.CreateIoBinding();
        _inputs = [.. inputs.Select(input => new OnnxMemory(input))];
        try
        {
            _outputs = FirstRun(model);
            foreach (var input in _inputs)
                _association.BindInput(input.Tensor.Name, input.Value);
            foreach (var output in _outputs)
                _association.BindOutput(output.Tensor.Name, output.Value);
        }
        catch (Exception e) when (e is OnnxRuntimeException or ModelException)
        {
            Dispose();
            throw new ModelException(ModelException.Words(e), e);
        }
    }

    private enum State
    {
        Idle,
        Running,
        Disposed,
    }

    /// <summary>The memory of an input of floats, in the order of <see cref="OnnxModel.Inputs"/>.</summary>
    public Span<float> Input(int index = 0) => _inputs[index].Floats;

    /// <summary>The memory of an input of integers.</summary>
    public Span<long> IntegerInput(int index = 0) => _inputs[index].Integers;

    /// <summary>The result of the last run, if the output is of floats.</summary>
    public ReadOnlySpan<float> Output(int index = 0) => _outputs[index].Floats;

    /// <summary>The result of the last run, if the output is of integers.</summary>
    public ReadOnlySpan<long> IntegerOutput(int index = 0) => _outputs[index].Integers;

    public ImmutableArray<long> OutputShape(int index = 0) => _outputs[index].Tensor.Shape;

    /// <summary>Runs the model on the values of the inputs.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the outputs are not valid.</exception>
    /// <exception cref="ModelException">The model failed, or gave a number that is not finite.</exception>
    public void Run(CancellationToken stop = default)
    {
        stop.ThrowIfCancellationRequested();
        Enter();
        try
        {
            using (stop.UnsafeRegister(static runner => ((OnnxRunner)runner!)._options.Terminate = true, this))
                _session.Session.RunWithBinding(_options, _association);
            RefuseWhatIsNotFinite();
        }
        catch (OnnxRuntimeException failed)
        {
            stop.ThrowIfCancellationRequested();
            throw new ModelException(ModelException.Words(failed), failed);
        }
        finally
        {
            if (stop.IsCancellationRequested)
                _options.Terminate = false;
            Volatile.Write(ref _state, (int)State.Idle);
        }
    }

    public void Dispose()
    {
        var was = (State)Interlocked.CompareExchange(ref _state, (int)State.Disposed, (int)State.Idle);
        if (was == State.Disposed)
            return;
        if (was == State.Running)
            throw new InvalidOperationException("a runner cannot be disposed while it runs");
        _association.Dispose();
        foreach (var memory in _inputs.Concat(_outputs))
            memory.Dispose();
        _options.Dispose();
        _session.LetGo();
    }

    private static ImmutableArray<long> Fixed(
        OnnxTensor input,
        IReadOnlyDictionary<string, ImmutableArray<long>>? shapes
    )
    {
        if (shapes is null || !shapes.TryGetValue(input.Name, out var given))
            return [.. input.Shape.Select(dimension => dimension < 0 ? 1 : dimension)];
        var fits =
            given.Length == input.Shape.Length
            && !given
                .Where((dimension, i) => dimension < 0 || (input.Shape[i] >= 0 && input.Shape[i] != dimension))
                .Any();
        return fits
            ? given
            : throw new ModelException(
                $"input '{input.Name}' has shape {input.ShapeText}, asked for was {OnnxTensor.Text(given)}"
            );
    }

    /// <summary>Runs once into the runtime's own memory, to learn the shapes of the outputs.</summary>
    private OnnxMemory[] FirstRun(OnnxModel model)
    {
        string[] inputs = [.. model.Inputs.Select(input => input.Name)];
        string[] outputs = [.. model.Outputs.Select(output => output.Name)];
        using var given = _session.Session.Run(_options, inputs, [.. _inputs.Select(input => input.Value)], outputs);
        return [.. given.Select((value, i) => new OnnxMemory(OnnxTensor.Of(outputs[i], value)))];
    }

    private void Enter()
    {
        var was = (State)Interlocked.CompareExchange(ref _state, (int)State.Running, (int)State.Idle);
        ObjectDisposedException.ThrowIf(was == State.Disposed, this);
        if (was == State.Running)
            throw new InvalidOperationException("a runner runs once at a time: give each worker its own");
    }

    private void RefuseWhatIsNotFinite()
    {
        foreach (var output in _outputs)
        {
            foreach (var number in output.Floats)
            {
                if (!float.IsFinite(number))
                    throw new ModelException(
                        $"the model's output '{output.Tensor.Name}' holds {number}, which is no finite number"
                    );
            }
        }
    }
}
