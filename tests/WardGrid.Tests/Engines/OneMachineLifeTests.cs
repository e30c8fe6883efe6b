using Microsoft.Extensions.Logging.Abstractions;
using WardGrid.Patients;
using WardGrid.Server.Devices;
using WardGrid.Server.Engine;

namespace WardGrid.Tests.Engines;

/// <summary>A patient's life in one machine's mailboxes.</summary>
public sealed class OneMachineLifeTests : PatientLife
{
    protected override async Task<IEngine> StartAsync()
    {
        var ward = new WardRoster(NullLogger<WardRoster>.Instance);
        var care = new PatientCare(Records, Records, Records, null, PatientCare.UsualModelDeadline, SuppressionModes.AllShadow, ward, Clock);
        var patients = new InProcessPatients(Records, care, ward, new(), new DeviceCommands(Clock), NullLogger<InProcessPatients>.Instance);
        await patients.OpenAsync(Stop);
        return new OneMachine(patients, Clock);
    }

    private sealed class OneMachine(InProcessPatients patients, LeapingClock clock) : IEngine
    {
        public IPatients Patients => patients;

        public ISeating Seating => patients;

        public Task PassTimeAsync()
        {
            patients.PassTime(TimeSpan.Zero);
            return Task.CompletedTask;
        }

        public async Task ForgetAsync(string patientId)
        {
            clock.Leap(TimeSpan.FromMinutes(11));
            // A life ends once the records have what it decided; a bed without a life has no recent waves.
            do
                await PassTimeAsync();
            while (await patients.RecentAsync("bed-1", 1, Stop) is not null);
        }

        public async ValueTask DisposeAsync() => await patients.CloseAsync();
    }
}
