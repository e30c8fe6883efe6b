namespace WardGrid.Web.Text;

/// <summary>
/// Names the resource files with the texts of the screens: Words.resx is English, Words.de.resx German. A third
/// language needs translation only.
/// </summary>
public sealed class Words;
