using System.Threading.Channels;
using WardGrid.Patients;
using WardGrid.Signals.Frames;

namespace WardGrid.Server.Engine;

/// <summary>One patient's address in this process: a bounded mailbox, one turn at a time, a life that ends when idle.</summary>
/// <remarks>
/// No thread belongs to a patient: the turns run on the pool while letters wait. The <see cref="Patient"/> is made at the first letter,
/// let go after <see cref="IdleAfter"/> without a message, and made again from its state; a turn that fails ends that life too, so that
/// nothing half-done is carried on.
/// </remarks>
public sealed class PatientMailbox
{
    /// <summary>Letters that wait: 12 s of a bed that sends four frames and a set of numbers per second.</summary>
    public const int Capacity = 64;

    /// <summary>Time without a message after which the windows of a patient are let go.</summary>
    public static readonly TimeSpan IdleAfter = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private readonly Channel<Letter> _letters = Channel.CreateBounded<Letter>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly PatientCare _care;
    private readonly RefusalLog _refusals;
    private readonly Action<string> _askForBirth;
    private readonly ILogger _log;
    private readonly Task _life;
    private PatientState? _state;
    private Patient? _patient;
    private DateTimeOffset _lastMessageAt;
    private long _lastTurn;
    private bool _acknowledgesSamples;
    private Exception? _knownRecordFailure;

    // The device's last birth: a new life of the patient reads it again, so that a device need not be asked.
    private byte[]? _birth;

    /// <param name="askForBirth">Asks a device for its birth, since samples came that cannot be read without.</param>
    public PatientMailbox(Binding binding, PatientState? state, PatientCare care, RefusalLog refusals, Action<string> askForBirth, ILogger log)
    {
        (Binding, _state, _care, _refusals, _askForBirth, _log) = (binding, state, care, refusals, askForBirth, log);
        _lastMessageAt = care.Clock.GetUtcNow();
        _patient = new(binding, state, care, refusals);
        _life = Task.Run(LiveAsync);
    }

    public Binding Binding { get; }

    /// <summary>Whether the device wants its samples acknowledged, which then wait behind an alert that is not.</summary>
    public bool AcknowledgesSamples => Volatile.Read(ref _acknowledgesSamples);

    public bool IsAwake => Volatile.Read(ref _patient) is not null;

    public ValueTask<Refusal> AcceptAsync(in DeviceMessage message, CancellationToken stop)
    {
        var letter = new MessageLetter(message, this, _care.Clock);
        if (_letters.Writer.TryWrite(letter))
            return message.Guaranteed ? new(letter.Answer) : new(Refusal.None);
        if (message.Guaranteed)
            return WaitForRoomAsync(letter, stop);

        letter.Close();
        var refusal = _letters.Reader.Completion.IsCompleted ? Left : new(RefusalReason.MailboxFull, $"{Capacity} messages wait already; this one was dropped");
        _refusals.Add(message.ReceivedAt, message.Kind, refusal, message.Payload);
        PatientMetrics.Refused.Add(1, new KeyValuePair<string, object?>("reason", refusal.Reason.ToString()));
        return new(refusal);
    }

    public async Task<T> AskAsync<T>(Func<Patient, T> ask, CancellationToken stop)
    {
        var letter = new QuestionLetter<T>(ask);
        await _letters.Writer.WriteAsync(letter, stop).ConfigureAwait(false);
        return await letter.Answer.WaitAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Lets the patient notice that time passes, where no message has made it do so.</summary>
    public void PassTime(TimeSpan quiet)
    {
        if (IsAwake && _care.Clock.GetElapsedTime(Volatile.Read(ref _lastTurn)) >= quiet)
            _letters.Writer.TryWrite(TimeLetter.Instance);
    }

    /// <summary>Takes no more letters, reads those that wait, and gives the state once the records hold it.</summary>
    public async Task<PatientState?> CloseAsync()
    {
        _letters.Writer.TryComplete();
        await _life.ConfigureAwait(false);
        if (_patient is not { } patient)
            return _state;
        await patient.PassTimeAsync().ConfigureAwait(false);
        await Task.WhenAny(patient.Settled, Task.Delay(LastWords, _care.Clock)).ConfigureAwait(false);
        return patient.State;
    }

    private static Refusal Left => new(RefusalReason.NotBound, "the device serves this bed no longer");

    private async ValueTask<Refusal> WaitForRoomAsync(MessageLetter letter, CancellationToken stop)
    {
        try
        {
            await _letters.Writer.WriteAsync(letter, stop).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            letter.Close();
            return Left;
        }

        return await letter.Answer.ConfigureAwait(false);
    }

    private async Task LiveAsync()
    {
        await foreach (var letter in _letters.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await TurnAsync(letter).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                await RecoverAsync(letter, e).ConfigureAwait(false);
            }

            letter.Close();
            Volatile.Write(ref _lastTurn, _care.Clock.GetTimestamp());
        }
    }

    private async ValueTask TurnAsync(Letter letter)
    {
        if (letter is TimeLetter && IsIdle)
        {
            _log.LogInformation("Bed {Bed} is idle; its windows are let go", Binding.Bed);
            _state = _patient!.State;
            Volatile.Write(ref _patient, null);
            return;
        }

        if (_patient is null && letter is TimeLetter)
            return;
        var patient = _patient ?? await BeginAsync().ConfigureAwait(false);
        await letter.ReadAsync(patient).ConfigureAwait(false);
        LogRecordFailure(patient);
        if (letter is not MessageLetter message)
            return;
        _lastMessageAt = message.ReceivedAt;
        if (message.Kind == MessageKind.Wave)
            Volatile.Write(ref _acknowledgesSamples, message.IsGuaranteed);
        if (message is { Kind: MessageKind.Birth, Refusal.IsRefused: false })
            _birth = message.Payload.ToArray();
        if (message.Refusal.Reason is RefusalReason.NoBirth or RefusalReason.WrongEpoch)
            _askForBirth(Binding.Device);
    }

    private bool IsIdle =>
        _patient is { } patient && _care.Clock.GetUtcNow() - _lastMessageAt >= IdleAfter && patient.State is { Unrecorded.IsEmpty: true } state && !state.Inactive.Any(i => i.Until is not null);

    private async ValueTask<Patient> BeginAsync()
    {
        var patient = new Patient(Binding, _state, _care, _refusals);
        Volatile.Write(ref _patient, patient);
        var birth = _birth;
        _birth = null;
        if (birth is not null)
            await patient.AcceptAsync(MessageKind.Birth, birth, _lastMessageAt).ConfigureAwait(false);
        _birth = birth;
        return patient;
    }

    /// <summary>Ends the life in which a turn failed and begins another from its state; an alert is given to that one, so that it is raised.</summary>
    private async ValueTask RecoverAsync(Letter letter, Exception failure)
    {
        EngineMetrics.TurnsFailed.Add(1);
        _log.LogError(failure, "A turn of bed {Bed} failed ({Letter}); its patient begins anew", Binding.Bed, letter is MessageLetter m ? m.Kind.ToString() : letter.GetType().Name);
        try
        {
            _state = _patient?.State ?? _state;
            var patient = await BeginAsync().ConfigureAwait(false);
            if (letter is MessageLetter message)
                _refusals.Add(message.ReceivedAt, message.Kind, new(RefusalReason.AnalysisFailed, MessageLetter.Words(failure)), message.Payload.Span);
            if (letter is MessageLetter { Kind: MessageKind.Alert } alert)
                await alert.ReadAsync(patient).ConfigureAwait(false);
        }
        catch (Exception again)
        {
            _log.LogCritical(again, "Bed {Bed} could not begin anew", Binding.Bed);
        }

        letter.Fail(failure);
    }

    private void LogRecordFailure(Patient patient)
    {
        if (patient.RecordFailure is { } failure && !ReferenceEquals(failure, _knownRecordFailure))
            _log.LogError(failure, "The records of bed {Bed} could not be written; they are kept and tried again", Binding.Bed);
        _knownRecordFailure = patient.RecordFailure;
    }
}
