using WardGrid.Patients.Trends;
using WardGrid.Records.Databases;

namespace WardGrid.Records.Minutes;

/// <summary>A minute as a row.</summary>
internal sealed class MinuteRow
{
    public required string PatientId { get; init; }

    public long Minute { get; init; }

    public required string Bed { get; init; }

    public double? HeartRate { get; init; }

    public double? PulseRate { get; init; }

    public double? Spo2 { get; init; }

    public double? Respiration { get; init; }

    public double? Systolic { get; init; }

    public double? Diastolic { get; init; }

    public double? Mean { get; init; }

    public required byte[] Channels { get; init; }

    public static MinuteRow Of(MinuteValues minute) =>
        new()
        {
            PatientId = minute.PatientId.Storable(),
            Minute = minute.Minute.Micros(),
            Bed = minute.Bed.Storable(),
            HeartRate = minute.Vitals.HeartRate,
            PulseRate = minute.Vitals.PulseRate,
            Spo2 = minute.Vitals.Spo2,
            Respiration = minute.Vitals.RespirationRate,
            Systolic = minute.Vitals.Systolic,
            Diastolic = minute.Vitals.Diastolic,
            Mean = minute.Vitals.Mean,
            Channels = MinutePacking.Pack(minute.Channels),
        };

    public MinuteValues ToMinute() =>
        new(
            PatientId,
            Bed,
            Minute.Instant(),
            new(
                (float?)HeartRate,
                (float?)PulseRate,
                (float?)Spo2,
                (float?)Respiration,
                (float?)Systolic,
                (float?)Diastolic,
                (float?)Mean
            ),
            MinutePacking.Unpack(Channels)
        );
}
