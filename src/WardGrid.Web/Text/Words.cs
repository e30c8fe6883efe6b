namespace WardGrid.Web.Text;

/// <summary>
/// Names the resource files with the words of the screens: Words.resx is English, Words.de.resx German; a third is
/// translation only.
/// </summary>
public sealed class Words;
