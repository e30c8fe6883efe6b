using System.Data.Common;
using System.Threading.Channels;
using WardGrid.Records.Databases;

namespace WardGrid.Records;

/// <summary>The one writer of a process: many writes, one transaction, one wait for the disk.</summary>
/// <remarks>
/// Writes are done in the order in which they came. While one transaction is written to the disk, the next writes
/// gather. A caller waits only until its own write is durable. If a write fails, only this write is undone. If the
/// transaction fails, all its writes have failed, and the next transaction uses a new connection. The commit can
/// succeed although it reports an error, so a retried write must work if its data is already there.
/// </remarks>
internal sealed class RecordWriter : IAsyncDisposable
{
    /// <summary>The most writes of one transaction.</summary>
    private const int Batch = 256;

    /// <summary>The most writes that wait. Beyond it a caller waits before its write is queued.</summary>
    private const int Waiting = 4096;

    private readonly IRecordDatabase _database;
    private readonly Channel<PendingWrite> _pending = Channel.CreateBounded<PendingWrite>(
        new BoundedChannelOptions(Waiting) { SingleReader = true }
    );
    private readonly Task _loop;
    private DbConnection? _connection;

    public RecordWriter(IRecordDatabase database)
    {
        _database = database;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Does a write; completes when it is durable.</summary>
    /// <param name="stop">Ends the wait; a write that has begun is still done.</param>
    public async ValueTask WriteAsync(Func<DbTransaction, ValueTask> write, CancellationToken stop)
    {
        var pending = new PendingWrite(write, stop);
        try
        {
            await _pending.Writer.WriteAsync(pending, stop);
        }
        catch (ChannelClosedException closed)
        {
            throw new RecordException($"{_database.Name} are closed", closed);
        }

        await pending.Done.Task.WaitAsync(stop);
    }

    /// <summary>Finishes the waiting writes, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        await _loop;
        await DropConnectionAsync();
    }

    private async Task RunAsync()
    {
        var batch = new List<PendingWrite>(Batch);
        while (await _pending.Reader.WaitToReadAsync())
        {
            while (batch.Count < Batch && _pending.Reader.TryRead(out var write))
                batch.Add(write);
            await CommitAsync(batch);
            batch.Clear();
        }
    }

    private async Task CommitAsync(List<PendingWrite> batch)
    {
        try
        {
            _connection ??= await _database.ConnectAsync(CancellationToken.None);
            await using var transaction = await _database.BeginAsync(_connection, CancellationToken.None);
            foreach (var write in batch)
                await WriteOneAsync(write, transaction, alone: batch.Count == 1);
            await transaction.CommitAsync();
            foreach (var write in batch)
                write.Done.TrySetResult();
        }
        catch (Exception e)
        {
            foreach (var write in batch)
                write.Done.TrySetException(_database.Explain(e) ?? e);
            await DropConnectionAsync();
        }
    }

    private async ValueTask WriteOneAsync(PendingWrite write, DbTransaction transaction, bool alone)
    {
        if (write.Stop.IsCancellationRequested)
        {
            write.Done.TrySetCanceled(write.Stop);
            return;
        }

        if (alone)
        {
            await write.Write(transaction);
            return;
        }

        const string Here = "write";
        await transaction.SaveAsync(Here);
        try
        {
            await write.Write(transaction);
            await transaction.ReleaseAsync(Here);
        }
        catch (Exception e)
        {
            await transaction.RollbackAsync(Here);
            write.Done.TrySetException(_database.Explain(e) ?? e);
        }
    }

    private async ValueTask DropConnectionAsync()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync();
        _connection = null;
    }

    private sealed record PendingWrite(Func<DbTransaction, ValueTask> Write, CancellationToken Stop)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
