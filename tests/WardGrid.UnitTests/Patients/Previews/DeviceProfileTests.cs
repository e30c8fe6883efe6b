using System.Collections.Immutable;
using System.Text;
using Shouldly;
using WardGrid.Patients.Devices.Previews;
using WardGrid.Patients.Devices.Profiles;
using WardGrid.Signals.Protocol;

namespace WardGrid.UnitTests.Patients.Previews;

public sealed class DeviceProfileTests : IDisposable
{
    private const string Own = """
        {"name":"B650","form":"binary","numbers":[147842],"channels":[
          {"name":"II","mdc":131330,"rate":300,"unit":"mV","gain":400},
          {"name":"ECG-X","mdc":131331,"rate":300,"unit":"uV","aliases":["V1","CX"]}]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-profiles-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_adds_the_hospitals_own_profiles_to_the_built_in_ones()
    {
        File.WriteAllText(Path.Combine(_folder, "b650.json"), Own);

        var profiles = DeviceProfiles.Read(_folder);

        profiles.All.Length.ShouldBe(DeviceProfile.BuiltIn.Length + 1);
        var own = profiles.Find("B650").ShouldNotBeNull();
        (own.Form, own.Numbers.Single()).ShouldBe((DeviceForm.Binary, Mdc.HeartRate));
        own.Channels.Select(c => (c.Name, c.Code, c.Rate)).ShouldBe([("II", 131330, 300), ("ECG-X", 131331, 300)]);
    }

    [Fact]
    public void Only_the_names_that_WardGrid_would_read_otherwise_are_mapped() =>
        Read(Own).Mappings.ShouldBe([("ECG-X", 131331), ("CX", 131331)]);

    [Theory]
    [InlineData("{", "profile.json: ")]
    [InlineData("""{"form":"json"}""", "name")]
    [InlineData("""{"name":" ","form":"json"}""", "'name' has 1 to 64 characters")]
    [InlineData("""{"name":"A","form":"hl7"}""", "form")]
    [InlineData("""{"name":"A","form":"json","chanels":[]}""", "chanels")]
    [InlineData("""{"name":"A","form":"json","channels":[{"name":"II","mdc":1,"rate":250}]}""", "code 1")]
    [InlineData("""{"name":"A","form":"json","channels":[{"name":"II","mdc":131330,"rate":0}]}""", "'rate'")]
    [InlineData("""{"name":"A","form":"json","channels":[{"name":"II","mdc":131330,"rate":1,"unit":"kPa"}]}""", "kPa")]
    [InlineData(
        """
            {"name":"A","form":"json","channels":[{"name":"II","mdc":131330,"rate":1},
            {"name":"I","mdc":131329,"rate":1,"aliases":["II"]}]}
            """,
        "'II' is there twice"
    )]
    public void What_is_no_profile_is_named_with_its_file(string json, string why)
    {
        var error = Should.Throw<FormatException>(() => Read(json));

        error.Message.ShouldStartWith("profile.json: ");
        error.Message.ShouldContain(why);
    }

    [Fact]
    public void Two_profiles_of_one_name_are_refused()
    {
        File.WriteAllText(Path.Combine(_folder, "a.json"), """{"name":"WardGrid JSON","form":"json"}""");

        Should.Throw<FormatException>(() => DeviceProfiles.Read(_folder)).Message.ShouldContain("a.json");
    }

    [Fact]
    public void What_a_device_sends_otherwise_than_its_profile_is_listed()
    {
        var preview = DevicePreview.Empty with
        {
            Model = "B650",
            Channels =
            [
                Channel(new(0, "II", Mdc.EcgLeadIII, 250, "mV", 200, 0), measured: 200),
                Channel(new(1, "Pleth", Mdc.Pleth, 125, "1", 1, 0), measured: 125.5),
            ],
            Numbers = [new(Mdc.Spo2, 97, default)],
        };

        ProfileDifference
            .Of(Read(Own), preview)
            .Select(d => (d.Kind, d.Name))
            .ShouldBe(
                [
                    (ProfileDifferenceKind.DeclaredRate, "II"),
                    (ProfileDifferenceKind.Code, "II"),
                    (ProfileDifferenceKind.Gain, "II"),
                    (ProfileDifferenceKind.MeasuredRate, "II"),
                    (ProfileDifferenceKind.MissingChannel, "ECG-X"),
                    (ProfileDifferenceKind.FurtherChannel, "Pleth"),
                    (ProfileDifferenceKind.MissingNumber, "147842"),
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public void A_device_as_in_its_profile_differs_in_nothing_and_so_does_one_that_has_not_spoken()
    {
        var preview = DevicePreview.Empty with
        {
            Model = "B650",
            Channels =
            [
                Channel(new(0, "II", Mdc.EcgLeadII, 300, "mV", 400, 0), measured: 302),
                Channel(new(1, "CX", Mdc.EcgLeadV1, 300, "mV", 1000, 0), measured: null),
            ],
        };

        ProfileDifference.Of(Read(Own), preview).ShouldBeEmpty();
        ProfileDifference.Of(Read(Own), DevicePreview.Empty).ShouldBeEmpty();
    }

    private static DeviceProfile Read(string json) =>
        DeviceProfileJson.Read("profile.json", Encoding.UTF8.GetBytes(json));

    private static PreviewChannel Channel(ChannelDeclaration declared, double? measured) => new(declared, measured, []);
}
