using Microsoft.Extensions.Localization;
using WardGrid.Patients.People;
using WardGrid.Web.Text;

namespace WardGrid.Web.SignIn;

/// <summary>Roles in the reader's language.</summary>
internal static class RolesText
{
    public static string Of(IStringLocalizer<Words> words, Roles roles) =>
        string.Join(
            ", ",
            Enum.GetValues<Roles>()
                .Where(r => r != Roles.None && roles.HasFlag(r))
                .Select(r => words[$"role.{r}"].Value)
        );
}
