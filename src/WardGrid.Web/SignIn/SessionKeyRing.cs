using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using WardGrid.Patients.People;

namespace WardGrid.Web.SignIn;

/// <summary>
/// Keeps the keys of the cookies in the records, so that sessions survive a restart and hold on every silo.
/// </summary>
internal sealed class SessionKeyRing(ISessionKeys keys) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. keys.All().Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName) =>
        keys.Add(friendlyName, element.ToString(SaveOptions.DisableFormatting));
}
