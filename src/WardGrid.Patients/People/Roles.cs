namespace WardGrid.Patients.People;

/// <summary>The work of a person at WardGrid; a person may have several roles.</summary>
[Flags]
public enum Roles
{
    None = 0,

    /// <summary>A wall screen, or a person who only looks.</summary>
    Viewer = 1,
    Nurse = 2,

    /// <summary>A biomedical engineer, who brings devices on line.</summary>
    Engineer = 4,
    Administrator = 8,
}
