using System.ComponentModel.DataAnnotations;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;

namespace WardGrid.Server.Api;

/// <summary>What a nurse says of an alarm after looking at its strip.</summary>
public sealed record NewReview(
    [property: Known] NurseVerdict Verdict,
    [property: PlainText(2000, Lines = true)] string? Note = null
);

/// <summary>A device that is to be let in.</summary>
/// <param name="Again">Gives a registered device a new credential; the old one no longer lets it in.</param>
public sealed record NewDevice(
    [property: Required, TopicName] string? Device,
    [property: PlainText(64)] string? Model = null,
    [property: PlainText(64)] string? Serial = null,
    bool Again = false
);

/// <summary>How far a suppression rule may go, and why.</summary>
public sealed record NewRule([property: Known] SuppressionMode Mode, [property: PlainText(500)] string? Reason = null);

/// <summary>An alarm that is to be paused or turned off.</summary>
/// <param name="Seconds">How long a pause lasts.</param>
/// <param name="Reason">Wanted where the alarm is turned off.</param>
/// <param name="Text">The monitor's words, where the kind is Other.</param>
public sealed record NewInactive(
    [property: Known] AlarmKind Kind,
    [property: Known] AlarmInactivationState State,
    [property: Range(1, 86_400)] double? Seconds = null,
    [property: PlainText(200)] string? Reason = null,
    [property: PlainText(200)] string? Text = null
);

/// <summary>A device and a patient for a bed.</summary>
/// <param name="PatientId">The patient's key; where it is left out the patient is new.</param>
/// <param name="From">The bed in which the patient lies now, where the patient is to be moved.</param>
/// <param name="Discharge">The keys of the patients who are discharged by it: who lies in the bed now, and whom the
/// device serves.</param>
public sealed record NewAssociation(
    [property: Required, TopicName] string? Device,
    [property: Required, PlainText(200)] string? PatientName,
    [property: TopicName] string? Ward = null,
    [property: TopicName] string? PatientId = null,
    [property: Known] AgeBand Age = AgeBand.Adult,
    bool Demo = false,
    [property: TopicName] string? From = null,
    string[]? Discharge = null
);

/// <summary>What a channel of a device measures.</summary>
/// <param name="Code">The IEEE 11073-10101 code; 0 leaves it to the device again.</param>
public sealed record NewMapping([property: Range(0, int.MaxValue)] int Code);
