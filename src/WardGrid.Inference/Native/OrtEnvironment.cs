namespace WardGrid.Inference.Native;

/// <summary>The process's one ONNX Runtime environment.</summary>
/// <remarks>
/// Global pools of one thread each, which do not spin: a run stays on the thread that asked for it, so many patients share the
/// cores evenly and an idle ward costs nothing. It lives as long as the process.
/// </remarks>
internal static unsafe class OrtEnvironment
{
    /// <summary>Log severity: 4 is fatal only, since every failed call already comes back in words.</summary>
    private const int FatalOnly = 4;

    private static readonly Lazy<OrtHandle> Shared = new(Create);

    public static nint Value => Shared.Value.Value;

    private static OrtHandle Create()
    {
        using var threads = new OrtHandle(OrtTable.Create(OrtFunction.CreateThreadingOptions), OrtFunction.ReleaseThreadingOptions);
        Set(OrtFunction.SetGlobalIntraOpNumThreads, threads, 1);
        Set(OrtFunction.SetGlobalInterOpNumThreads, threads, 1);
        Set(OrtFunction.SetGlobalSpinControl, threads, 0);

        nint environment;
        fixed (byte* name = "wardgrid\0"u8)
        {
            OrtTable.Check(((delegate* unmanaged<int, byte*, nint, nint*, nint>)OrtTable.At(OrtFunction.CreateEnvWithGlobalThreadPools))(
                FatalOnly, name, threads.Value, &environment));
        }

        OrtTable.Check(((delegate* unmanaged<nint, nint>)OrtTable.At(OrtFunction.DisableTelemetryEvents))(environment));
        return new(environment, OrtFunction.ReleaseEnv);
    }

    private static void Set(OrtFunction function, OrtHandle threads, int value) =>
        OrtTable.Check(((delegate* unmanaged<nint, int, nint>)OrtTable.At(function))(threads.Value, value));
}
