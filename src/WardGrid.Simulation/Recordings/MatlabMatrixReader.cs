using System.Buffers.Binary;

namespace WardGrid.Simulation.Recordings;

/// <summary>
/// Reads the int16 matrix of an uncompressed MATLAB v5 file, as the Creighton University database is passed on.
/// </summary>
/// <remarks>
/// A header of 128 bytes, then elements of type u32, length u32 and their content, padded to 8 bytes; a length up to 4
/// stands in the upper half of the type word, and the content in its place. A matrix holds its flags, dimensions, name
/// and values, column after column.
/// </remarks>
public static class MatlabMatrixReader
{
    private const int HeaderLength = 128;
    private const uint Int16Type = 3;
    private const uint Int32Type = 5;
    private const uint MatrixType = 14;
    private const uint CompressedType = 15;

    /// <summary>The rows of the first matrix: each is one signal.</summary>
    /// <exception cref="FormatException">The file cannot be read; the message names the byte.</exception>
    public static short[][] Read(ReadOnlySpan<byte> file)
    {
        // The endianness mark "MI" as a little-endian machine writes it.
        if (file.Length < HeaderLength || file[HeaderLength - 2] != (byte)'I' || file[HeaderLength - 1] != (byte)'M')
            throw new FormatException("byte 126: not a little-endian MATLAB v5 file");
        var at = HeaderLength;
        var matrix = Element(file, ref at, out var type);
        if (type != MatrixType)
        {
            var what = type == CompressedType ? "compressed matrices are" : $"an element of type {type} is";
            throw new FormatException($"byte {HeaderLength}: {what} not read");
        }

        var begin = at - matrix.Length;
        var within = 0;
        Element(matrix, ref within, out _);
        var dimensions = Element(matrix, ref within, out var dimensionsType);
        Element(matrix, ref within, out _);
        var values = Element(matrix, ref within, out var valuesType);
        if (dimensionsType != Int32Type || dimensions.Length != 8 || valuesType != Int16Type)
            throw new FormatException($"byte {begin}: only matrices of two dimensions of int16 values are read");

        var (rows, columns) = (
            BinaryPrimitives.ReadInt32LittleEndian(dimensions),
            BinaryPrimitives.ReadInt32LittleEndian(dimensions[4..])
        );
        if (rows is < 0 or > RecordingHeaderReader.MaxSignals || columns < 0 || 2L * rows * columns != values.Length)
            throw new FormatException(
                $"byte {begin}: {rows} x {columns} values are declared, {values.Length / 2} are there"
            );
        return Rows(values, rows, columns);
    }

    private static short[][] Rows(ReadOnlySpan<byte> values, int rows, int columns)
    {
        var signals = new short[rows][];
        for (var row = 0; row < rows; row++)
        {
            signals[row] = new short[columns];
            for (var column = 0; column < columns; column++)
                signals[row][column] = BinaryPrimitives.ReadInt16LittleEndian(values[(2 * (column * rows + row))..]);
        }

        return signals;
    }

    private static ReadOnlySpan<byte> Element(ReadOnlySpan<byte> bytes, ref int at, out uint type)
    {
        var begin = at;
        if (bytes.Length - at < 8)
            throw new FormatException($"byte {at}: the file ends inside an element");
        type = BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
        var small = type >> 16;
        var length = small > 0 ? small : BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]);
        type &= 0xFFFF;
        at += small > 0 ? 4 : 8;
        if (length > (small > 0 ? 4 : bytes.Length - at))
            throw new FormatException($"byte {begin}: an element of {length} bytes begins, the file ends before it");
        var content = bytes.Slice(at, (int)length);
        at = (int)Math.Min(bytes.Length, (at + (long)length + 7) / 8 * 8);
        return content;
    }
}
