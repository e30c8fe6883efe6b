namespace WardGrid.Server.Hosting;

/// <summary>The names that silos of different versions must agree on: providers, streams, storage.</summary>
public static class ClusterNames
{
    /// <summary>Grain storage of patients and wards.</summary>
    public const string Storage = "wardgrid";

    /// <summary>The stream provider of ward changes.</summary>
    public const string Streams = "ward";

    /// <summary>Stream namespace: one stream per ward, its key the ward's name.</summary>
    public const string WardChanges = "ward-changes";

    /// <summary>The reminder that looks after a bed that fell silent.</summary>
    public const string SilenceReminder = "silence";
}
