using System.Buffers.Binary;
using Shouldly;
using WardGrid.Simulation.Recordings;

namespace WardGrid.UnitTests.Simulation.Recordings;

public class MatlabMatrixReaderTests
{
    [Fact]
    public void Rows_are_signals_although_the_file_stands_by_columns()
    {
        var rows = MatlabMatrixReader.Read(Made(rows: 2, columns: 3, [1, 10, 2, 20, 3, -30]));

        rows.Length.ShouldBe(2);
        rows[0].ShouldBe([(short)1, (short)2, (short)3]);
        rows[1].ShouldBe([(short)10, (short)20, (short)-30]);
    }

    [Fact]
    public void A_matrix_that_does_not_fit_its_dimensions_is_refused() =>
        Should
            .Throw<FormatException>(() => MatlabMatrixReader.Read(Made(2, 4, [1, 2, 3])))
            .Message.ShouldContain("2 x 4 values are declared, 3 are there");

    [Fact]
    public void Damaged_files_are_read_or_refused_and_nothing_else()
    {
        var sound = Made(2, 3, [1, 10, 2, 20, 3, -30]);
        uint state = 1;
        uint Next(int below) => (state = state * 1664525 + 1013904223) / 65536 % (uint)below;
        for (var trial = 0; trial < 20_000; trial++)
        {
            var bytes = sound.ToArray();
            bytes[126 + Next(bytes.Length - 126)] = (byte)Next(256);
            try
            {
                MatlabMatrixReader.Read(bytes.AsSpan(0, trial % 4 == 0 ? (int)Next(bytes.Length) : bytes.Length));
            }
            catch (FormatException)
            {
                continue;
            }
        }
    }

    [Fact]
    public void A_real_record_has_its_one_lead_of_eight_and_a_half_minutes()
    {
        var file = Path.Combine(RealRecords.Folder("cudb"), "cu02m.mat");

        var rows = MatlabMatrixReader.Read(File.ReadAllBytes(file));

        rows.Length.ShouldBe(1);
        rows[0].Length.ShouldBe(127_232);
        rows[0][..3].ShouldBe([(short)-204, (short)-208, (short)-206]);
    }

    private static byte[] Made(int rows, int columns, short[] values)
    {
        var body = new List<byte>();
        Add(6, Words(6, 0));
        Add(5, Words(rows, columns));
        body.AddRange([1, 0, 3, 0, (byte)'v', (byte)'a', (byte)'l', 0]);
        Add(3, [.. values.SelectMany(v => BitConverter.GetBytes(v))]);
        return [.. new byte[126], (byte)'I', (byte)'M', .. Words(14, body.Count), .. body];

        void Add(int type, byte[] content)
        {
            body.AddRange([.. Words(type, content.Length), .. content]);
            while (body.Count % 8 != 0)
                body.Add(0);
        }
    }

    private static byte[] Words(int first, int second)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, first);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), second);
        return bytes;
    }
}
