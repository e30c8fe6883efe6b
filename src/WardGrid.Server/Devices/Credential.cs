using System.Security.Cryptography;
using System.Text;

namespace WardGrid.Server.Devices;

/// <summary>Makes a device's password, which is shown once, and checks it against its stored hash.</summary>
/// <remarks>
/// A password has 120 random bits, so nobody can guess it. A slow hash would add no safety, but would delay a whole
/// ward that reconnects. HMAC-SHA256 with a salt for each device is enough.
/// </remarks>
public static class Credential
{
    private const string Scheme = "hmac-sha256";

    // Without 0, O, 1, I, L and U, because a person types the password into a monitor.
    private const string Letters = "23456789ABCDEFGHJKMNPQRSTVWXYZab";

    public static string New() => RandomNumberGenerator.GetString(Letters, 24);

    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(password));
        return $"{Scheme}${Convert.ToHexString(salt)}${Convert.ToHexString(hash)}";
    }

    /// <summary>
    /// Whether the password belongs to the hash. The comparison takes the same time however much of it is right.
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
