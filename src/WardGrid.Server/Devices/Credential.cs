using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace WardGrid.Server.Devices;

/// <summary>Makes a device's password, which is shown once, and checks it against its stored hash.</summary>
/// <remarks>
/// The hash is that of ASP.NET Core Identity: PBKDF2 with HMAC-SHA512 and a salt for each device. A password has 120
/// random bits and cannot be guessed, so fewer rounds than for people's passwords are enough, and a whole ward that
/// comes back after a restart is not kept waiting. Hashes of earlier versions still count until they are renewed.
/// </remarks>
public static class Credential
{
    /// <summary>Rounds of PBKDF2: the least for passwords that people choose (NIST SP 800-63B, 5.1.1.2).</summary>
    private const int Rounds = 10_000;

    private const string EarlierScheme = "hmac-sha256";

    // Without 0, O, 1, I, L and U, because a person types the password into a monitor.
    private const string Letters = "23456789ABCDEFGHJKMNPQRSTVWXYZab";

    private static readonly object Nobody = new();

    private static readonly PasswordHasher<object> Hasher = new(
        Options.Create(new PasswordHasherOptions { IterationCount = Rounds })
    );

    public static string New() => RandomNumberGenerator.GetString(Letters, 24);

    /// <summary>A new hash of the password: some milliseconds of work.</summary>
    public static string Hash(string password) => Hasher.HashPassword(Nobody, password);

    /// <summary>Whether the hash is of an earlier version and should be made anew.</summary>
    public static bool IsOutdated(string hash) => hash.StartsWith(EarlierScheme, StringComparison.Ordinal);

    /// <summary>
    /// Whether the password belongs to the hash. The comparison takes the same time however much of it is right.
    /// </summary>
    public static bool Fits(byte[] password, string hash) =>
        IsOutdated(hash) ? FitsEarlier(password, hash) : FitsToday(Encoding.UTF8.GetString(password), hash);

    private static bool FitsToday(string password, string hash)
    {
        try
        {
            return Hasher.VerifyHashedPassword(Nobody, hash, password) != PasswordVerificationResult.Failed;
        }
        catch (FormatException)
        {
            // A DEMO device has no hash.
            return false;
        }
    }

    private static bool FitsEarlier(byte[] password, string hash) =>
        hash.Split('$') is [EarlierScheme, var salt, var digest]
        && CryptographicOperations.FixedTimeEquals(
            HMACSHA256.HashData(Convert.FromHexString(salt), password),
            Convert.FromHexString(digest)
        );
}
