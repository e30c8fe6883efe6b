namespace WardGrid.Signals.Quality;

/// <summary>Sums over 100 ms of samples, from which a second is measured; <c>default</c> is an empty block.</summary>
internal struct BlockMeasures
{
    public int Count,
        Missing,
        AtLow,
        AtHigh,
        AtRail,
        NoiseCount;
    public float Low,
        High,
        Sum,
        NoiseEnergy,
        Mains;

    /// <summary>Adds a sample; samples within half an ADC step of the extreme count as equal to it.</summary>
    public void Add(float x, float step, float railLow, float railHigh)
    {
        if (Count++ == 0)
        {
            Low = High = x;
        }

        Sum += x;
        if (x > High + step / 2)
        {
            High = x;
            AtHigh = 0;
        }

        if (x < Low - step / 2)
        {
            Low = x;
            AtLow = 0;
        }

        if (x > High - step / 2)
            AtHigh++;
        if (x < Low + step / 2)
            AtLow++;
        if (x <= railLow || x >= railHigh)
            AtRail++;
    }
}
