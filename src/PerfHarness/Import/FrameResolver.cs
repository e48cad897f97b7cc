using System.Runtime.InteropServices;
using PerfHarness.Formats.PerfData;
using PerfHarness.Profiles;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Resolution;

namespace PerfHarness.Import;

/// <summary>
/// Resolves an address of a process at this moment. The precedence: what the mapping's file says; for memory without a
/// file, what the process's JIT says of the raw address; then the module; then [unknown]. Never nothing.
/// </summary>
internal sealed class FrameResolver(ProfileBuilder builder, ImportOptions options, SymbolResolver symbols, CodeTable code)
{
    private static readonly FunctionName UnnamedJitCode = new("[jit]", "[jit]");
    private const string PrecompiledReason = "precompiled code that its image's tables do not name, or whose assembly was not found (--symbols)";
    private const string UncertainReason = "an assembly of a compressed single-file application, but it is not certain which: "
        + "publish without EnableCompressionInSingleFile to have it named";

    private static readonly FunctionName UncertainImage = new("[decompressed]", "[decompressed]");
    private readonly Dictionary<Symbol, FunctionId> _functions = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ProcessState, ProcessCode> _processCode = [];

    // Of code that has a name, which is the same in all processes that have the image mapped.
    private readonly Dictionary<Image, AddressTable> _imageFrames = new(ReferenceEqualityComparer.Instance);

    /// <summary>The frames at the address, outermost first: more than one where calls were inlined.</summary>
    public FrameId[] Resolve(ProcessState process, ulong address, ulong context)
    {
        var frames = process.FindCached(address);
        if (frames is null)
        {
            frames = context switch
            {
                CallchainContext.Kernel => ResolveKernel(address),
                CallchainContext.Hypervisor => [InternUnnamed(new FunctionName("[hypervisor]", "[hypervisor]"), FrameKind.Unknown, address)],
                CallchainContext.Guest or CallchainContext.GuestKernel or CallchainContext.GuestUser =>
                    [InternUnnamed(new FunctionName("[guest]", "[guest]"), FrameKind.Unknown, address)],
                _ => ResolveUser(process, address),
            };
            process.Cache(address, frames);
        }

        return frames;
    }

    private FrameId[] ResolveKernel(ulong address)
    {
        var symbol = symbols.Kernel.Find(address);
        if (symbol is not { Named: true } && symbols.Kernel.UnnamedReason is { } reason)
        {
            builder.AddUnnamedReason(symbol?.Name.Module ?? "[kernel]", reason);
        }

        return symbol is not null
            ? [InternSymbol(symbol, address, KeepCode(symbol, symbols.Kernel, symbol.Start))]
            : [InternUnnamed(new FunctionName("[kernel]", "[kernel]"), FrameKind.Kernel, address)];
    }

    private FrameId[] ResolveUser(ProcessState process, ulong address)
    {
        if (process.AddressSpace.Find(address) is not { } mapping)
        {
            return process.FindJitSymbol(address) is { } jitSymbol ? [InternJitSymbol(process, jitSymbol, address)] : [InternUnmapped(address)];
        }

        if (mapping.Image.IsJit)
        {
            return process.FindJitSymbol(address) is { } jitSymbol ? [InternJitSymbol(process, jitSymbol, address)]
                : process.AddressSpace.FindCopiedText(mapping) is { } text ? ResolveFile(process, text, address)
                : [ResolveUnlisted(process, mapping, address)];
        }

        return ResolveFile(process, mapping, address);
    }

    private FrameId[] ResolveFile(ProcessState process, in Mapping mapping, ulong address)
    {
        var image = symbols.Open(mapping.Image);
        var imageAddress = image.GetAddress(mapping.GetFileOffset(address));
        ref var table = ref CollectionsMarshal.GetValueRefOrAddDefault(_imageFrames, mapping.Image, out _);
        table ??= new AddressTable();
        if (table.Find(imageAddress) is { } known)
        {
            return known;
        }

        var symbol = image.Find(imageAddress);
        if (symbol is not { Named: true } && process.FindJitSymbol(address) is { } listed)
        {
            return [InternJitSymbol(process, listed, address)];
        }

        var frames = symbol is null ? [InternModule(mapping.Image, imageAddress)] : ResolveInlined(image, symbol, imageAddress);
        if (symbol is { Named: true })
        {
            table.Add(imageAddress, frames);
        }

        return frames;
    }

    // Memory without a file, at an address that no JIT compiler listed.
    private FrameId ResolveUnlisted(ProcessState process, in Mapping mapping, ulong address)
    {
        if (mapping is { IsWritable: false, Image.IsDotNetCode: false } && symbols.FindCompressedBundle(process.AddressSpace.Mappings) is { } bundle)
        {
            var image = process.FindImage(bundle, mapping);
            if (image.IsUncertain)
            {
                builder.AddUnnamedReason(UncertainImage.Module, UncertainReason);
                return InternUnnamed(UncertainImage, FrameKind.ReadyToRun, address);
            }

            if (image.Bundle is not null)
            {
                return image.Find(address) is { } symbol ? InternSymbol(symbol, address, KeepCode(symbol, bundle, image.GetStart(symbol)))
                    : InternUnnamedImageCode(bundle.Entries[image.Entry].SimpleName, address);
            }
        }

        return process.FindUnlistedStub(address, mapping) is { } stub ? InternJitSymbol(process, stub, address) : InternUnnamedJit(process, address);
    }

    private FrameId InternUnnamedImageCode(string module, ulong address)
    {
        builder.AddUnnamedReason(module, PrecompiledReason);
        return InternUnnamed(new FunctionName(module, $"[{module}]"), FrameKind.ReadyToRun, address);
    }

    private FrameId[] ResolveInlined(ResolvedImage image, Symbol symbol, ulong address)
    {
        var calls = options.IncludeInlined ? image.FindInlined(address) : [];
        var frames = new FrameId[1 + calls.Count];
        var body = KeepCode(symbol, image.Source, symbol.Start);
        frames[0] = InternSymbol(symbol, address, body, calls.Count > 0 ? calls[0].CallSite : FindLine(image, address), image);
        for (var i = 0; i < calls.Count; i++)
        {
            var line = i + 1 < calls.Count ? calls[i + 1].CallSite : FindLine(image, address);
            var function = builder.Functions.Intern(calls[i].Name, calls[i].Source);
            frames[i + 1] = Intern(new Frame(function, symbol.Kind, Inlined: true) { Code = body, Start = GetStart(symbol, address) }, address, line);
        }

        return frames;
    }

    private FrameId InternJitSymbol(ProcessState process, Symbol symbol, ulong address) =>
        InternSymbol(symbol, address, options.KeepCode ? code.Intern(symbol, GetCode(process), symbol.Start, process.Pid) : CodeId.None,
            options.KeepLines ? process.FindJitLine(address) : null);

    private CodeId KeepCode(Symbol symbol, ISymbolSource source, ulong start) =>
        options.KeepCode ? code.Intern(symbol, source, start, null) : CodeId.None;

    private ProcessCode GetCode(ProcessState process)
    {
        ref var own = ref CollectionsMarshal.GetValueRefOrAddDefault(_processCode, process, out _);
        return own ??= new ProcessCode(process, symbols);
    }

    private SourcePosition? FindLine(ResolvedImage image, ulong address) => options.KeepLines ? image.FindLine(address) : null;

    private FrameId InternSymbol(Symbol symbol, ulong address, CodeId body, SourcePosition? line = null, ResolvedImage? image = null)
    {
        ref var function = ref CollectionsMarshal.GetValueRefOrAddDefault(_functions, symbol, out var known);
        if (!known)
        {
            var (name, hash) = symbol.RuntimeName is { } runtimeName ? symbols.Methods.Identify(symbol.Name, runtimeName) : (symbol.Name, 0ul);
            function = builder.Functions.Intern(name, options.ResolveSources ? FindSource(symbol, image) : null, hash);
            if (!symbol.Named)
            {
                builder.AddUnnamedReason(symbol.Name.Module, symbol.UnnamedReason
                    ?? (symbol.Kind == FrameKind.ReadyToRun ? PrecompiledReason : symbols.GetUnnamedReason(symbol.Name.Module)));
            }
        }

        return Intern(
            new Frame(function, symbol.Kind, symbol.Tier, Named: symbol.Named) { Code = body, Start = GetStart(symbol, address) }, address, line);
    }

    // Of code that was copied, the symbol is at its place in the file.
    private ulong GetStart(Symbol symbol, ulong address) =>
        options.KeepAddresses && address >= symbol.Start && address - symbol.Start < symbol.Size ? symbol.Start : 0;

    private SourcePosition? FindSource(Symbol symbol, ResolvedImage? image) =>
        symbol.RuntimeName is { } name ? symbols.Sources.Find(name) : image is null ? symbol.Source : image.FindSource(symbol);

    private FrameId InternUnmapped(ulong address)
    {
        builder.AddUnnamedReason("[unknown]", "the address is in no mapping of the recording");
        return InternUnnamed(FunctionName.Unknown, FrameKind.Unknown, address);
    }

    private FrameId InternUnnamedJit(ProcessState process, ulong address)
    {
        builder.AddUnnamedReason("[jit]", !process.HasJit ? "no perf map or jitdump was found for the process"
            : !process.HasForeignJit ? "the process's perf map or jitdump does not list the address"
            : "the perf map or jitdump that was found is another process's: no code is listed where the process has its own");
        return InternUnnamed(UnnamedJitCode, FrameKind.Jit, address);
    }

    private FrameId InternModule(Image image, ulong address)
    {
        builder.AddUnnamedReason(image.Module, symbols.GetUnnamedReason(image.Module));
        var name = image.Module.StartsWith('[') ? image.Module : $"[{image.Module}]";
        return InternUnnamed(new FunctionName(image.Module, name), FrameKind.Native, address);
    }

    private FrameId InternUnnamed(FunctionName name, FrameKind kind, ulong address) =>
        Intern(new Frame(builder.Functions.Intern(name), kind, Named: false), address, null);

    private FrameId Intern(Frame frame, ulong address, SourcePosition? line) => builder.Frames.Intern(frame with
    {
        Address = options.KeepAddresses ? address : 0,
        Line = options.KeepLines && line is { } position ? position.Line : 0,
        SourceFile = options.KeepLines && line is { } at ? builder.InternSourceFile(at.File) : 0,
    });
}
