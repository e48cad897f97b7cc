using System.Globalization;
using System.Reflection.Metadata;
using System.Text;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// A type in the signature of a generic instantiation. Its tokens belong to the module that the signature started with, except
/// where a module override (<see cref="ElementType.ModuleZapSig"/>) precedes a type: that changes the module for
/// the type's own token and not for its arguments.
/// </summary>
internal static class InstanceEntryPointType
{
    /// <param name="text">Where the type is printed as the runtime prints a declaring type, or null to pass over it,
    /// which needs no metadata.</param>
    /// <returns>The token of the type's definition, or of a generic instance's open type, with its module; none where it has no token.</returns>
    /// <exception cref="InvalidDataException">The metadata is corrupt.</exception>
    /// <exception cref="MissingMetadataException">They are not there.</exception>
    public static TypeToken Read(ref SignatureReader reader, MetadataModule? module, ModuleTable? modules, StringBuilder? text, int depth = 0) =>
        Read(ref reader, module, module, modules, text, depth);

    private static TypeToken Read(
        ref SignatureReader reader, MetadataModule? head, MetadataModule? module, ModuleTable? modules, StringBuilder? text, int depth)
    {
        if (text?.Length > SignatureReader.MaxLength)
        {
            reader.Fail();
        }

        if (!reader.Enter(depth))
        {
            return default;
        }

        var token = default(TypeToken);

        var element = reader.ReadByte();
        switch (element)
        {
            case ElementType.ModuleZapSig:
                var index = reader.ReadCompressedUnsigned();
                token = Read(ref reader, text is null || reader.Failed ? null : modules!.Resolve(index), module, modules, text, depth + 1);
                break;
            case ElementType.ValueType or ElementType.Class:
                token = ReadToken(ref reader, head, text);
                break;
            case ElementType.NativeValueTypeZapSig:
                text?.Append("VALUETYPE");
                token = Read(ref reader, head, module, modules, text, depth + 1);
                break;
            case ElementType.SzArray or ElementType.Ptr or ElementType.ByRef or ElementType.Pinned:
                Read(ref reader, head, module, modules, text, depth + 1);
                text?.Append(element switch { ElementType.SzArray => "[]", ElementType.Ptr => "*", ElementType.ByRef => "&", _ => "" });
                break;
            case ElementType.CModOpt or ElementType.CModReqd:
                _ = reader.ReadTypeToken();
                token = Read(ref reader, head, module, modules, text, depth + 1);
                break;
            case ElementType.Array:
                Read(ref reader, head, module, modules, text, depth + 1);
                ReadArrayShape(ref reader, text);
                break;
            case ElementType.GenericInst:
                token = Read(ref reader, head, module, modules, text, depth + 1);
                ReadArguments(ref reader, module, modules, text, depth + 1);
                break;
            case ElementType.FnPtr:
                ReadFunctionPointer(ref reader, module, modules, text, depth + 1);
                break;
            case ElementType.Var or ElementType.MVar or ElementType.VarZapSig:
                var number = reader.ReadCompressedUnsigned();
                text?.Append(element == ElementType.MVar ? "!!" : "!").Append(number.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                if (ElementType.GetFullName(element) is { } name)
                {
                    text?.Append(name);
                }
                else
                {
                    reader.Fail();
                }

                break;
        }

        return token;
    }

    /// <summary>A count and as many types, in brackets.</summary>
    public static void ReadArguments(ref SignatureReader reader, MetadataModule? module, ModuleTable? modules, StringBuilder? text, int depth = 0)
    {
        var count = reader.ReadCompressedUnsigned();
        text?.Append('[');
        for (uint i = 0; i < count && !reader.Failed; i++)
        {
            if (i > 0)
            {
                text?.Append(',');
            }

            Read(ref reader, module, module, modules, text, depth);
        }

        text?.Append(']');
    }

    private static TypeToken ReadToken(ref SignatureReader reader, MetadataModule? head, StringBuilder? text)
    {
        var token = reader.ReadTypeToken();
        if (text is null || reader.Failed)
        {
            return default;
        }

        if (head is null || token.Kind == HandleKind.TypeSpecification)
        {
            throw new InvalidDataException("a signature names a type without saying in what module");
        }

        RuntimeTypeName.AppendDeclaringType(text, head.Metadata ?? throw new MissingMetadataException(head.SimpleName), token);
        return new TypeToken(head, token);
    }

    private static void ReadArrayShape(ref SignatureReader reader, StringBuilder? text)
    {
        var rank = reader.ReadCompressedUnsigned();
        for (var list = 0; list < 2; list++)
        {
            var count = reader.ReadCompressedUnsigned();
            for (uint i = 0; i < count && !reader.Failed; i++)
            {
                _ = reader.ReadCompressedUnsigned();
            }
        }

        if (rank is 0 or > 64)
        {
            reader.Fail();
        }

        text?.Append(rank == 1 ? "[*]" : $"[{new string(',', (int)Math.Min(rank, 64) - 1)}]");
    }

    private static void ReadFunctionPointer(ref SignatureReader reader, MetadataModule? module, ModuleTable? modules, StringBuilder? text, int depth)
    {
        var convention = reader.ReadByte();
        if ((convention & 0x10) != 0)
        {
            _ = reader.ReadCompressedUnsigned();
        }

        var parameters = reader.ReadCompressedUnsigned();
        Read(ref reader, module, module, modules, text, depth);
        text?.Append('(');
        for (uint i = 0; i < parameters && !reader.Failed; i++)
        {
            if (i > 0)
            {
                text?.Append(", ");
            }

            Read(ref reader, module, module, modules, text, depth);
        }

        text?.Append(')');
    }
}
