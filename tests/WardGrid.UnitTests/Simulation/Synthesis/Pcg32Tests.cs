using Shouldly;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Simulation.Synthesis;

public class Pcg32Tests
{
    [Fact]
    public void It_gives_the_numbers_of_the_published_reference()
    {
        // The demonstration of the generator's authors: seed 42, stream 54.
        var random = new Pcg32(seed: 42, stream: 54);

        uint[] first = [random.Next(), random.Next(), random.Next(), random.Next(), random.Next(), random.Next()];

        first.ShouldBe([0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e]);
    }

    [Fact]
    public void Normal_numbers_have_mean_0_and_deviation_1()
    {
        var random = new Pcg32(1, 1);
        var numbers = new double[100_000];
        foreach (ref var number in numbers.AsSpan())
            number = random.Gaussian();

        numbers.Average().ShouldBe(0, 0.02);
        Math.Sqrt(numbers.Average(n => n * n)).ShouldBe(1, 0.02);
        numbers.Max().ShouldBeGreaterThan(3.5);
    }
}
