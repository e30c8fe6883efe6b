using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace WardGrid.Server.Hl7;

/// <summary>Listens for HL7 v2 messages in MLLP frames and answers each of them.</summary>
public sealed partial class Hl7Listener(
    Hl7Settings settings,
    Hl7Tls tls,
    Hl7Gateway gateway,
    TimeProvider clock,
    ILogger<Hl7Listener> log
) : BackgroundService
{
    /// <summary>The largest message, bytes; a monitor's numbers have a few thousand.</summary>
    public const int LargestMessage = 256 * 1024;

    /// <summary>The most senders at once: a hospital has a few gateways.</summary>
    public const int MostConnections = 64;

    /// <summary>How long a message may take from its first byte to its last.</summary>
    public static readonly TimeSpan MessageWait = TimeSpan.FromSeconds(10);

    /// <summary>How long a sender may be silent between two messages.</summary>
    public static readonly TimeSpan IdleWait = TimeSpan.FromMinutes(10);

    private readonly TcpListener _listener = new(IPAddress.IPv6Any, settings.Port);
    private int _connections;
    private long _answers;

    /// <summary>The port on which it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Server.DualMode = true;
        _listener.Start();
        LogListening(log, Port, tls.IsOn ? "with TLS" : "without TLS");
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(stoppingToken), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        finally
        {
            _listener.Stop();
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stop)
    {
        using var closing = client;
        var from = "unknown";
        try
        {
            var peer = (IPEndPoint)client.Client.RemoteEndPoint!;
            var address = peer.Address.IsIPv4MappedToIPv6 ? peer.Address.MapToIPv4() : peer.Address;
            from = new IPEndPoint(address, peer.Port).ToString();
            if (Interlocked.Increment(ref _connections) > MostConnections)
                LogClosed(log, from, "too many senders are connected");
            else if (!settings.Allowed.Contains(address))
                LogClosed(log, from, "the address is not in Hl7:Allowed");
            else
                await TalkAsync(await SecureAsync(client.GetStream(), stop), from, stop);
        }
        catch (OperationCanceledException)
        {
            LogClosed(log, from, "the sender was silent or too slow, or the server stops");
        }
        catch (Exception e)
        {
            LogClosed(log, from, e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    /// <summary>A sender that does not finish the handshake of TLS is not waited for.</summary>
    private async Task<Stream> SecureAsync(NetworkStream connection, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(MessageWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        return await tls.BeginAsync(connection, either.Token);
    }

    private async Task TalkAsync(Stream opened, string from, CancellationToken stop)
    {
        await using var stream = opened;
        var input = PipeReader.Create(stream);
        var deadline = clock.GetUtcNow() + IdleWait;
        var isWithin = false;
        while (true)
        {
            var read = await ReadAsync(input, deadline, stop);
            var rest = read.Buffer;
            var answered = false;
            while (Take(ref rest, out var bytes) is var taken && taken != Taken.Nothing)
            {
                answered = true;
                var answer = await AnswerAsync(taken, bytes, from);
                await SendAsync(stream, answer, stop);
                if (taken == Taken.TooLarge)
                    return;
            }

            if (rest.IsEmpty)
                deadline = clock.GetUtcNow() + IdleWait;
            else if (!isWithin || answered)
                deadline = clock.GetUtcNow() + MessageWait;
            isWithin = !rest.IsEmpty;
            input.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
                return;
        }
    }

    private async Task<ReadResult> ReadAsync(PipeReader input, DateTimeOffset deadline, CancellationToken stop)
    {
        var left = deadline - clock.GetUtcNow();
        using var late = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        return await input.ReadAsync(either.Token);
    }

    /// <summary>A sender that does not read its answers is not waited for.</summary>
    private async Task SendAsync(Stream stream, byte[] answer, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(MessageWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        await stream.WriteAsync(MllpFrames.Frame(answer), either.Token);
    }

    private static Taken Take(ref ReadOnlySequence<byte> rest, out byte[] bytes)
    {
        try
        {
            return MllpFrames.TryTake(ref rest, LargestMessage, out bytes) ? Taken.Message : Taken.Nothing;
        }
        catch (InvalidDataException)
        {
            bytes = [];
            return Taken.TooLarge;
        }
    }

    private async Task<byte[]> AnswerAsync(Taken taken, byte[] bytes, string from)
    {
        Hl7Message? message = null;
        Hl7Answer answer;
        if (taken == Taken.TooLarge)
            answer = new("AR", "207", $"a message has at most {LargestMessage} bytes");
        else if (Hl7Message.TryRead(bytes, out message) is { IsRefused: true } refusal)
            answer = new("AR", "100", refusal.Detail);
        else
            answer = await TakeInAsync(message!, from);
        if (answer.Code != Hl7Answer.Accepted.Code)
            LogRefused(log, from, answer.Code, answer.Error);
        return answer.To(message, $"WG{Interlocked.Increment(ref _answers)}", clock.GetUtcNow());
    }

    private async Task<Hl7Answer> TakeInAsync(Hl7Message message, string from)
    {
        try
        {
            return await gateway.AcceptAsync(message, from);
        }
        catch (Exception e)
        {
            LogFailed(log, e, from);
            return new("AE", "207", "the message could not be taken in; send it again");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "HL7 gateways connect to port {Port} {Tls}")]
    private static partial void LogListening(ILogger log, int port, string tls);

    [LoggerMessage(Level = LogLevel.Information, Message = "HL7 connection of {Address} closed: {Reason}")]
    private static partial void LogClosed(ILogger log, string address, string reason);

    // Not the answer's words: they quote the message, and a patient's name may be where it does not belong.
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "HL7 message of {Address} refused with {Code}, error {Error} of HL7's table 0357; the answer to the "
            + "sender says why"
    )]
    private static partial void LogRefused(ILogger log, string address, string code, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "HL7 message of {Address} could not be taken in")]
    private static partial void LogFailed(ILogger log, Exception e, string address);

    private enum Taken
    {
        Nothing,
        Message,
        TooLarge,
    }
}
