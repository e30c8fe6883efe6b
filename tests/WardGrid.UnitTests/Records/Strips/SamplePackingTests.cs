using Shouldly;
using WardGrid.Records.Strips;

namespace WardGrid.UnitTests.Records.Strips;

public class SamplePackingTests
{
    public static TheoryData<short[]> Samples =>
        new()
        {
            Array.Empty<short>(),
            new short[] { short.MinValue },
            new short[] { short.MinValue, short.MaxValue, short.MinValue, 0, short.MaxValue, -1, 1 },
            Wave(i => (short)(i * 40503)),
            Wave(i => (short)(1000 * Math.Sin(i / 20.0))),
        };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Samples_come_back_as_they_were(short[] samples) =>
        SamplePacking.Unpack(SamplePacking.Pack(samples), samples.Length).ShouldBe(samples);

    [Fact]
    public void A_smooth_wave_takes_well_below_a_byte_per_sample() =>
        SamplePacking.Pack(Wave(i => (short)(1000 * Math.Sin(i / 20.0)))).Length.ShouldBeLessThan(7500 / 2);

    [Fact]
    public void Damaged_samples_are_refused_in_words()
    {
        var packed = SamplePacking.Pack([1, 2, 3]);

        Should.Throw<InvalidDataException>(() => SamplePacking.Unpack(packed, 4)).Message.ShouldContain("damaged");
        Should
            .Throw<InvalidDataException>(() => SamplePacking.Unpack(packed.AsSpan(0, 2), 3))
            .Message.ShouldContain("damaged");
        packed[0] = 9;
        Should
            .Throw<InvalidDataException>(() => SamplePacking.Unpack(packed, 3))
            .Message.ShouldContain("a form that this WardGrid does not know");
    }

    private static short[] Wave(Func<int, short> sample) => [.. Enumerable.Range(0, 7500).Select(sample)];
}
