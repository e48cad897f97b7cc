using System.Reflection.Metadata;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// Reads ECMA-335 signatures and their ReadyToRun dialect. A signature nests and may refer to others, so that a few
/// damaged bytes could ask for unbounded work: <see cref="Enter"/> limits the depth, and every element costs one of a
/// <see cref="Budget"/>.
/// </summary>
internal ref struct SignatureReader(ReadOnlySpan<byte> span, int budget = SignatureReader.Budget)
{
    /// <summary>Elements in one signature; the longest in the shared framework has less than 400.</summary>
    public const int Budget = 4096;

    public const int MaxDepth = 64;

    /// <summary>Characters of a printed signature; a damaged string heap can make one name as long as itself.</summary>
    public const int MaxText = 32 * 1024;

    private SpanReader _reader = new(span);

    public bool Failed { get; private set; }

    public int Left { get; private set; } = budget;

    public readonly int Position => _reader.Position;

    public readonly bool AtEnd => _reader.Remaining == 0;

    public readonly byte Peek() => _reader.Remaining > 0 ? _reader.Rest[0] : (byte)0;

    public bool Enter(int depth)
    {
        if (depth > MaxDepth || --Left < 0)
        {
            Failed = true;
        }

        return !Failed;
    }

    public void Fail() => Failed = true;

    /// <summary>What a nested signature has used is gone here too.</summary>
    public void Charge(scoped in SignatureReader nested)
    {
        Left = Math.Min(Left, nested.Left);
        Failed |= nested.Failed;
    }

    public byte U8()
    {
        var value = _reader.U8();
        Failed |= _reader.Failed;
        return value;
    }

    /// <summary>A compressed unsigned integer of ECMA-335 II.23.2: one, two or four bytes, big-endian.</summary>
    public uint Unsigned()
    {
        uint first = U8();
        if ((first & 0x80) == 0)
        {
            return first;
        }

        if ((first & 0xc0) == 0x80)
        {
            return ((first & 0x3f) << 8) | U8();
        }

        if ((first & 0xe0) != 0xc0)
        {
            Failed = true;
            return 0;
        }

        return ((first & 0x1f) << 24) | ((uint)U8() << 16) | ((uint)U8() << 8) | U8();
    }

    /// <summary>The signed form: rotated left by one within its width.</summary>
    public int Signed()
    {
        var start = Position;
        var value = Unsigned();
        var bits = (Position - start) switch { 1 => 6, 2 => 13, _ => 28 };
        var rotated = (int)(value >> 1);
        return (value & 1) == 0 ? rotated : rotated - (1 << bits);
    }

    /// <summary>A TypeDefOrRefOrSpec coded token; the nil handle for one that is none.</summary>
    public EntityHandle TypeToken()
    {
        var coded = Unsigned();
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
