using System.Security.Cryptography;
using System.Text;

namespace WardGrid.UnitTests.Server;

/// <summary>A device's password as the first versions stored it.</summary>
internal static class EarlierHash
{
    public static string Of(string password)
    {
        byte[] salt = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
        var hash = HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(password));
        return $"hmac-sha256${Convert.ToHexString(salt)}${Convert.ToHexString(hash)}";
    }
}
