using System.Globalization;

namespace WardGrid.Web.Devices;

/// <summary>Which devices the list shows.</summary>
public enum FleetShow
{
    /// <summary>All but the retired ones.</summary>
    InService,
    Live,
    Silent,
    Quarantined,
    Unbound,
    BadQuality,
    ConformanceFailed,
    Retired,
}

/// <summary>What a person looks for in the list of devices; it stands in the page's address.</summary>
/// <param name="Search">A part of the name, the model, the serial number or the bed. Not of a patient's name, because
/// addresses are kept in browsers and logs.</param>
public sealed record FleetFilter(string Search = "", FleetShow Show = FleetShow.InService)
{
    /// <summary>Characters of a search: those of the longest name of a device.</summary>
    public const int LongestSearch = 64;

    /// <summary>Reads an address; what it does not understand is not filtered.</summary>
    public static FleetFilter Of(string? search, string? show)
    {
        var text = (search ?? "").Trim();
        var isKnown = Enum.TryParse<FleetShow>(show, ignoreCase: true, out var asked) && Enum.IsDefined(asked);
        return new(text[..Math.Min(text.Length, LongestSearch)], isKnown ? asked : FleetShow.InService);
    }

    /// <summary>The query of the page's address; empty if nothing is filtered.</summary>
    public string Query
    {
        get
        {
            List<string> parts = [];
            if (Search.Length > 0)
                parts.Add($"q={Uri.EscapeDataString(Search)}");
            if (Show != FleetShow.InService)
                parts.Add($"show={Show}");
            return parts.Count == 0 ? "" : $"?{string.Join('&', parts)}";
        }
    }

    public bool Fits(FleetDevice device) => IsShown(device) && IsFound(device);

    private bool IsShown(FleetDevice device) =>
        Show switch
        {
            FleetShow.Live => device.State == FleetState.Live,
            FleetShow.Silent => device.State == FleetState.Silent,
            FleetShow.Quarantined => device.State == FleetState.Quarantined,
            FleetShow.Unbound => device.State == FleetState.Unbound,
            FleetShow.Retired => device.State == FleetState.Retired,
            FleetShow.BadQuality => device.HasBadQuality,
            FleetShow.ConformanceFailed => device.State != FleetState.Retired
                && device.Test?.Result == Patients.Devices.Conformance.Conformity.Fail,
            _ => device.State != FleetState.Retired,
        };

    private bool IsFound(FleetDevice device) =>
        Search.Length == 0
        || new[] { device.Name, device.Device.Model, device.Device.Serial, device.Association?.Bed ?? "" }.Any(text =>
            CultureInfo.InvariantCulture.CompareInfo.IndexOf(text, Search, CompareOptions.IgnoreCase) >= 0
        );
}
