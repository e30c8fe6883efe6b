using System.Collections.Immutable;
using WardGrid.Signals.Leads;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices.Previews;

/// <summary>What a device that serves no bed yet sends, as WardGrid reads it.</summary>
/// <param name="Model">From its birth; null while none has come.</param>
/// <param name="Refused">The newest refusals, the newest first.</param>
public sealed record DevicePreview(
    string? Model,
    ImmutableArray<HeardMessages> Messages,
    ImmutableArray<PreviewChannel> Channels,
    ImmutableArray<PreviewNumber> Numbers,
    ImmutableArray<PreviewRefusal> Refused,
    PreviewLeads Leads
)
{
    public static DevicePreview Empty { get; } = new(null, [], [], [], [], new(false, []));
}

/// <summary>How many messages of one kind came, refused ones too.</summary>
public sealed record HeardMessages(MessageKind Kind, long Count, DateTimeOffset First, DateTimeOffset Last);

/// <summary>One channel of the birth and the end of its signal.</summary>
/// <param name="Declaration">As WardGrid reads it: after mappings, in the unit to which it converts.</param>
/// <param name="MeasuredRate">Samples per second that came; null until two seconds of them have.</param>
/// <param name="Trace">The last seconds in the declaration's unit, evenly spaced; NaN where nothing came.</param>
public sealed record PreviewChannel(ChannelDeclaration Declaration, double? MeasuredRate, ImmutableArray<float> Trace);

/// <summary>A number of the device's own screen.</summary>
/// <param name="Code">The IEEE 11073-10101 code.</param>
/// <param name="Value">NaN if the device shows none.</param>
public sealed record PreviewNumber(int Code, double Value, DateTimeOffset At);

/// <summary>A message that was refused, and why, in words.</summary>
public sealed record PreviewRefusal(DateTimeOffset At, MessageKind Kind, string Why);

/// <summary>Whether the ECG leads are those that their names say.</summary>
/// <param name="IsJudged">False until ten seconds have come, and where no check could be made.</param>
public sealed record PreviewLeads(bool IsJudged, ImmutableArray<LeadFault> Faults);
