using System.Text;

namespace WardGrid.Records.Databases;

/// <summary>Text as every database can hold it.</summary>
internal static class Texts
{
    /// <summary>
    /// Puts U+FFFD in place of a zero character and of half a surrogate pair, which a device may send
    /// and PostgreSQL refuses.
    /// </summary>
    public static string Storable(this string text) =>
        text.AsSpan().IndexOf('\0') < 0 && !text.Any(char.IsSurrogate)
            ? text
            : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Replace('\0', '\uFFFD')));
}
