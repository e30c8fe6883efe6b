using Shouldly;
using WardGrid.Server.Hl7;
using WardGrid.Signals.Protocol;

namespace WardGrid.UnitTests.Hl7;

/// <summary>Observations of a monitor become the numbers of its screen.</summary>
public sealed class Hl7NumericsTests
{
    [Theory]
    [InlineData("NM|149530^MDC_PULS_OXIM_PULS_RATE^MDC|1|72|/min^/min^UCUM|||||F", Mdc.PulseRate, 72.0)]
    [InlineData("NM|147842^MDC_ECG_HEART_RATE^MDC|1|71|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R", Mdc.HeartRate, 71.0)]
    [InlineData("NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1|97.5|262688^MDC_DIM_PERCENT^MDC|||||F", Mdc.Spo2, 97.5)]
    [InlineData("NM|151562^MDC_RESP_RATE^MDC|1|16|x^MDC_DIM_RESP_PER_MIN^MDC|||||F", Mdc.RespirationRate, 16.0)]
    [InlineData("NM|150037^MDC_PRESS_BLD_ART_ABP_SYS^MDC|1|121|mm[Hg]|||||F", Mdc.ArterialSystolic, 121.0)]
    [InlineData("NM|150456|1||%|||||X", Mdc.Spo2, double.NaN)]
    [InlineData("NM|150456|1|97|%||INV|||F", Mdc.Spo2, double.NaN)]
    [InlineData("NM|150456|1|97|%||L~TEST|||F", Mdc.Spo2, double.NaN)]
    [InlineData("NM|150456|1|88|%||L|||F", Mdc.Spo2, 88.0)]
    public void A_number_is_read(string observation, int code, double value)
    {
        Hl7Numerics
            .TryRead(Hl7Example.Segment($"OBX|1|{observation}"), out var readCode, out var read)
            .ShouldBe(default);

        readCode.ShouldBe(code);
        read.ShouldBe(value);
    }

    [Theory]
    [InlineData("NA|131330^MDC_ECG_ELEC_POTL_II^MDC|1|1^2^3|mV|||||F", RefusalReason.UnknownChannel)]
    [InlineData("NM|150344^MDC_TEMP^MDC|1|37|Cel|||||F", RefusalReason.UnknownChannel)]
    [InlineData("NM|HR^Heart rate^L|1|72|/min|||||F", RefusalReason.UnknownChannel)]
    [InlineData("NM|150033|1|16|kPa|||||F", RefusalReason.UnknownUnit)]
    [InlineData("NM|149530|1|72||||||F", RefusalReason.UnknownUnit)]
    [InlineData("NM|149530|1|many|/min|||||F", RefusalReason.Malformed)]
    [InlineData("ST|149530|1|72|/min|||||F", RefusalReason.Malformed)]
    [InlineData("NM|149530|1|72|/min|||||D", RefusalReason.Malformed)]
    public void What_cannot_be_used_is_refused_with_its_reason(string observation, RefusalReason reason)
    {
        var refusal = Hl7Numerics.TryRead(Hl7Example.Segment($"OBX|4|{observation}"), out _, out _);

        refusal.Reason.ShouldBe(reason);
        refusal.Detail.ShouldStartWith("OBX 4: ");
    }
}
