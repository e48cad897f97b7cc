using System.Buffers.Binary;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Security.Cryptography;
using System.Text;

namespace PerfHarness.Formats.MethodBodies;

/// <summary>
/// Hash of a method's IL that survives edits of other methods: the instructions, with what their tokens refer to
/// (<see cref="TokenText"/>), the variables' types and the protected regions.
/// </summary>
internal static class MethodBodyHash
{
    /// <summary>Not 0.</summary>
    /// <exception cref="InvalidDataException">The body is corrupt.</exception>
    public static ulong Compute(MetadataReader metadata, MethodBodyBlock body)
    {
        var il = body.GetILBytes() ?? [];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var at = 0; at < il.Length;)
        {
            at += Append(hash, metadata, il.AsSpan(at));
        }

        foreach (var region in body.ExceptionRegions)
        {
            Append(hash, [(int)region.Kind, region.TryOffset, region.TryLength, region.HandlerOffset, region.HandlerLength]);
        }

        AppendText(hash, TokenText.FormatLocals(metadata, body.LocalSignature));
        return Math.Max(1, BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset()));
    }

    private static int Append(IncrementalHash hash, MetadataReader metadata, ReadOnlySpan<byte> rest)
    {
        var type = IlOperand.Find(rest, out var length) ?? throw new InvalidDataException("a method's body has bytes that are no instruction");
        var end = length + IlOperand.GetSize(type);
        if (end > rest.Length)
        {
            throw new InvalidDataException("a method's body ends in an instruction");
        }

        switch (type)
        {
            case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType or OperandType.InlineString:
                hash.AppendData(rest[..length]);
                AppendText(hash, TokenText.Format(metadata, BinaryPrimitives.ReadInt32LittleEndian(rest[length..])));
                return end;
            case OperandType.InlineSig:
                hash.AppendData(rest[..length]);
                return end;
            case OperandType.InlineSwitch:
                var targets = BinaryPrimitives.ReadUInt32LittleEndian(rest[length..]);
                end = targets <= (uint)(rest.Length - end) / sizeof(int) ? end + ((int)targets * sizeof(int))
                    : throw new InvalidDataException("a method's body ends in an instruction");
                break;
        }

        hash.AppendData(rest[..end]);
        return end;
    }

    private static void AppendText(IncrementalHash hash, string text)
    {
        Append(hash, [text.Length]);
        hash.AppendData(Encoding.UTF8.GetBytes(text));
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<int> numbers)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            hash.AppendData(bytes);
        }
    }
}
