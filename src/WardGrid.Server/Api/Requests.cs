using System.ComponentModel.DataAnnotations;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;

namespace WardGrid.Server.Api;

/// <summary>A nurse's verdict on an alarm after looking at its strip.</summary>
public sealed record NewReview(
    [property: Known] NurseVerdict Verdict,
    [property: PlainText(2000, Lines = true)] string? Note = null
);

/// <summary>A device to register.</summary>
/// <param name="Again">Gives a registered device a new credential; the old one no longer lets it in.</param>
public sealed record NewDevice(
    [property: Required, TopicName] string? Device,
    [property: PlainText(64)] string? Model = null,
    [property: PlainText(64)] string? Serial = null,
    bool Again = false
);

/// <summary>The mode of a suppression rule, and the reason.</summary>
public sealed record NewRule([property: Known] SuppressionMode Mode, [property: PlainText(500)] string? Reason = null);

/// <summary>An alarm to pause or to turn off.</summary>
/// <param name="Seconds">How long a pause lasts.</param>
/// <param name="Reason">Required if the alarm is turned off.</param>
/// <param name="Text">The monitor's text, if the kind is Other.</param>
public sealed record NewInactive(
    [property: Known] AlarmKind Kind,
    [property: Known] AlarmInactivationState State,
    [property: Range(1, 86_400)] double? Seconds = null,
    [property: PlainText(200)] string? Reason = null,
    [property: PlainText(200)] string? Text = null
);

/// <summary>A device and a patient for a bed.</summary>
/// <param name="PatientId">The patient's key; a new patient without it.</param>
/// <param name="From">The bed in which the patient is now, if the patient moves.</param>
/// <param name="Discharge">The keys of the patients who are discharged: the one in this bed, and the one whom the
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

/// <summary>A conformance run to begin.</summary>
/// <param name="Seconds">How long WardGrid listens to the device.</param>
public sealed record NewConformanceRun([property: Range(30, 86_400)] double Seconds = 60);

/// <summary>What an alarm code of a device means.</summary>
/// <param name="Kind">The kind of alarm; Other removes the mapping.</param>
public sealed record NewAlarmCode([property: Known] AlarmKind Kind);

/// <summary>What a channel of a device measures.</summary>
/// <param name="Code">The IEEE 11073-10101 code; 0 removes the mapping.</param>
public sealed record NewMapping([property: Range(0, int.MaxValue)] int Code);
