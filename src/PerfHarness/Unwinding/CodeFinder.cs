using PerfHarness.Formats.Unwinding;
using PerfHarness.Profiles;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Resolution;

namespace PerfHarness.Unwinding;

/// <summary>Finds out how the frame at an address is undone: by its image's tables, or as runtimes' code is.</summary>
internal sealed class CodeFinder(SymbolResolver symbols)
{
    private readonly Dictionary<Image, ResolvedImage> _images = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Symbol, ReadOnlyMemory<byte>> _precompiled = new(ReferenceEqualityComparer.Instance);

    /// <param name="address">Of the instruction that runs next in the frame.</param>
    /// <param name="isReturn">The frame called, and goes on there: the call may be its function's last instruction.</param>
    public CodeAtAddress Find(UnwoundProcess process, UnwindMachine machine, ulong address, bool isReturn)
    {
        // One cache for both: a return address is looked for one byte earlier, where no instruction begins.
        var place = isReturn ? address - 1 : address;
        var code = process.FindCached(place);
        if (code is null)
        {
            code = Classify(process, machine, place, address);
            process.Cache(place, code);
        }

        return code;
    }

    private CodeAtAddress Classify(UnwoundProcess process, UnwindMachine machine, ulong place, ulong next)
    {
        if (process.Space.Find(place) is not { } mapping)
        {
            return CodeAtAddress.None;
        }

        if (mapping.Image.IsJit)
        {
            if (process.Space.FindCopiedText(mapping) is not { } text)
            {
                return FromFunction(machine, process.FindGenerated(place), next);
            }

            mapping = text;
        }

        var image = GetImage(mapping.Image);
        var own = image.GetAddress(mapping.GetFileOffset(place));
        if (image.IsManaged(own))
        {
            return FromFunction(machine, FindPrecompiled(image, own, place), next);
        }

        if (!image.IsFound)
        {
            return IsAssembly(mapping.Image.Path) ? FromFunction(machine, null, next) : new CodeAtAddress { MissingFile = mapping.Image.Path };
        }

        if (image.UnwindTable is { } table && table.Machine == machine.Machine && table.Find(own) is { } row)
        {
            return new CodeAtAddress { Row = row };
        }

        // Stubs of the linker push nothing.
        return image.Find(own) is { } symbol && symbol.Name.Name.EndsWith("@plt", StringComparison.Ordinal)
            ? FromFunction(machine, new GeneratedFunction(next, IsStub: true, default), next)
            : CreateGuess(machine);
    }

    private ResolvedImage GetImage(Image image)
    {
        if (!_images.TryGetValue(image, out var opened))
        {
            _images.Add(image, opened = symbols.Open(image));
        }

        return opened;
    }

    private static bool IsAssembly(string path) =>
        path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".exe", StringComparison.OrdinalIgnoreCase);

    private GeneratedFunction? FindPrecompiled(ResolvedImage image, ulong own, ulong place)
    {
        if (image.Find(own) is not { } symbol)
        {
            return null;
        }

        if (!_precompiled.TryGetValue(symbol, out var code))
        {
            _precompiled.Add(symbol, code = image.Source.ReadCode(symbol).Bytes);
        }

        return new GeneratedFunction(place - (own - symbol.Start), symbol.Kind == FrameKind.Stub, code);
    }

    private static CodeAtAddress FromFunction(UnwindMachine machine, GeneratedFunction? function, ulong next) => function switch
    {
        null => CreateGuess(machine),
        { } found when next - found.Start < (ulong)found.Code.Length =>
            new CodeAtAddress { Row = machine.Find(found.Code.Span, (int)(next - found.Start)) },
        { } found when found.IsStub || next == found.Start => new CodeAtAddress { Row = machine.Called },
        _ => CreateGuess(machine),
    };

    private static CodeAtAddress CreateGuess(UnwindMachine machine) => new() { Row = machine.Linked, IsGuess = true };
}
