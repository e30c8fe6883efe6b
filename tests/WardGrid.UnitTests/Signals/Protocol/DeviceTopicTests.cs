using Shouldly;
using WardGrid.Signals.Protocol;

namespace WardGrid.UnitTests.Signals.Protocol;

public class DeviceTopicTests
{
    [Theory]
    [InlineData("wg/v1/north/icu-2/mon_07/wave", MessageKind.Wave)]
    [InlineData("wg/v1/north/icu-2/mon_07/birth", MessageKind.Birth)]
    [InlineData("wg/v1/north/icu-2/mon_07/num", MessageKind.Numerics)]
    [InlineData("wg/v1/north/icu-2/mon_07/alert", MessageKind.Alert)]
    [InlineData("wg/v1/north/icu-2/mon_07/death", MessageKind.Death)]
    [InlineData("wg/v1/north/icu-2/mon_07/cmd", MessageKind.Command)]
    public void A_topic_is_read_and_written_alike(string text, MessageKind kind)
    {
        DeviceTopic.TryRead(text, out var topic).ShouldBe(Refusal.None);

        topic.ShouldBe(new("north", "icu-2", "mon_07", kind));
        topic.ToString().ShouldBe(text);
    }

    [Fact]
    public void A_public_gateways_numerics_are_numerics()
    {
        DeviceTopic.TryRead("wg/v1/north/icu-2/mp70/Numeric", out var topic).ShouldBe(Refusal.None);

        topic.Kind.ShouldBe(MessageKind.Numerics);
    }

    [Theory]
    [InlineData("")]
    [InlineData("wg/v2/a/b/c/wave")]
    [InlineData("wg/v1/a/b/c")]
    [InlineData("wg/v1/a/b/c/wave/more")]
    [InlineData("wg/v1/a/b/c/waves")]
    [InlineData("wg/v1/a//c/wave")]
    [InlineData("wg/v1/a/b/c d/wave")]
    [InlineData("wg/v1/a/b/ü/wave")]
    [InlineData("wg/v1/a/b/+/wave")]
    [InlineData("wg/v1/a/b/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/wave")]
    public void What_is_not_a_devices_topic_is_refused(string text)
    {
        DeviceTopic.TryRead(text, out var topic).Reason.ShouldBe(RefusalReason.UnknownTopic);
        topic.ShouldBe(default);
    }
}
