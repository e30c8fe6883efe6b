using System.Text.Json;
using WardGrid.Patients;
using WardGrid.Patients.Records;
using WardGrid.Server.Hosting;

namespace WardGrid.Server.Grains;

/// <summary>
/// What grain storage keeps of a patient: written when a association, an open alarm or an unrecorded decision changes,
/// never per frame.
/// </summary>
/// <remarks>
/// The patient's state is JSON inside one field: what is stored outlives every version of the program, so it is read by
/// name, and Orleans' own serializer need not know the records of the pure projects.
/// </remarks>
[GenerateSerializer, Alias("wardgrid.patient-state")]
public sealed class PatientGrainState
{
    /// <summary>Commands whose names are remembered: far more than are under way at once.</summary>
    private const int MostOrders = 16;

    [Id(0)]
    public string Json { get; set; } = "";

    /// <summary>
    /// The last birth of the device named in <see cref="BirthOf"/>, as it was sent: a new activation knows the channels
    /// without asking the device.
    /// </summary>
    [Id(1)]
    public byte[]? Birth { get; set; }

    [Id(2)]
    public string BirthOf { get; set; } = "";

    /// <summary>
    /// The names of the last commands that were carried out, so that one that comes again is not carried out twice.
    /// </summary>
    [Id(3)]
    public string[] Orders { get; set; } = [];

    public bool Knows(PatientCommandMessage order) => order.Id is { } id && Orders.Contains(id);

    public void Remember(PatientCommandMessage order)
    {
        if (order.Id is { } id)
            Orders = [.. Orders.TakeLast(MostOrders - 1), id];
    }

    /// <summary>The patient's state; null before the first activation has ended or changed anything.</summary>
    public PatientState? Read() =>
        Json.Length == 0 ? null : JsonSerializer.Deserialize<PatientState>(Json, MessageFormat.Json);

    public void Write(PatientState state) => Json = JsonSerializer.Serialize(state, MessageFormat.Json);
}
