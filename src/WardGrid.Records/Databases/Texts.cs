using System.Text;

namespace WardGrid.Records.Databases;

/// <summary>Text that every database can store.</summary>
internal static class Texts
{
    /// <summary>
    /// Replaces a zero character and half a surrogate pair by U+FFFD. A device may send them, and PostgreSQL refuses
    /// them.
    /// </summary>
    public static string Storable(this string text) =>
        text.AsSpan().IndexOf('\0') < 0 && !text.Any(char.IsSurrogate)
            ? text
            : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Replace('\0', '\uFFFD')));
}
