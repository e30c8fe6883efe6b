using System.Globalization;
using System.Text;
using Shouldly;
using WardGrid.Server.Hl7;

namespace WardGrid.UnitTests.Hl7;

/// <summary>HL7 v2 messages are cut as the standard says.</summary>
public sealed class Hl7MessageTests
{
    [Fact]
    public void Fields_components_and_repetitions_have_the_standards_numbers()
    {
        var message = Hl7Example.Read("MSH|^~\\&|app^x|||||||7|P\rPID|||a^^^W~b^^^W\r\nPV1||I|icu^1^bed");

        message.Header.Text(1).ShouldBe("|");
        message.Header.Text(3, 2).ShouldBe("x");
        message.ControlId.ShouldBe("7");
        message.First("PID")!.Repetitions(3).ShouldBe(["a", "b"]);
        message.First("PV1")!.Text(3, 3).ShouldBe("bed");
        message.First("PV1")!.Text(30, 2).ShouldBe("");
    }

    [Fact]
    public void A_message_may_choose_its_own_delimiters()
    {
        var message = Hl7Example.Read("MSH#*!$%#app*x\rPID###a*1!b*2");

        message.Header.Text(3, 2).ShouldBe("x");
        message.First("PID")!.Repetitions(3, 2).ShouldBe(["1", "2"]);
    }

    [Theory]
    [InlineData(@"a\F\b", "a|b")]
    [InlineData(@"\S\\T\\R\\E\", @"^&~\")]
    [InlineData(@"\X4142\", "AB")]
    [InlineData(@"\X4\", @"\X4\")]
    [InlineData(@"\X0D\", @"\X0D\")]
    [InlineData(@"open \F", @"open \F")]
    public void Escapes_are_replaced_and_what_is_none_stays(string sent, string meant) =>
        Hl7Delimiters.Usual.Unescape(sent).ShouldBe(meant);

    [Fact]
    public void Any_text_comes_back_from_its_escaped_form()
    {
        var random = new Random(7);
        for (var round = 0; round < 1000; round++)
        {
            var text = new string(random.GetItems("ab|^~\\&FX0".AsSpan(), random.Next(20)));

            Hl7Delimiters.Usual.Unescape(Hl7Delimiters.Usual.Escaped(text)).ShouldBe(text);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello world")]
    [InlineData("MSH|^~")]
    [InlineData("MSH||||||||")]
    [InlineData("MSH|^~\\&|a\rTOOLONG|1")]
    [InlineData("MSH|^~\\&||||||||||||||||KLINGON")]
    [InlineData("MSH|^~\\&|a\u001b[2J")]
    public void What_is_no_message_is_refused_in_words(string text)
    {
        var refusal = Hl7Message.TryRead(Encoding.Latin1.GetBytes(text), out var message);

        message.ShouldBeNull();
        refusal.Detail.ShouldNotBeEmpty();
    }

    [Fact]
    public void Random_bytes_never_break_the_reader()
    {
        var random = new Random(11);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(Hl7Example.Of(DateTimeOffset.UnixEpoch, "p-1", Hl7Example.Usual));
            for (var change = random.Next(8); change >= 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);

            Hl7Message.TryRead(bytes, out var message).IsRefused.ShouldBe(message is null);
            foreach (var segment in message?.Segments ?? [])
                Hl7Numerics.TryRead(segment, out _, out _);
        }
    }

    [Theory]
    [InlineData("20260131120000+0100", "2026-01-31T11:00:00.0000000+00:00")]
    [InlineData("202601311200-0530", "2026-01-31T17:30:00.0000000+00:00")]
    [InlineData("20260131120000.25+0000", "2026-01-31T12:00:00.2500000+00:00")]
    [InlineData("20260131120000", null)]
    [InlineData("20261331120000+0000", null)]
    [InlineData("", null)]
    public void A_time_is_read_with_its_zone_only(string text, string? utc) =>
        (Hl7Time.Read(text)?.ToUniversalTime().ToString("O")).ShouldBe(utc);

    /// <summary>In the night of 25 October 2026 the hour from 2 to 3 came twice; on 29 March it was left out.</summary>
    [Theory]
    [InlineData("20260131120000", "2026-01-31T11:00:00Z", "2026-01-31T11:00:00Z")]
    [InlineData("20260731120000", "2026-01-31T11:00:00Z", "2026-07-31T10:00:00Z")]
    [InlineData("20260131120000+0000", "2026-01-31T11:00:00Z", "2026-01-31T12:00:00Z")]
    [InlineData("20261025023000", "2026-10-25T00:30:01Z", "2026-10-25T00:30:00Z")]
    [InlineData("20261025023000", "2026-10-25T01:30:01Z", "2026-10-25T01:30:00Z")]
    [InlineData("20260329023000", "2026-03-29T01:30:01Z", "2026-03-29T01:30:00Z")]
    [InlineData("00010101000000", "2026-01-31T11:00:00Z", null)]
    [InlineData("20260131", "2026-01-31T11:00:00Z", null)]
    public void A_time_without_a_zone_is_read_in_the_zone_of_the_gateways(string text, string now, string? utc) =>
        Hl7Time
            .Read(
                text,
                TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
                DateTimeOffset.Parse(now, CultureInfo.InvariantCulture)
            )
            .ShouldBe(utc is null ? null : DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture));
}
