namespace WardGrid.Patients.Devices.Conformance;

/// <summary>A straight line through points, by least squares, without keeping the points.</summary>
/// <remarks>Welford's updates, so that a day of points does not lose digits.</remarks>
internal sealed class LineFit
{
    private double _meanX;
    private double _meanY;
    private double _xx;
    private double _xy;
    private double _yy;

    public long Count { get; private set; }

    /// <summary>The change of y per unit of x.</summary>
    public double Slope => _xx > 0 ? _xy / _xx : 0;

    /// <summary>The standard error of the slope; infinite for fewer than three points.</summary>
    public double SlopeError
    {
        get
        {
            if (Count < 3 || _xx <= 0)
                return double.PositiveInfinity;
            var residual = Math.Max(0, _yy - _xy * _xy / _xx);
            return Math.Sqrt(residual / (Count - 2) / _xx);
        }
    }

    public double At(double x) => _meanY + Slope * (x - _meanX);

    public void Add(double x, double y)
    {
        Count++;
        var dx = x - _meanX;
        var dy = y - _meanY;
        _meanX += dx / Count;
        _meanY += dy / Count;
        _xx += dx * (x - _meanX);
        _xy += dx * (y - _meanY);
        _yy += dy * (y - _meanY);
    }
}
