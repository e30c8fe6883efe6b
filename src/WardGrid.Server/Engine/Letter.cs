using System.Buffers;
using WardGrid.Patients;
using WardGrid.Signals.Frames;

namespace WardGrid.Server.Engine;

/// <summary>What stands in a patient's mailbox: one turn.</summary>
internal abstract class Letter
{
    /// <summary>Takes the turn.</summary>
    public abstract ValueTask ReadAsync(Patient patient);

    /// <summary>The turn failed: whoever waits for its answer is told so.</summary>
    public abstract void Fail(Exception failure);

    /// <summary>The turn is over, well or not.</summary>
    public virtual void Close()
    {
    }
}

/// <summary>A device's message, in a pooled copy of its bytes.</summary>
internal sealed class MessageLetter : Letter
{
    /// <summary>How long a device whose samples are acknowledged too waits for its alert to be durable.</summary>
    /// <remarks>MQTT acknowledges in the order of arrival (4.6): a longer wait would hold up the samples behind the alert, and the ward never waits for the records.</remarks>
    private static readonly TimeSpan DurableWait = TimeSpan.FromSeconds(2);

    private readonly byte[] _bytes;
    private readonly int _length;
    private readonly TimeProvider _clock;
    private readonly PatientMailbox _mailbox;
    private readonly TaskCompletionSource<Refusal>? _answer;

    public MessageLetter(in DeviceMessage message, PatientMailbox mailbox, TimeProvider clock)
    {
        (Kind, ReceivedAt, IsGuaranteed, _mailbox, _clock) = (message.Kind, message.ReceivedAt, message.Guaranteed, mailbox, clock);
        _length = message.Payload.Length;
        _bytes = ArrayPool<byte>.Shared.Rent(_length);
        message.Payload.CopyTo(_bytes);
        if (message.Guaranteed)
            _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public MessageKind Kind { get; }

    public DateTimeOffset ReceivedAt { get; }

    public bool IsGuaranteed { get; }

    public ReadOnlyMemory<byte> Payload => _bytes.AsMemory(0, _length);

    public Task<Refusal> Answer => _answer!.Task;

    /// <summary>What became of it; set once read.</summary>
    public Refusal Refusal { get; private set; }

    public override async ValueTask ReadAsync(Patient patient)
    {
        Refusal = await patient.AcceptAsync(Kind, Payload, ReceivedAt).ConfigureAwait(false);
        if (_answer is null)
            return;
        if (Kind == MessageKind.Alert && !Refusal.IsRefused)
            _ = AnswerOnceDurableAsync(patient.Settled);
        else
            _answer.TrySetResult(Refusal);
    }

    public override void Fail(Exception failure) => _answer?.TrySetResult(new(RefusalReason.AnalysisFailed, Words(failure)));

    public override void Close() => ArrayPool<byte>.Shared.Return(_bytes);

    /// <summary>What a biomedical engineer reads of a failed turn.</summary>
    public static string Words(Exception failure) => $"the analysis of this message failed ({failure.GetType().Name}); the log holds the details";

    /// <summary>Answers once the records hold the alert, so that a device sends again what this process might lose.</summary>
    private async Task AnswerOnceDurableAsync(Task<bool> settled)
    {
        await Task.WhenAny(settled, Task.Delay(DurableWait, _clock)).ConfigureAwait(false);
        try
        {
            while (!_mailbox.AcknowledgesSamples && !await settled.ConfigureAwait(false))
            {
                await Task.Delay(DurableWait, _clock).ConfigureAwait(false);
                settled = await _mailbox.AskAsync(patient => patient.Settled, CancellationToken.None).ConfigureAwait(false);
            }

            _answer!.TrySetResult(Refusal.None);
        }
        catch (Exception e)
        {
            // The patient has left, or a turn failed: without an answer the device sends the alert again.
            _answer!.TrySetException(e);
        }
    }
}

/// <summary>A question or a command to a patient, and its answer.</summary>
internal sealed class QuestionLetter<T>(Func<Patient, T> ask) : Letter
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _answer.Task;

    public override ValueTask ReadAsync(Patient patient)
    {
        _answer.TrySetResult(ask(patient));
        return ValueTask.CompletedTask;
    }

    public override void Fail(Exception failure) => _answer.TrySetException(failure);
}

/// <summary>Time has passed in which nothing came.</summary>
internal sealed class TimeLetter : Letter
{
    public static readonly TimeLetter Instance = new();

    public override ValueTask ReadAsync(Patient patient) => patient.PassTimeAsync();

    public override void Fail(Exception failure)
    {
    }
}
