using Shouldly;
using WardGrid.Patients.Records;
using WardGrid.Records.Audit;

namespace WardGrid.UnitTests.Records;

/// <summary>The hash of an entry, against values that were computed by another program.</summary>
public sealed class AuditChainTests
{
    private static readonly AuditEntry Entry = new(
        new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero),
        "n.night",
        "limits.changed",
        "ICU-1",
        "HR 50 to HR 40"
    );

    [Theory]
    [InlineData("", "0bcb22ce51cc55e5b9b25342761e9645d1a630b97be28f38c19dbd61aaea6266")]
    [InlineData("10.0.0.7", "842e88ba4a8ecb41786691a7477ccc20722678acdca89c879f34835117663978")]
    public void An_address_is_in_the_hash_and_an_entry_without_one_keeps_its_old_hash(string from, string hash) =>
        Convert.ToHexStringLower(AuditChain.Hash(AuditChain.Beginning, 1, Entry with { From = from })).ShouldBe(hash);
}
