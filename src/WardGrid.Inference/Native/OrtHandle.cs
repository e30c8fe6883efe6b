using System.Runtime.InteropServices;

namespace WardGrid.Inference.Native;

/// <summary>An object of ONNX Runtime, and the function that releases it.</summary>
internal sealed class OrtHandle : SafeHandle
{
    private readonly OrtFunction _release;

    public OrtHandle(nint value, OrtFunction release)
        : base(0, ownsHandle: true)
    {
        _release = release;
        SetHandle(value);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The native pointer; whoever uses it keeps this handle alive meanwhile.</summary>
    public nint Value => handle;

    protected override bool ReleaseHandle()
    {
        OrtTable.Release(_release, handle);
        return true;
    }
}
