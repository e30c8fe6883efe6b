using System.Net;

namespace WardGrid.Server.Devices;

/// <summary>Slows down who tries passwords: so many wrong ones in a minute, and no more are checked in it.</summary>
/// <remarks>
/// Counted for one device at one address, so that nobody can lock out a device from elsewhere, and for all devices of
/// one address. A minute later all count anew: a device with the right password behind the same address comes in then.
/// </remarks>
public sealed class WrongPasswords(TimeProvider clock)
{
    /// <summary>Wrong passwords of one device at one address in a minute: more than a person mistypes.</summary>
    private const int MostOfDevice = 5;

    /// <summary>Wrong ones of one address in a minute: a ward behind one gateway may have some lost monitors.</summary>
    private const int MostOfAddress = 60;

    /// <summary>The most that is counted at a time; bounds the memory that strangers can take.</summary>
    private const int MostCounted = 10_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string? Device, string Address), Window> _windows = [];

    /// <summary>Whether a further password of this device is not to be checked now.</summary>
    /// <param name="from">An address and a port.</param>
    public bool AreTooMany(string device, string from)
    {
        var address = AddressOf(from);
        lock (_gate)
            return WrongOf((device, address)) >= MostOfDevice || WrongOf((null, address)) >= MostOfAddress;
    }

    /// <summary>A password was wrong.</summary>
    /// <param name="device">Null where no such device is registered; strangers choose names at will.</param>
    public void Count(string? device, string from)
    {
        var address = AddressOf(from);
        lock (_gate)
        {
            if (device is not null)
                Count((device, address));
            Count((null, address));
        }
    }

    private int WrongOf((string?, string) key) =>
        _windows.TryGetValue(key, out var window) && !HasEnded(window) ? window.Wrong : 0;

    private void Count((string?, string) key)
    {
        if (_windows.Count >= MostCounted)
            MakeRoom();
        _windows[key] =
            _windows.TryGetValue(key, out var window) && !HasEnded(window)
                ? window with
                {
                    Wrong = window.Wrong + 1,
                }
                : new(clock.GetTimestamp(), 1);
    }

    private void MakeRoom()
    {
        foreach (var (key, window) in _windows)
        {
            if (HasEnded(window))
                _windows.Remove(key);
        }

        if (_windows.Count >= MostCounted)
            _windows.Clear();
    }

    private bool HasEnded(Window window) => clock.GetElapsedTime(window.Begun) >= Minute;

    /// <summary>Without the port. Of IPv6 the network, because a machine chooses addresses in it at will.</summary>
    private static string AddressOf(string from)
    {
        if (!IPEndPoint.TryParse(from, out var end))
            return from;
        if (end.Address.IsIPv4MappedToIPv6)
            return end.Address.MapToIPv4().ToString();
        var bytes = end.Address.GetAddressBytes();
        return bytes.Length == 4 ? end.Address.ToString() : Convert.ToHexString(bytes.AsSpan(0, 8));
    }

    private readonly record struct Window(long Begun, int Wrong);
}
