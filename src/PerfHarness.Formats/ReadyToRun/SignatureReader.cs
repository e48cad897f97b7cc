using System.Reflection.Metadata;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// Reads ECMA-335 signatures and their ReadyToRun dialect. A signature nests and may refer to others, so that a few
/// corrupt bytes could cause unbounded work: <see cref="Enter"/> limits the depth, and every element costs one of a
/// <see cref="DefaultBudget"/>.
/// </summary>
internal ref struct SignatureReader(ReadOnlySpan<byte> span, int budget = SignatureReader.DefaultBudget)
{
    /// <summary>Elements in one signature; the longest in the shared framework has less than 400.</summary>
    public const int DefaultBudget = 4096;

    public const int MaxDepth = 64;

    /// <summary>Characters of a printed signature; a corrupt string heap can make one name as long as itself.</summary>
    public const int MaxLength = 32 * 1024;

    private SpanReader _reader = new(span);

    public bool Failed { get; private set; }

    public int RemainingBudget { get; private set; } = budget;

    public readonly int Position => _reader.Position;

    public readonly byte Peek() => _reader.Remaining > 0 ? _reader.Unread[0] : (byte)0;

    public bool Enter(int depth)
    {
        if (depth > MaxDepth || --RemainingBudget < 0)
        {
            Failed = true;
        }

        return !Failed;
    }

    public void Fail() => Failed = true;

    /// <summary>What a nested signature has used is gone here too.</summary>
    public void ConsumeBudget(scoped in SignatureReader nested)
    {
        RemainingBudget = Math.Min(RemainingBudget, nested.RemainingBudget);
        Failed |= nested.Failed;
    }

    public byte ReadByte()
    {
        var value = _reader.ReadByte();
        Failed |= _reader.Failed;
        return value;
    }

    /// <summary>A compressed unsigned integer of ECMA-335 II.23.2: one, two or four bytes, big-endian.</summary>
    public uint ReadCompressedUnsigned()
    {
        uint first = ReadByte();
        if ((first & 0x80) == 0)
        {
            return first;
        }

        if ((first & 0xc0) == 0x80)
        {
            return ((first & 0x3f) << 8) | ReadByte();
        }

        if ((first & 0xe0) != 0xc0)
        {
            Failed = true;
            return 0;
        }

        return ((first & 0x1f) << 24) | ((uint)ReadByte() << 16) | ((uint)ReadByte() << 8) | ReadByte();
    }

    /// <summary>The signed form: rotated left by one within its width.</summary>
    public int ReadCompressedSigned()
    {
        var start = Position;
        var value = ReadCompressedUnsigned();
        var bits = (Position - start) switch { 1 => 6, 2 => 13, _ => 28 };
        var rotated = (int)(value >> 1);
        return (value & 1) == 0 ? rotated : rotated - (1 << bits);
    }

    /// <summary>A TypeDefOrRefOrSpec coded token; the nil handle for one that is none.</summary>
    public EntityHandle ReadTypeToken()
    {
        var coded = ReadCompressedUnsigned();
        var row = (int)(coded >> 2);
        switch (coded & 3)
        {
            case 0: return System.Reflection.Metadata.Ecma335.MetadataTokens.TypeDefinitionHandle(row);
            case 1: return System.Reflection.Metadata.Ecma335.MetadataTokens.TypeReferenceHandle(row);
            case 2: return System.Reflection.Metadata.Ecma335.MetadataTokens.TypeSpecificationHandle(row);
            default:
                Failed = true;
                return default;
        }
    }
}
