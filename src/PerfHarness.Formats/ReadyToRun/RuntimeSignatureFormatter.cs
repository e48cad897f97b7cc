using System.Globalization;
using System.Reflection.Metadata;
using System.Text;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// Prints a method's signature as the runtime does in perf maps and jitdumps:
/// <c>instance bool NAME(uint8,class [System.Runtime]System.Type,!!0&amp;)</c>. Generic parameters keep their numbers,
/// whatever they are in an instantiation.
/// </summary>
internal static class RuntimeSignatureFormatter
{
    // By the low four bits of the first byte (ECMA-335 II.23.2.3).
    private static readonly string?[] CallingConventions =
        ["", "unmanaged cdecl ", "unmanaged stdcall ", "unmanaged thiscall ", "unmanaged fastcall ", "vararg ", null, null, null, "unmanaged "];

    /// <exception cref="InvalidDataException">The signature or a type that it refers to is corrupt.</exception>
    public static string Format(MetadataReader metadata, ReadOnlySpan<byte> signature, string name)
    {
        var text = new StringBuilder(128);
        var reader = new SignatureReader(signature);
        Method(ref reader, metadata, name, text, 0);
        return reader.Failed ? throw new InvalidDataException("a method signature is corrupt") : text.ToString();
    }

    private static void Method(ref SignatureReader reader, MetadataReader metadata, string name, StringBuilder text, int depth)
    {
        var convention = reader.ReadByte();
        if ((convention & 0x40) != 0)
        {
            text.Append("explicit ");
        }

        if ((convention & 0x20) != 0)
        {
            text.Append("instance ");
        }

        var kind = convention & 0xf;
        text.Append(kind < CallingConventions.Length && CallingConventions[kind] is { } known
            ? known
            : string.Create(CultureInfo.InvariantCulture, $"callconv({kind}) "));
        if ((convention & 0x10) != 0)
        {
            _ = reader.ReadCompressedUnsigned();
        }

        var parameters = reader.ReadCompressedUnsigned();
        AppendType(ref reader, metadata, text, depth + 1);
        text.Append(' ').Append(name).Append('(');
        for (uint i = 0; i < parameters && !reader.Failed; i++)
        {
            if (i > 0)
            {
                text.Append(',');
            }

            if (reader.Peek() == ElementType.Sentinel)
            {
                _ = reader.ReadByte();
                text.Append("...,");
            }

            AppendType(ref reader, metadata, text, depth + 1);
        }

        text.Append(')');
    }

    // What follows a type ([], &, *, modreq) is read before it: it is collected and then appended, reversed.
    private static void AppendType(ref SignatureReader reader, MetadataReader metadata, StringBuilder text, int depth)
    {
        var suffix = "";
        while (reader.Enter(depth) && text.Length + suffix.Length < SignatureReader.MaxLength)
        {
            var element = reader.ReadByte();
            switch (element)
            {
                case ElementType.SzArray: suffix = "[]" + suffix; continue;
                case ElementType.Ptr: suffix = "*" + suffix; continue;
                case ElementType.ByRef: suffix = "&" + suffix; continue;
                case ElementType.Pinned: suffix = " pinned" + suffix; continue;
                case ElementType.CModOpt: suffix = FormatModifier(ref reader, metadata, " modopt(", depth) + suffix; continue;
                case ElementType.CModReqd: suffix = FormatModifier(ref reader, metadata, " modreq(", depth) + suffix; continue;
                default:
                    AppendTypeCore(ref reader, metadata, element, text, depth);
                    text.Append(suffix);
                    return;
            }
        }

        reader.Fail();
    }

    private static void AppendTypeCore(ref SignatureReader reader, MetadataReader metadata, byte element, StringBuilder text, int depth)
    {
        switch (element)
        {
            case ElementType.ValueType:
                text.Append("valuetype ");
                AppendClass(ref reader, metadata, text, depth);
                break;
            case ElementType.Class:
                text.Append("class ");
                AppendClass(ref reader, metadata, text, depth);
                break;
            case ElementType.Var:
                text.Append(CultureInfo.InvariantCulture, $"!{reader.ReadCompressedUnsigned()}");
                break;
            case ElementType.MVar:
                text.Append(CultureInfo.InvariantCulture, $"!!{reader.ReadCompressedUnsigned()}");
                break;
            case ElementType.Array:
                AppendType(ref reader, metadata, text, depth + 1);
                AppendArrayShape(ref reader, text);
                break;
            case ElementType.GenericInst:
                AppendType(ref reader, metadata, text, depth + 1);
                var count = reader.ReadCompressedUnsigned();
                text.Append('<');
                for (uint i = 0; i < count && !reader.Failed; i++)
                {
                    if (i > 0)
                    {
                        text.Append(',');
                    }

                    AppendType(ref reader, metadata, text, depth + 1);
                }

                text.Append('>');
                break;
            case ElementType.FnPtr:
                text.Append("method ");
                Method(ref reader, metadata, "*", text, depth + 1);
                break;
            default:
                if (ElementType.GetKeyword(element) is { } keyword)
                {
                    text.Append(keyword);
                }
                else
                {
                    reader.Fail();
                }

                break;
        }
    }

    private static string FormatModifier(ref SignatureReader reader, MetadataReader metadata, string prefix, int depth)
    {
        var text = new StringBuilder(prefix);
        AppendClass(ref reader, metadata, text, depth);
        return text.Append(')').ToString();
    }

    private static void AppendClass(ref SignatureReader reader, MetadataReader metadata, StringBuilder text, int depth)
    {
        var token = reader.ReadTypeToken();
        if (reader.Failed)
        {
            return;
        }

        if (token.Kind != HandleKind.TypeSpecification)
        {
            RuntimeTypeName.AppendSignatureType(text, metadata, token);
            return;
        }

        var blob = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)token).Signature);
        var nested = new SignatureReader(blob.ReadBytes(blob.Length), reader.RemainingBudget);
        AppendType(ref nested, metadata, text, depth + 1);
        reader.ConsumeBudget(nested);
    }

    private static void AppendArrayShape(ref SignatureReader reader, StringBuilder text)
    {
        var rank = reader.ReadCompressedUnsigned();
        if (rank is 0 or > 64)
        {
            reader.Fail();
            return;
        }

        var sizes = ReadNumbers(ref reader, rank, signed: false);
        var lows = ReadNumbers(ref reader, rank, signed: true);
        text.Append('[');
        if (rank == 1 && sizes.Length == 0 && lows.Length == 0)
        {
            text.Append("...");
        }
        else
        {
            for (var i = 0; i < rank; i++)
            {
                var low = i < lows.Length ? lows[i] : 0;
                if (low == 0 && i < sizes.Length)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{sizes[i]}");
                }
                else if (i < lows.Length)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{low}...");
                    if (i < sizes.Length)
                    {
                        text.Append(CultureInfo.InvariantCulture, $"{(long)low + sizes[i] - 1}");
                    }
                }

                if (i < rank - 1)
                {
                    text.Append(',');
                }
            }
        }

        text.Append(']');
    }

    private static int[] ReadNumbers(ref SignatureReader reader, uint rank, bool signed)
    {
        var count = reader.ReadCompressedUnsigned();
        if (count > rank)
        {
            reader.Fail();
            return [];
        }

        var numbers = new int[count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = signed ? reader.ReadCompressedSigned() : (int)reader.ReadCompressedUnsigned();
        }

        return numbers;
    }
}
