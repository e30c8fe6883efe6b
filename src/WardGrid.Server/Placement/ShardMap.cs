using System.Text;

namespace WardGrid.Server.Placement;

/// <summary>Which share of the hospital's devices a device belongs to, and which silo serves a share.</summary>
/// <remarks>
/// Both are pure functions that every silo computes alike. A device keeps its shard for ever, so its frames stay on one
/// connection and in order; a shard moves only when its silo leaves or a silo arrives that ranks higher for it
/// (rendezvous hashing), so one silo's end moves its own shards and no others.
/// </remarks>
public static class ShardMap
{
    /// <summary>
    /// Shards of a hospital. Never change it under a running cluster: sessions on the broker carry their number.
    /// </summary>
    /// <remarks>
    /// 64 spread over a few silos within about a fifth of evenly; of 16 one silo in three often serves half.
    /// </remarks>
    public const int Shards = 64;

    public static int ShardOf(string device) => (int)(Hash(device) % Shards);

    /// <summary>The silo that serves a shard; null where there is no silo.</summary>
    public static string? OwnerOf(int shard, IEnumerable<string> silos) =>
        silos.MaxBy(silo => (Hash($"{shard}|{silo}"), silo));

    /// <summary>The shards of one of these silos.</summary>
    public static int[] OwnedBy(string silo, IReadOnlyCollection<string> silos) =>
        [.. Enumerable.Range(0, Shards).Where(shard => OwnerOf(shard, silos) == silo)];

    /// <summary>FNV-1a, 64 bit, with a last mix so that short keys that differ in one letter spread.</summary>
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ b) * 1099511628211UL;
        hash ^= hash >> 33;
        hash *= 0xFF51AFD7ED558CCDUL;
        return hash ^ (hash >> 33);
    }
}
