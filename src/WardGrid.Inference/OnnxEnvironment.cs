using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace WardGrid.Inference;

/// <summary>The process's one ONNX Runtime environment, without the runtime's telemetry.</summary>
/// <remarks>
/// Global pools of one thread each, which do not spin: a run stays on the caller's thread, so that many patients share
/// the cores evenly and an idle ward costs nothing. It exists as long as the process.
/// </remarks>
internal static class OnnxEnvironment
{
    /// <summary>The variable that the native library reads when it loads.</summary>
    public const string TelemetrySwitch = "ORT_DISABLE_TELEMETRY";

    private const string Off = "1";

    private static readonly Lock Beginning = new();

    private static OrtEnv? _environment;

    /// <summary>Starts ONNX Runtime once; call it before anything else of the library.</summary>
    /// <exception cref="ModelException">The native library is missing, or its telemetry could not be switched
    /// off.</exception>
    public static void Begin()
    {
        lock (Beginning)
            _environment ??= Create();
    }

    private static OrtEnv Create()
    {
        SwitchTelemetryOff();
        try
        {
            var options = new EnvironmentCreationOptions
            {
                logId = "wardgrid",
                // Every failed call returns its reason, so the library's own log is not needed.
                logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
                threadOptions = new()
                {
                    GlobalIntraOpNumThreads = 1,
                    GlobalInterOpNumThreads = 1,
                    GlobalSpinControl = false,
                },
            };
            var environment = OrtEnv.CreateInstanceWithOptions(ref options);
            environment.DisableTelemetryEvents();
            return environment;
        }
        catch (Exception e)
            when (e
                    is DllNotFoundException
                        or EntryPointNotFoundException
                        or TypeInitializationException
                        or OnnxRuntimeException
            )
        {
            throw new ModelException($"ONNX Runtime cannot begin: {(e.InnerException ?? e).Message}", e);
        }
    }

    /// <summary>
    /// Sets the switch where the native library looks for it. From 1.30 on the library calls its maker at the first
    /// use. The library's own function to stop that comes too late, and on Unix a variable that is set in .NET does not
    /// reach native code.
    /// </summary>
    private static void SwitchTelemetryOff()
    {
        if (OrtEnv.IsCreated)
            throw new ModelException("ONNX Runtime has begun before WardGrid could switch its telemetry off");
        Environment.SetEnvironmentVariable(TelemetrySwitch, Off);
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            var program = NativeLibrary.GetMainProgramHandle();
            var set = Marshal.GetDelegateForFunctionPointer<SetVariable>(NativeLibrary.GetExport(program, "setenv"));
            var get = Marshal.GetDelegateForFunctionPointer<GetVariable>(NativeLibrary.GetExport(program, "getenv"));
            if (set(TelemetrySwitch, Off, overwrite: 1) == 0 && Marshal.PtrToStringUTF8(get(TelemetrySwitch)) == Off)
                return;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            throw TelemetryStaysOn(e);
        }

        throw TelemetryStaysOn(null);
    }

    private static ModelException TelemetryStaysOn(Exception? why) =>
        new(
            "the telemetry of ONNX Runtime could not be switched off from here: "
                + $"set the environment variable {TelemetrySwitch} to {Off} for this process",
            why
        );

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int SetVariable(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string value,
        int overwrite
    );

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint GetVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
