using System.Text;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Server.Mqtt;

namespace WardGrid.UnitTests.Mqtt;

public sealed class TopicTests
{
    [Theory]
    [InlineData("a/+/b", true)]
    [InlineData("#", true)]
    [InlineData("a/#", true)]
    [InlineData("", false)]
    [InlineData("a/b#", false)]
    [InlineData("a/#/b", false)]
    [InlineData("a+/b", false)]
    [InlineData("a/+b", false)]
    public void Wildcards_stand_alone_in_their_level(string filter, bool valid) =>
        TopicFilter.IsValid(filter).ShouldBe(valid);
}
