using System.Security.Cryptography;
using System.Text;

namespace WardGrid.Server.Devices;

/// <summary>A device's password: made here, shown once, kept as a keyed hash.</summary>
/// <remarks>
/// 120 random bits, so that a slow hash would add nothing but time to the moment at which a whole ward reconnects;
/// HMAC-SHA256 under a salt of its own suffices.
/// </remarks>
public static class Credential
{
    private const string Scheme = "hmac-sha256";

    // Without 0, O, 1, I, L and U: someone will type it into a monitor.
    private const string Letters = "23456789ABCDEFGHJKMNPQRSTVWXYZab";

    public static string New() => RandomNumberGenerator.GetString(Letters, 24);

    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return $"{Scheme}${Convert.ToHexString(salt)}${Convert.ToHexString(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(password)))}";
    }

    /// <summary>
    /// Whether the password is the one of the hash, in a time that does not tell how much of it was right.
    /// </summary>
    public static bool Fits(ReadOnlySpan<byte> password, string hash)
    {
        if (hash.Split('$') is not [Scheme, var salt, var digest])
            return false;
        return CryptographicOperations.FixedTimeEquals(
            HMACSHA256.HashData(Convert.FromHexString(salt), password),
            Convert.FromHexString(digest)
        );
    }
}
