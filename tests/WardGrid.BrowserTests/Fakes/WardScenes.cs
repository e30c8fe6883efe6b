using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Vitals;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>The wards that a designer looks at: calm, in alarm, and in poor signal; eight beds or more.</summary>
internal static class WardScenes
{
    public static async Task EnterAsync(this LivingWard ward, string scene)
    {
        ward.Admit("2", age: AgeBand.Child);
        if (scene == "alarm")
            await AlarmAsync(ward);
        else if (scene == "poor")
            PoorSignal(ward);
    }

    private static async Task AlarmAsync(LivingWard ward)
    {
        ward.Raise("3", AlarmKind.VentricularTachycardia, AlarmPriority.High, Verdict.Confirmed);
        ward.Ward.Change(
            "3",
            b => b with { Vitals = b.Vitals with { HeartRate = b.Vitals.HeartRate with { Value = 162 } } }
        );
        ward.Raise("6", AlarmKind.Desaturation, AlarmPriority.Medium, Verdict.Confirmed);
        ward.Ward.Change("6", b => b with { Vitals = b.Vitals with { Spo2 = b.Vitals.Spo2 with { Value = 84 } } });
        ward.Raise("7", AlarmKind.LeadOff, AlarmPriority.Low);
        ward.Spoil("7", 0, QualityIssues.Flat);
        ward.End(ward.Raise("4", AlarmKind.Asystole, AlarmPriority.High, Verdict.Refuted));
        ward.Raise("5", AlarmKind.AtrialFibrillation, AlarmPriority.Medium);
        ward.Raise("5", AlarmKind.PressureLow, AlarmPriority.Medium);
        ward.Ward.Change(
            "5",
            b =>
                b with
                {
                    Vitals = b.Vitals with
                    {
                        Systolic = b.Vitals.Systolic with { Value = 78 },
                        Diastolic = b.Vitals.Diastolic with { Value = 41 },
                        Mean = b.Vitals.Mean with { Value = 53 },
                    },
                    Alarms =
                    [
                        .. b.Alarms.Select(a =>
                            a with
                            {
                                AcknowledgedAt = TimeProvider.System.GetUtcNow(),
                                AcknowledgedBy = "kb",
                            }
                        ),
                    ],
                }
        );
        await ward.Patients.TakeAsync(
            "6",
            new PatientCommand.Inactivate(
                "M. Weber",
                AlarmKind.Desaturation,
                AlarmInactivationState.AudioPaused,
                TimeSpan.FromMinutes(2)
            ),
            default
        );
        await ward.Patients.TakeAsync(
            "8",
            new PatientCommand.Inactivate(
                "M. Weber",
                AlarmKind.AtrialFibrillation,
                AlarmInactivationState.AlarmOff,
                null,
                "chronic"
            ),
            default
        );
    }

    private static void PoorSignal(LivingWard ward)
    {
        ward.Spoil("1", 0, QualityIssues.HighFrequencyNoise);
        ward.Spoil("3", 0, QualityIssues.Flat);
        ward.Ward.Change("3", b => b with { Vitals = b.Vitals with { HeartRate = default } });
        ward.Spoil("4", 2, QualityIssues.Flat);
        ward.Ward.Change("4", b => b with { Vitals = b.Vitals with { Spo2 = default } });
        ward.Raise("4", AlarmKind.ProbeOff, AlarmPriority.Low);
        ward.Stall("6");
        ward.Spoil("7", 2, QualityIssues.Motion);
        ward.Spoil("7", 0, QualityIssues.Motion);
        ward.Ward.Change(
            "2",
            b =>
                b with
                {
                    Limits = b.Limits with { TachycardiaAbove = 190 },
                    Vitals = b.Vitals with { HeartRate = b.Vitals.HeartRate with { Value = 178 } },
                }
        );
        ward.Ward.Change("8", b => b with { ClockOffset = TimeSpan.FromMinutes(-61) });
        ward.Silence("5");
    }
}
