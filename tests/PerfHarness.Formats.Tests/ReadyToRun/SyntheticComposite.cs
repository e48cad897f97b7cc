using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;
using PerfHarness.Formats.ReadyToRun;

namespace PerfHarness.Formats.Tests.ReadyToRun;

/// <summary>
/// A composite image with two components, put together by hand because no compiler for one is at hand: "Embedded", whose
/// metadata it carries (<c>class N.Thing { void First(); … 17 methods }</c>), and System.Linq, which lies elsewhere.
/// <code>
/// RVA   0x1000 Thing.First   0x1040 its funclet   0x1080 Thing.Method17   0x10c0 System.Linq's first method
///       0x1100 Lookup`2[N.Thing,Int32].get_Count   0x1140 cold part of Thing.First
/// </code>
/// </summary>
internal sealed class SyntheticComposite
{
    public const uint Code = 0x1000;
    public const uint Step = 0x40;
    public const uint Size = 0x30;
    private const int FileOffset = 0x400;

    private readonly List<byte> _section = [.. new byte[0x200]];

    private readonly Guid? _linqBuild;

    private readonly bool _losesComponent;

    private SyntheticComposite(Guid? linqBuild, bool losesComponent) => (_linqBuild, _losesComponent) = (linqBuild, losesComponent);

    /// <param name="linqBuild">The build of System.Linq that it claims to be compiled with; null for the one at hand.</param>
    /// <param name="losesComponent">The header of the second component is not where the table says.</param>
    public static byte[] Build(Machine machine, Guid? linqBuild = null, bool losesComponent = false) =>
        new SyntheticComposite(linqBuild, losesComponent).BuildImage(machine);

    private byte[] BuildImage(Machine machine)
    {
        using var linq = PeFile.Open(SharedFramework.PathOf("System.Linq"));
        var metadata = linq.Reader.GetMetadataReader();
        var lookup = metadata.TypeDefinitions.Single(t => metadata.StringComparer.Equals(metadata.GetTypeDefinition(t).Name, "Lookup`2"));
        var count = metadata.GetTypeDefinition(lookup).GetMethods().Single(m => metadata.StringComparer.Equals(metadata.GetMethodDefinition(m).Name, "get_Count"));

        var sections = new List<(ReadyToRunSectionType Type, uint Rva, uint Size)>
        {
            Add(ReadyToRunSectionType.RuntimeFunctions, RuntimeFunctions(machine)),
            Add(ReadyToRunSectionType.InstanceEntryPoints, Instances(lookup, count)),
            Add(ReadyToRunSectionType.ManifestMetadata, Serialize(Manifest())),
            Add(ReadyToRunSectionType.ComponentAssemblies, Components()),
            Add(ReadyToRunSectionType.HotColdMap, Words(5, 0)),
            Add(ReadyToRunSectionType.ManifestAssemblyMvids,
                [.. new byte[16], .. (_linqBuild ?? metadata.GetGuid(metadata.GetModuleDefinition().Mvid)).ToByteArray()]),
        };
        var header = Append([.. "RTR\0"u8, 9, 0, 2, 0, .. CoreHeader(sections)]);
        return Image(machine, header);
    }

    private static byte[] RuntimeFunctions(Machine machine) =>
    [
        .. Enumerable.Range(0, 6).SelectMany(i => machine == Machine.Amd64
            ? Words(Code + ((uint)i * Step), Code + ((uint)i * Step) + Size, 0)
            : Words(Code + ((uint)i * Step), ((Size / 4) << 2) | 1)),
        .. Words(uint.MaxValue),
    ];

    private byte[] Components()
    {
        var embedded = Serialize(Embedded());
        var cor = Append([.. Words(72, 0x0005_0002, Append(embedded), (uint)embedded.Length), .. new byte[56]]);
        // Methods 1 and 17: two blocks with one element each. An entry is the runtime function's index << 1.
        var first = Append(CoreHeader([Add(ReadyToRunSectionType.MethodDefEntryPoints, [17 << 3, 2, 4, 0, 0 << 2, 0, 2 << 2])]));
        var second = Append(CoreHeader([Add(ReadyToRunSectionType.MethodDefEntryPoints, [1 << 3, 1, 0, 3 << 2])]));
        return [.. Words(cor, 72, first, 20), .. Words(0, 0, _losesComponent ? 0xfff0_0000 : second, 20)];
    }

    // Module indices of a composite image: 1 the manifest, 2 its first reference (Embedded), 3 its second (System.Linq). The method's row
    // is that of the module that defines the owner type, which the signature names for the type only.
    private static byte[] Instances(TypeDefinitionHandle lookup, MethodDefinitionHandle count)
    {
        byte[] signature =
        [
            0x40, ElementType.ModuleZapSig, 3,
            ElementType.GenericInst, ElementType.Class, .. Compressed((uint)MetadataTokens.GetRowNumber(lookup) << 2), 2,
            ElementType.ModuleZapSig, 2, ElementType.Class, 2 << 2, ElementType.I4,
            .. Compressed((uint)MetadataTokens.GetRowNumber(count)),
        ];
        return [0, 2, 4, 0x55, 1 << 1, .. signature, 4 << 2];
    }

    private static MetadataBuilder Manifest()
    {
        var builder = Assembly("manifest");
        foreach (var name in (string[])["Embedded", "System.Linq"])
        {
            builder.AddAssemblyReference(builder.GetOrAddString(name), new Version(1, 0), default, default, default, default);
        }

        return builder;
    }

    private static MetadataBuilder Embedded()
    {
        var builder = Assembly("Embedded");
        var signature = builder.GetOrAddBlob(ImmutableArray.Create<byte>(0x20, 0, ElementType.Void));
        builder.AddTypeDefinition(default, default, builder.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        builder.AddTypeDefinition(
            TypeAttributes.Public, builder.GetOrAddString("N"), builder.GetOrAddString("Thing"), default,
            MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        for (var i = 1; i <= 17; i++)
        {
            builder.AddMethodDefinition(default, default, builder.GetOrAddString(i == 1 ? "First" : $"Method{i}"), signature, -1, MetadataTokens.ParameterHandle(1));
        }

        return builder;
    }

    private static MetadataBuilder Assembly(string name)
    {
        var builder = new MetadataBuilder();
        builder.AddModule(0, builder.GetOrAddString(name), builder.GetOrAddGuid(Guid.NewGuid()), default, default);
        builder.AddAssembly(builder.GetOrAddString(name), new Version(1, 0), default, default, default, AssemblyHashAlgorithm.None);
        return builder;
    }

    private static byte[] Serialize(MetadataBuilder metadata)
    {
        var blob = new BlobBuilder();
        new MetadataRootBuilder(metadata).Serialize(blob, 0, 0);
        return blob.ToArray();
    }

    private static byte[] CoreHeader(List<(ReadyToRunSectionType Type, uint Rva, uint Size)> sections) =>
        [.. Words(0, (uint)sections.Count), .. sections.SelectMany(s => Words((uint)s.Type, s.Rva, s.Size))];

    // One section; RTR_HEADER is the only export.
    private byte[] Image(Machine machine, uint header)
    {
        var name = Append("RTR_HEADER\0"u8.ToArray());
        var exports = Append([.. new byte[12], .. Words(0, 1, 1, 1, Append(Words(header)), Append(Words(name)), Append([0, 0]))]);
        var output = new MemoryStream();
        using var writer = new BinaryWriter(output, Encoding.UTF8);
        writer.Write("MZ"u8);
        output.Position = 60;
        writer.Write(0x80);
        output.Position = 0x80;
        writer.Write("PE\0\0"u8);
        writer.Write((ushort)((ushort)machine ^ 0x7B79));
        writer.Write((ushort)1);
        writer.Write(new byte[12]);
        writer.Write((ushort)240);
        writer.Write((ushort)0x2022);
        writer.Write((ushort)0x20b);
        writer.Write(new byte[106]);
        writer.Write(16); // data directories; the first is the exports'
        writer.Write(exports);
        writer.Write(40);
        output.Position = 0x80 + 24 + 240;
        writer.Write(".text\0\0\0"u8);
        foreach (var word in (uint[])[(uint)_section.Count, Code, (uint)_section.Count, FileOffset])
        {
            writer.Write(word);
        }

        output.Position = FileOffset;
        writer.Write(_section.ToArray());
        return output.ToArray();
    }

    private (ReadyToRunSectionType Type, uint Rva, uint Size) Add(ReadyToRunSectionType type, byte[] bytes) => (type, Append(bytes), (uint)bytes.Length);

    private uint Append(byte[] bytes)
    {
        while (_section.Count % 4 != 0)
        {
            _section.Add(0);
        }

        _section.AddRange(bytes);
        return Code + (uint)(_section.Count - bytes.Length);
    }

    private static byte[] Words(params uint[] words) => [.. words.SelectMany(BitConverter.GetBytes)];

    private static byte[] Compressed(uint value) => value < 0x80 ? [(byte)value] : [(byte)(0x80 | (value >> 8)), (byte)value];
}
