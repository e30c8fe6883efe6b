using System.Text;
using Shouldly;
using WardGrid.Mqtt;
using WardGrid.Mqtt.Topics;

namespace WardGrid.Tests.Mqtt;

public sealed class TopicTests
{
    [Theory]
    [InlineData("wg/v1/#", "wg/v1/h/icu/m1/wave", true)]
    [InlineData("wg/v1/#", "wg/v1", true)]
    [InlineData("wg/v1/#", "wg/v2/h", false)]
    [InlineData("wg/+/h", "wg/v1/h", true)]
    [InlineData("wg/+/h", "wg/v1/x/h", false)]
    [InlineData("wg/+", "wg/", true)]
    [InlineData("wg/+", "wg", false)]
    [InlineData("+/+", "/a", true)]
    [InlineData("+", "a/b", false)]
    [InlineData("#", "a/b/c", true)]
    [InlineData("#", "$SYS/broker", false)]
    [InlineData("+/broker", "$SYS/broker", false)]
    [InlineData("$SYS/#", "$SYS/broker", true)]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/bc", false)]
    [InlineData("a/b/c", "a/b", false)]
    public void A_filter_takes_in_the_topics_that_the_standard_says(string filter, string topic, bool matches) =>
        TopicFilter.Matches(filter, topic).ShouldBe(matches);

    [Theory]
    [InlineData("a/+/b", true)]
    [InlineData("#", true)]
    [InlineData("a/#", true)]
    [InlineData("", false)]
    [InlineData("a/b#", false)]
    [InlineData("a/#/b", false)]
    [InlineData("a+/b", false)]
    [InlineData("a/+b", false)]
    public void Wildcards_stand_alone_in_their_level(string filter, bool valid) => TopicFilter.IsValid(filter).ShouldBe(valid);

    [Fact]
    public void A_repeated_topic_is_the_same_string_and_a_full_cache_begins_anew()
    {
        var cache = new TopicCache(capacity: 4);
        var first = cache.Find("wg/a"u8).Name;
        cache.Find("wg/a"u8).Name.ShouldBeSameAs(first);

        for (var i = 0; i < 100; i++)
            cache.Find(Encoding.UTF8.GetBytes($"wg/{i}")).Name.ShouldBe($"wg/{i}");
        cache.Count.ShouldBeLessThanOrEqualTo(4);
    }

    [Theory]
    [InlineData("", ReasonCode.TopicNameInvalid)]
    [InlineData("wg/+/wave", ReasonCode.TopicNameInvalid)]
    [InlineData("wg/#", ReasonCode.TopicNameInvalid)]
    [InlineData("wg/\0", ReasonCode.MalformedPacket)]
    public void What_is_no_topic_is_refused(string topic, ReasonCode reason) =>
        Should.Throw<MqttProtocolException>(() => new TopicCache(4).Find(Encoding.UTF8.GetBytes(topic))).Reason.ShouldBe(reason);

    [Fact]
    public void Ten_thousand_topics_are_retained_and_not_one_more()
    {
        var kept = new RetainedMessages(maximumTopics: 10_000, maximumBytes: 1_000_000);
        for (var i = 0; i < 10_000; i++)
            kept.Keep($"wg/{i}", "birth"u8, QualityOfService.AtLeastOnce).ShouldBeTrue();

        kept.Keep("wg/one-more", "birth"u8, QualityOfService.AtLeastOnce).ShouldBeFalse();
        kept.Keep("wg/77", "newer"u8, QualityOfService.AtLeastOnce).ShouldBeTrue("a kept topic may change");
        kept.Keep("wg/78", [], QualityOfService.AtLeastOnce).ShouldBeTrue();
        kept.Keep("wg/one-more", "birth"u8, QualityOfService.AtLeastOnce).ShouldBeTrue("an empty payload made room");

        (kept.Count, kept.Bytes).ShouldBe((10_000, 50_000L));
    }

    [Fact]
    public void Retained_bytes_are_bounded_too()
    {
        var kept = new RetainedMessages(maximumTopics: 10, maximumBytes: 100);
        kept.Keep("a", new byte[60], QualityOfService.AtLeastOnce).ShouldBeTrue();
        kept.Keep("b", new byte[41], QualityOfService.AtLeastOnce).ShouldBeFalse();
        kept.Keep("a", new byte[100], QualityOfService.AtLeastOnce).ShouldBeTrue();
        kept.Bytes.ShouldBe(100);
    }
}
