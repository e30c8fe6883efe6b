namespace WardGrid.Signals.Leads;

/// <summary>One ECG channel of a strip of 10 to 30 seconds.</summary>
/// <param name="Code">The lead that the channel is said to be, a code of IEEE 11073-10101 as in
/// <see cref="Protocol.Mdc"/>.</param>
/// <param name="Name">The channel's own name; the findings call it by this.</param>
/// <param name="Rate">Samples per second.</param>
/// <param name="Millivolts">The samples; NaN where one is missing.</param>
public sealed record LeadSamples(int Code, string Name, double Rate, float[] Millivolts);
