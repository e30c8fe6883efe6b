using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using WardGrid.Inference.Native;

namespace WardGrid.Inference;

/// <summary>Runs a model over its own pinned memory: fill the inputs, run, read the outputs.</summary>
/// <remarks>
/// One run at a time; a worker has its own runner. Nothing is allocated in a run. Making a runner runs the model once on zeros, which
/// shows the shapes of its outputs and takes the cost of a first run away from a patient. The model stays open while a runner lives.
/// </remarks>
public sealed unsafe class OnnxRunner : IDisposable
{
    private readonly OrtHandle _session;
    private readonly OrtHandle _options = new(OrtTable.Create(OrtFunction.CreateRunOptions), OrtFunction.ReleaseRunOptions);
    private readonly OrtBuffer[] _inputs;
    private readonly OrtBuffer[] _outputs;
    private readonly OrtNames _inputNames;
    private readonly OrtNames _outputNames;
    private readonly nint[] _inputValues;
    private readonly nint[] _outputValues;
    private int _state;

    /// <param name="shapes">Shapes of inputs whose dimensions the model leaves free, by name; a free dimension is 1 where not named.</param>
    public OnnxRunner(OnnxModel model, IReadOnlyDictionary<string, ImmutableArray<long>>? shapes = null)
    {
        _session = model.Session;
        var added = false;
        _session.DangerousAddRef(ref added);
        _inputNames = new(model.Inputs);
        _outputNames = new(model.Outputs);
        _inputs = [.. model.Inputs.Select(input => new OrtBuffer(input with { Shape = Fixed(input, shapes) }))];
        _inputValues = Values(_inputs);
        _outputValues = GC.AllocateArray<nint>(model.Outputs.Length, pinned: true);
        try
        {
            _outputs = FirstRun(model);
        }
        catch
        {
            _outputs = [];
            Dispose();
            throw;
        }

        for (var i = 0; i < _outputs.Length; i++)
            _outputValues[i] = _outputs[i].Value;
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

    /// <summary>What the last run gave, where the output is of floats.</summary>
    public ReadOnlySpan<float> Output(int index = 0) => _outputs[index].Floats;

    /// <summary>What the last run gave, where the output is of integers.</summary>
    public ReadOnlySpan<long> IntegerOutput(int index = 0) => _outputs[index].Integers;

    public ImmutableArray<long> OutputShape(int index = 0) => _outputs[index].Tensor.Shape;

    /// <summary>Runs the model on what the inputs hold.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the outputs hold nothing of worth.</exception>
    /// <exception cref="ModelException">The model failed, or gave a number that is not finite.</exception>
    public void Run(CancellationToken stop = default)
    {
        stop.ThrowIfCancellationRequested();
        Enter();
        try
        {
            nint status;
            using (stop.UnsafeRegister(static runner => ((OnnxRunner)runner!).Set(OrtFunction.RunOptionsSetTerminate), this))
                status = Call();
            if (stop.IsCancellationRequested)
                Set(OrtFunction.RunOptionsUnsetTerminate);
            if (status != 0)
            {
                var words = OrtTable.TakeMessage(status);
                stop.ThrowIfCancellationRequested();
                throw new ModelException(words);
            }

            RefuseWhatIsNotFinite();
        }
        finally
        {
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
        foreach (var buffer in _inputs.Concat(_outputs))
            buffer.Dispose();
        _options.Dispose();
        _session.DangerousRelease();
    }

    private static ImmutableArray<long> Fixed(OnnxTensor input, IReadOnlyDictionary<string, ImmutableArray<long>>? shapes)
    {
        if (shapes is null || !shapes.TryGetValue(input.Name, out var given))
            return [.. input.Shape.Select(dimension => dimension < 0 ? 1 : dimension)];
        var fits = given.Length == input.Shape.Length && !given.Where((dimension, i) => dimension < 0 || (input.Shape[i] >= 0 && input.Shape[i] != dimension)).Any();
        return fits ? given : throw new ModelException($"input '{input.Name}' has shape {input.ShapeText}, asked for was {OnnxTensor.Text(given)}");
    }

    private static nint[] Values(OrtBuffer[] buffers)
    {
        var values = GC.AllocateArray<nint>(buffers.Length, pinned: true);
        for (var i = 0; i < buffers.Length; i++)
            values[i] = buffers[i].Value;
        return values;
    }

    /// <summary>Runs once into memory that the runtime takes itself, to learn the outputs' shapes.</summary>
    private OrtBuffer[] FirstRun(OnnxModel model)
    {
        OrtTable.Check(Call());
        var outputs = new OrtBuffer[_outputValues.Length];
        for (var i = 0; i < outputs.Length; i++)
        {
            using var given = new OrtHandle(_outputValues[i], OrtFunction.ReleaseValue);
            outputs[i] = new(OrtShapes.Actual(model.Outputs[i].Name, given.Value));
        }

        return outputs;
    }

    private nint Call() =>
        ((delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)OrtTable.At(OrtFunction.Run))(
            _session.Value, _options.Value, _inputNames.Pointers, Pinned(_inputValues), (nuint)_inputValues.Length,
            _outputNames.Pointers, (nuint)_outputValues.Length, Pinned(_outputValues));

    private void Enter()
    {
        var was = (State)Interlocked.CompareExchange(ref _state, (int)State.Running, (int)State.Idle);
        ObjectDisposedException.ThrowIf(was == State.Disposed, this);
        if (was == State.Running)
            throw new InvalidOperationException("a runner runs once at a time: give each worker its own");
    }

    private void Set(OrtFunction function) => OrtTable.Check(((delegate* unmanaged<nint, nint>)OrtTable.At(function))(_options.Value));

    private void RefuseWhatIsNotFinite()
    {
        foreach (var output in _outputs)
        {
            foreach (var number in output.Floats)
            {
                if (!float.IsFinite(number))
                    throw new ModelException($"the model's output '{output.Tensor.Name}' holds {number}, which is no finite number");
            }
        }
    }

    private static nint* Pinned(nint[] pinned) => (nint*)Unsafe.AsPointer(ref pinned[0]);
}
