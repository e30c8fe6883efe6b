using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;

namespace WardGrid.Inference.Native;

/// <summary>Names of tensors as the runtime wants them: an array of pointers to text that ends in a zero byte, pinned.</summary>
internal sealed unsafe class OrtNames
{
    private readonly byte[][] _texts;
    private readonly nint[] _pointers;

    public OrtNames(ImmutableArray<OnnxTensor> tensors)
    {
        _pointers = GC.AllocateArray<nint>(tensors.Length, pinned: true);
        _texts = new byte[tensors.Length][];
        for (var i = 0; i < tensors.Length; i++)
        {
            var text = Encoding.UTF8.GetBytes(tensors[i].Name + '\0');
            _texts[i] = GC.AllocateArray<byte>(text.Length, pinned: true);
            text.CopyTo(_texts[i], 0);
            _pointers[i] = (nint)Unsafe.AsPointer(ref _texts[i][0]);
        }
    }

    public nint* Pointers => (nint*)Unsafe.AsPointer(ref _pointers[0]);
}
