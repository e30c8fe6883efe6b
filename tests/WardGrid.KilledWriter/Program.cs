using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Records;

// Writes alarms and audit entries into a store until it is killed, and prints each one's name once it was acknowledged.
// A process of its own, since a test that is to survive cannot be killed with -9.
var epoch = DateTimeOffset.UnixEpoch;
await using var store = await RecordStore.OpenAsync(args[0], TimeProvider.System, CancellationToken.None);
await Task.WhenAll(
    Enumerable
        .Range(0, 8)
        .Select(async patient =>
        {
            for (var i = 0; ; i++)
            {
                var id = $"p{patient}/{i}";
                var alarm = new Alarm(
                    id,
                    $"p{patient}",
                    $"bed {patient}",
                    true,
                    AlarmKind.Asystole,
                    AlarmPriority.High,
                    AlarmOrigin.Monitor,
                    "ASYSTOLE",
                    epoch.AddSeconds(i),
                    null,
                    null,
                    false,
                    null,
                    null
                );
                await store.Alarms.WriteAsync(alarm, null, CancellationToken.None);
                await store.Audit.RecordAsync(
                    new(epoch.AddSeconds(i), "WardGrid", "alarm.decided", id, ""),
                    CancellationToken.None
                );
                await Console.Out.WriteLineAsync(id);
            }
        })
);
