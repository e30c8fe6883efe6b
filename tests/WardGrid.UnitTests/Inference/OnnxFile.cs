using System.Buffers.Binary;
using System.Text;

namespace WardGrid.UnitTests.Inference;

/// <summary>Writes small ONNX files by hand: protocol buffers, field by field, as onnx.proto numbers them.</summary>
internal static class OnnxFile
{
    public static Message Model(params Message[] graphParts) =>
        new Message()
            .Integer(1, 8) // ir_version
            .Part(8, new Message().Text(1, "").Integer(2, 17)) // opset of ONNX
            .Part(8, new Message().Text(1, "ai.onnx.ml").Integer(2, 3)) // opset of trees
            .Part(7, Graph("test", graphParts));

    public static Message Graph(string name, params Message[] parts)
    {
        var graph = new Message().Text(2, name);
        foreach (var part in parts)
            graph.Append(part);
        return graph;
    }

    public static Message Input(string name, int element, params long[] shape) =>
        new Message().Part(11, Value(name, element, shape));

    public static Message Output(string name, int element, params long[] shape) =>
        new Message().Part(12, Value(name, element, shape));

    public static Message Node(
        string op,
        string[] inputs,
        string[] outputs,
        string domain = "",
        params Message[] attributes
    )
    {
        var node = new Message();
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        node.Text(4, op).Text(7, domain);
        foreach (var attribute in attributes)
            node.Part(5, attribute);
        return new Message().Part(1, node);
    }

    public static Message Scalar(string name, float value) =>
        new Message().Part(5, new Message().Integer(2, 1).Real(4, value).Text(8, name));

    public static Message Attribute(string name, long value) =>
        new Message().Text(1, name).Integer(3, value).Integer(20, 2);

    public static Message Attribute(string name, string value) =>
        new Message().Text(1, name).Text(4, value).Integer(20, 3);

    public static Message Attribute(string name, Message graph) =>
        new Message().Text(1, name).Part(6, graph).Integer(20, 5);

    public static Message Attribute(string name, params float[] values)
    {
        var attribute = new Message().Text(1, name).Integer(20, 6);
        foreach (var value in values)
            attribute.Real(7, value);
        return attribute;
    }

    public static Message Attribute(string name, params long[] values)
    {
        var attribute = new Message().Text(1, name).Integer(20, 7);
        foreach (var value in values)
            attribute.Integer(8, value);
        return attribute;
    }

    public static Message Attribute(string name, params string[] values)
    {
        var attribute = new Message().Text(1, name).Integer(20, 8);
        foreach (var value in values)
            attribute.Text(9, value);
        return attribute;
    }

    private static Message Value(string name, int element, long[] shape)
    {
        var dimensions = new Message();
        foreach (var length in shape)
            dimensions.Part(1, length < 0 ? new Message().Text(2, "n") : new Message().Integer(1, length));
        return new Message()
            .Text(1, name)
            .Part(2, new Message().Part(1, new Message().Integer(1, element).Part(2, dimensions)));
    }

    /// <summary>One message of protocol buffers.</summary>
    internal sealed class Message
    {
        private readonly List<byte> _bytes = [];

        public byte[] Bytes => [.. _bytes];

        public Message Integer(int field, long value) => Varint((ulong)field << 3).Varint((ulong)value);

        public Message Real(int field, float value)
        {
            Varint(((ulong)field << 3) | 5);
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(four, value);
            _bytes.AddRange(four);
            return this;
        }

        public Message Text(int field, string text) => Counted(field, Encoding.UTF8.GetBytes(text));

        public Message Part(int field, Message part) => Counted(field, part.Bytes);

        public void Append(Message other) => _bytes.AddRange(other._bytes);

        private Message Counted(int field, byte[] bytes)
        {
            Varint(((ulong)field << 3) | 2).Varint((ulong)bytes.Length);
            _bytes.AddRange(bytes);
            return this;
        }

        private Message Varint(ulong value)
        {
            for (; value > 127; value >>= 7)
                _bytes.Add((byte)(value | 128));
            _bytes.Add((byte)value);
            return this;
        }
    }
}
