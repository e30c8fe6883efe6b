using Microsoft.Extensions.Localization;

namespace WardGrid.Web.Text;

/// <summary>The name of a bed: "Bed 5" for 5, but "bed-5" or "Side room" as it is.</summary>
public static class BedName
{
    public static string Of(IStringLocalizer words, string bed) =>
        bed.Length > 0 && char.IsAsciiDigit(bed[0]) ? words["bed.title", bed] : bed;
}
