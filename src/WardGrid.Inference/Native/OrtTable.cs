using System.Runtime.InteropServices;

namespace WardGrid.Inference.Native;

/// <summary>ONNX Runtime's table of C functions, loaded once per process.</summary>
internal static unsafe partial class OrtTable
{
    /// <summary>The version of the native library that the bindings were written and tested against.</summary>
    public const string Version = "1.27.0";

    /// <summary>The version of the table; a later library still offers it.</summary>
    private const uint TableVersion = 18;

    private static readonly Lazy<nint> Functions = new(() => (nint)Load());

    /// <summary>One function of the table, to be cast to its type.</summary>
    public static void* At(OrtFunction function) => (void*)((nint*)Functions.Value)[(int)function];

    /// <summary>Calls a function of the form <c>OrtStatus* Create(T** out)</c>.</summary>
    public static nint Create(OrtFunction function)
    {
        nint created;
        Check(((delegate* unmanaged<nint*, nint>)At(function))(&created));
        return created;
    }

    public static void Release(OrtFunction function, nint value) => ((delegate* unmanaged<nint, void>)At(function))(value);

    /// <summary>Throws with the runtime's own words where a call did not succeed.</summary>
    public static void Check(nint status)
    {
        if (status != 0)
            throw new ModelException(TakeMessage(status));
    }

    /// <summary>The words of a failed call; the status is released.</summary>
    public static string TakeMessage(nint status)
    {
        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)At(OrtFunction.GetErrorMessage))(status));
        Release(OrtFunction.ReleaseStatus, status);
        return $"ONNX Runtime: {message}";
    }

    private static nint* Load()
    {
        TurnTelemetryOff();
        // struct OrtApiBase: GetApi(version), GetVersionString()
        nint* api;
        try
        {
            api = OrtGetApiBase();
        }
        catch (DllNotFoundException missing)
        {
            throw new ModelException(
                $"the ONNX Runtime library {Version} is not beside WardGrid ({AppContext.BaseDirectory}): build with npm at hand, or with -p:OnnxRuntimeFromNuGet=true", missing);
        }

        var version = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)api[1])());
        if (version != Version)
            throw new ModelException($"the ONNX Runtime library beside WardGrid has version {version}, not {Version}: delete it from {AppContext.BaseDirectory} and build again");
        var table = ((delegate* unmanaged<uint, nint*>)api[0])(TableVersion);
        return table is null ? throw new ModelException($"ONNX Runtime {version} does not offer version {TableVersion} of its functions") : table;
    }

    /// <remarks>
    /// Release 1.27.0 has no uploader outside Windows, later ones have, and read this variable as they load. .NET's own environment
    /// does not reach a native getenv on Unix.
    /// </remarks>
    private static void TurnTelemetryOff()
    {
        if (OperatingSystem.IsWindows())
            Environment.SetEnvironmentVariable("ORT_DISABLE_TELEMETRY", "1");
        else
            _ = SetUnixEnvironment("ORT_DISABLE_TELEMETRY", "1", overwrite: 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetUnixEnvironment(string name, string value, int overwrite);

    [LibraryImport("onnxruntime")]
    private static partial nint* OrtGetApiBase();
}
