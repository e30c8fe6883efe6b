namespace WardGrid.Alarms.Verification.Features;

/// <summary>Names and numbers side by side, so that neither can slip against the other.</summary>
public sealed class FeatureVector
{
    private readonly List<string> _names = [];
    private readonly List<float> _values = [];

    public IReadOnlyList<string> Names => _names;

    /// <summary>Put before every name of a group.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>false while a channel is described that the bed does not have: every number of it is NaN.</summary>
    public bool Present { get; set; } = true;

    /// <summary>
    /// The largest magnitude that a feature may have; a number beyond it says no more than that it is large.
    /// </summary>
    private const float Largest = 1e4f;

    public void Add(string name, float value)
    {
        _names.Add(Prefix + name);
        _values.Add(Present && float.IsFinite(value) ? Math.Clamp(value, -Largest, Largest) : float.NaN);
    }

    public float[] ToArray() => [.. _values];
}
