using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// The cells through which precompiled code calls what is in another version bubble: each has a signature that says what the runtime
/// puts there.
/// <code>
/// section     u32 rva  u32 size  u16 flags  u8 type  u8 cell size  u32 signatures  u32 auxiliary data
/// signatures  u32 rva of a signature, for each cell
/// signature   u8 kind (0x80: then a module index)  what the kind says
/// </code>
/// </summary>
internal sealed class ImportCells(PeFile pe, ReadyToRunHeader header, ModuleTable modules)
{
    private const int SectionSize = 20;
    private const int MaxSignature = 4096;
    private const int ModuleOverride = 0x80;

    /// <summary>What the cell at the RVA leads to; null where there is none, or where that cannot be named.</summary>
    public ImportCell? Find(uint rva)
    {
        var reader = new SpanReader(header.GetSection(pe, ReadyToRunSectionType.ImportSections, out _));
        while (reader.Remaining >= SectionSize)
        {
            var (start, size) = (reader.ReadUInt32(), reader.ReadUInt32());
            reader.Skip(2 + 1);
            var (cell, signatures) = (reader.ReadByte(), reader.ReadUInt32());
            reader.Skip(4);
            if (rva - start < size && rva >= start && cell > 0 && signatures > 0)
            {
                var signature = new SpanReader(pe.GetBytes(signatures + ((rva - start) / cell * 4), 4)).ReadUInt32();
                return Read(pe.GetBytes(signature, MaxSignature));
            }
        }

        return null;
    }

    private ImportCell? Read(ReadOnlySpan<byte> signature)
    {
        try
        {
            var reader = new SignatureReader(signature);
            int kind = reader.ReadByte();
            var module = modules.Own;
            if ((kind & ModuleOverride) != 0)
            {
                module = modules.Resolve(reader.ReadCompressedUnsigned());
            }

            return (kind & ~ModuleOverride) switch
            {
                0x13 or 0x16 => new ImportCell(InstanceEntryPointSignature.FormatName(signature[reader.Position..], modules, module), true),
                0x14 or 0x17 when module is not null => new ImportCell(
                    RuntimeMethodName.Format(module, MetadataTokens.MethodDefinitionHandle((int)reader.ReadCompressedUnsigned())), true),
                0x15 or 0x18 when module is not null => new ImportCell(FormatReference(module, reader.ReadCompressedUnsigned()), true),
                0x1a => new ImportCell("helper " + GetHelper(reader.ReadCompressedUnsigned()), false),
                0x1b => new ImportCell("string", false),
                0x10 => FormatType("typeof", ref reader, module),
                0x1c => FormatType("new", ref reader, module),
                0x1d => FormatType("new array", ref reader, module),
                0x1e => FormatType("is", ref reader, module),
                0x1f => FormatType("cast to", ref reader, module),
                0x21 => FormatType("static constructor of", ref reader, module),
                >= 0x22 and <= 0x25 => FormatType("statics of", ref reader, module),
                _ => null,
            };
        }
        catch (Exception e) when (e is MissingMetadataException || MetadataErrors.IsCorruptMetadata(e))
        {
            return null;
        }
    }

    private ImportCell? FormatType(string what, ref SignatureReader reader, MetadataModule? module)
    {
        var type = new StringBuilder(what).Append(' ');
        InstanceEntryPointType.Read(ref reader, module, modules, type);
        return reader.Failed ? null : new ImportCell(type.ToString(), false);
    }

    private string FormatReference(MetadataModule module, uint row)
    {
        var metadata = module.Metadata ?? throw new MissingMetadataException(module.SimpleName);
        if (row == 0 || row > metadata.GetTableRowCount(TableIndex.MemberRef))
        {
            throw new InvalidDataException("there is no such member reference");
        }

        var parent = metadata.GetMemberReference(MetadataTokens.MemberReferenceHandle((int)row)).Parent;
        var (owner, defining) = (new StringBuilder(), (MetadataModule?)null);
        if (parent.Kind == HandleKind.TypeSpecification)
        {
            var blob = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
            var reader = new SignatureReader(blob.ReadBytes(blob.Length));
            defining = modules.FindDefiningModule(InstanceEntryPointType.Read(ref reader, module, modules, owner));
        }
        else if (parent.Kind is HandleKind.TypeReference or HandleKind.TypeDefinition)
        {
            RuntimeTypeName.AppendDeclaringType(owner, metadata, parent);
            defining = modules.FindDefiningModule(new TypeToken(module, parent));
        }

        return MemberReferenceName.Format(module, row, owner.ToString(), defining?.SimpleName);
    }

    private static string GetHelper(uint id) => id switch
    {
        0x08 => "DelayLoad_MethodCall",
        0x10 => "DelayLoad_Helper",
        0x11 => "DelayLoad_Helper_Obj",
        0x12 => "DelayLoad_Helper_ObjObj",
        0x20 => "Throw",
        0x21 => "Rethrow",
        0x22 => "Overflow",
        0x23 => "RngChkFail",
        0x24 => "FailFast",
        0x25 => "ThrowNullRef",
        0x26 => "ThrowDivZero",
        0x27 => "ThrowExact",
        0x30 => "WriteBarrier",
        0x31 => "CheckedWriteBarrier",
        0x32 => "ByRefWriteBarrier",
        0x38 => "Stelem_Ref",
        0x39 => "Ldelema_Ref",
        0x40 => "MemSet",
        0x41 => "MemCpy",
        0x42 => "PInvokeBegin",
        0x43 => "PInvokeEnd",
        0x44 => "GCPoll",
        0x54 => "GetRuntimeTypeHandle",
        0x55 => "GetRuntimeMethodHandle",
        0x56 => "GetRuntimeFieldHandle",
        0x58 => "Box",
        0x59 => "Box_Nullable",
        0x5a => "Unbox",
        0x5b => "Unbox_Nullable",
        _ => string.Create(CultureInfo.InvariantCulture, $"0x{id:x2}"),
    };
}
