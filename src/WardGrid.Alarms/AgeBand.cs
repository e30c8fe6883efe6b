namespace WardGrid.Alarms;

/// <summary>The age bands by which limits differ: children are not small adults.</summary>
public enum AgeBand
{
    Adult,

    /// <summary>Up to 28 days.</summary>
    Neonate,

    /// <summary>28 days to 1 year.</summary>
    Infant,

    /// <summary>1 to 12 years.</summary>
    Child,

    /// <summary>12 to 18 years.</summary>
    Adolescent,
}
