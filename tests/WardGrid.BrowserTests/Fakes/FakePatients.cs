using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals.Protocol;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>Carries out the commands of a page on the hand-fed ward, and notes them.</summary>
internal sealed class FakePatients(FakeWard ward, InMemoryAlarmLog book, TimeProvider clock) : IPatients
{
    public List<PatientCommand> Taken { get; } = [];

    public ValueTask<Refusal> AcceptAsync(in DeviceMessage message, CancellationToken stop) => new(Refusal.None);

    public ValueTask<PatientSnapshot?> SnapshotAsync(string bed, CancellationToken stop) =>
        new(ward.Beds.FirstOrDefault(b => b.Bed == bed));

    public ValueTask<AlarmStrip?> RecentAsync(string bed, double seconds, CancellationToken stop) =>
        new((AlarmStrip?)null);

    public ValueTask<CommandOutcome> TakeAsync(string bed, PatientCommand command, CancellationToken stop)
    {
        Taken.Add(command);
        if (ward.Beds.All(b => b.Bed != bed))
            return new(CommandOutcome.Refused($"no patient is bound to bed {bed}"));
        if (command is PatientCommand.Acknowledge acknowledge)
        {
            ward.Change(
                bed,
                b =>
                    b with
                    {
                        Alarms =
                        [
                            .. b.Alarms.Select(a =>
                                a.Id != acknowledge.AlarmId
                                    ? a
                                    : book.Keep(
                                        a with
                                        {
                                            AcknowledgedAt = clock.GetUtcNow(),
                                            AcknowledgedBy = command.By,
                                        }
                                    )
                            ),
                        ],
                    }
            );
        }
        else if (command is PatientCommand.Inactivate i)
        {
            var now = clock.GetUtcNow();
            ward.Change(
                bed,
                b =>
                    b with
                    {
                        Inactive =
                        [
                            .. b.Inactive.Where(x => x.Kind != i.Kind),
                            new(
                                i.Kind,
                                i.Text ?? "",
                                i.State,
                                Alarms.AlarmPriority.High,
                                i.By,
                                now,
                                now + i.For,
                                i.Reason ?? ""
                            ),
                        ],
                    }
            );
        }
        else if (command is PatientCommand.Reactivate r)
        {
            ward.Change(bed, b => b with { Inactive = b.Inactive.RemoveAll(x => x.Kind == r.Kind) });
        }
        else if (command is PatientCommand.SetLimits set)
        {
            ward.Change(bed, b => b with { Limits = set.Limits });
        }

        return new(CommandOutcome.Success);
    }
}
