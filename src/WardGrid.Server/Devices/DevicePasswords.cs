using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace WardGrid.Server.Devices;

/// <summary>Checks devices' passwords: by the slow hash once, and from memory when a device comes again.</summary>
/// <remarks>
/// The memory has no password: for each device it has an HMAC-SHA256 under a key that this process made at its start
/// and keeps to itself. It counts for one stored hash only, so a new password ends it. At most half of the processors
/// work on slow hashes, so that strangers at the door take no time from the patients.
/// </remarks>
public sealed class DevicePasswords(WrongPasswords wrong) : IDisposable
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, Remembered> _remembered = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _slow = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <param name="hash">The device's stored hash; null where no such device is registered.</param>
    /// <param name="from">The address and port that the device connects from.</param>
    public async ValueTask<PasswordResult> CheckAsync(
        string device,
        string? hash,
        byte[]? password,
        string from,
        CancellationToken stop
    )
    {
        if (string.IsNullOrEmpty(hash) || password is null)
        {
            wrong.Count(null, from);
            return PasswordResult.Wrong;
        }

        var tag = TagOf(device, password);
        if (Remembers(device, hash, tag))
            return PasswordResult.Right;
        if (wrong.AreTooMany(device, from))
            return PasswordResult.TooManyWrong;
        if (!await FitsAsync(password, hash, stop).ConfigureAwait(false))
        {
            wrong.Count(device, from);
            return PasswordResult.Wrong;
        }

        _remembered[device] = new(hash, tag);
        return Credential.IsOutdated(hash) ? PasswordResult.RightWithOutdatedHash : PasswordResult.Right;
    }

    /// <summary>The device has another password, or none any more.</summary>
    public void Forget(string device) => _remembered.TryRemove(device, out _);

    public void Dispose() => _slow.Dispose();

    private bool Remembers(string device, string hash, byte[] tag) =>
        _remembered.TryGetValue(device, out var known)
        && known.Hash == hash
        && CryptographicOperations.FixedTimeEquals(known.Tag, tag);

    private async Task<bool> FitsAsync(byte[] password, string hash, CancellationToken stop)
    {
        await _slow.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Credential.Fits(password, hash), stop).ConfigureAwait(false);
        }
        finally
        {
            _slow.Release();
        }
    }

    /// <summary>The name is part of it, so that equal passwords of two devices cannot be seen to be equal.</summary>
    private byte[] TagOf(string device, byte[] password) =>
        HMACSHA256.HashData(_key, (byte[])[.. Encoding.UTF8.GetBytes(device), 0, .. password]);

    private sealed record Remembered(string Hash, byte[] Tag);
}

/// <summary>What a check of a device's password came to.</summary>
public enum PasswordResult
{
    Right,

    /// <summary>Right; its hash is of an earlier version and should be made anew.</summary>
    RightWithOutdatedHash,

    Wrong,

    /// <summary>Not checked: too many were wrong before.</summary>
    TooManyWrong,
}
