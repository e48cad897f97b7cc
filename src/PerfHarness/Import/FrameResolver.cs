using System.Runtime.InteropServices;
using PerfHarness.Formats.PerfData;
using PerfHarness.Profiles;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Resolution;

namespace PerfHarness.Import;

/// <summary>
/// Names an address of a process at this moment. The order of belief: what the mapping's file says; for memory without a
/// file, what the process's JIT says of the raw address; then the module; then [unknown]. Never nothing.
/// </summary>
internal sealed class FrameResolver(ProfileBuilder builder, ImportOptions options, SymbolResolver symbols)
{
    private static readonly FunctionName JitCode = new("[jit]", "[jit]");
    private readonly Dictionary<Symbol, FunctionId> _functions = new(ReferenceEqualityComparer.Instance);

    /// <summary>The frames at the address, outermost first: more than one where calls were inlined.</summary>
    public FrameId[] Resolve(ProcessState process, ulong address, ulong context)
    {
        var remembered = process.Remembered(address);
        if (remembered is null)
        {
            remembered = context switch
            {
                CallchainContext.Kernel => Kernel(address),
                CallchainContext.Hypervisor => [Plain(new FunctionName("[hypervisor]", "[hypervisor]"), FrameKind.Unknown, address)],
                CallchainContext.Guest or CallchainContext.GuestKernel or CallchainContext.GuestUser => [Plain(new FunctionName("[guest]", "[guest]"), FrameKind.Unknown, address)],
                _ => User(process, address),
            };
            process.Remember(address, remembered);
        }

        return remembered;
    }

    private FrameId[] Kernel(ulong address) =>
        symbols.Kernel.Find(address) is { } symbol
            ? [FrameOf(symbol, address)]
            : [Plain(new FunctionName("[kernel]", "[kernel]"), FrameKind.Kernel, address)];

    private FrameId[] User(ProcessState process, ulong address)
    {
        if (process.Space.Find(address) is not { } mapping)
        {
            return process.FindJit(address) is { } jitted ? [FrameOf(jitted, address)] : [Unmapped(address)];
        }

        if (mapping.Image.IsJit)
        {
            return (process.FindJit(address) ?? process.FindUnlistedStub(address, mapping)) is { } jitted ? [FrameOf(jitted, address)] : [UnnamedJit(process, address)];
        }

        var image = symbols.Open(mapping.Image);
        var imageAddress = image.AddressOf(mapping.FileOffset(address));
        var symbol = image.Find(imageAddress);
        if (symbol is not { Named: true } && process.FindJit(address) is { } listed)
        {
            return [FrameOf(listed, address)];
        }

        return symbol is null ? [InModule(mapping.Image, imageAddress)] : WithInlines(image, symbol, imageAddress);
    }

    private FrameId[] WithInlines(ResolvedImage image, Symbol symbol, ulong address)
    {
        var calls = options.Inlines ? image.FindInlined(address) : [];
        var frames = new FrameId[1 + calls.Count];
        frames[0] = FrameOf(symbol, address, calls.Count > 0 ? calls[0].CallSite : LineOf(image, address), image);
        for (var i = 0; i < calls.Count; i++)
        {
            var line = i + 1 < calls.Count ? calls[i + 1].CallSite : LineOf(image, address);
            var function = builder.Functions.Intern(calls[i].Name, calls[i].Source);
            frames[i + 1] = Intern(new Frame(function, symbol.Kind, Inlined: true), address, line);
        }

        return frames;
    }

    private SourcePosition? LineOf(ResolvedImage image, ulong address) => options.Lines ? image.FindLine(address) : null;

    private FrameId FrameOf(Symbol symbol, ulong address, SourcePosition? line = null, ResolvedImage? image = null)
    {
        ref var function = ref CollectionsMarshal.GetValueRefOrAddDefault(_functions, symbol, out var known);
        if (!known)
        {
            function = builder.Functions.Intern(symbol.Name, options.Sources ? SourceOf(symbol, image) : null);
            if (!symbol.Named)
            {
                builder.NoteUnnamed(symbol.Name.Module, symbols.ReasonFor(symbol.Name.Module));
            }
        }

        return Intern(new Frame(function, symbol.Kind, symbol.Tier, Named: symbol.Named), address, line);
    }

    private SourcePosition? SourceOf(Symbol symbol, ResolvedImage? image) =>
        symbol.RuntimeName is { } name ? symbols.Sources.Find(name) : image is null ? symbol.Source : image.FindSource(symbol);

    private FrameId Unmapped(ulong address)
    {
        builder.NoteUnnamed("[unknown]", "the address was not mapped by anything that the recording knows of");
        return Plain(FunctionName.Unknown, FrameKind.Unknown, address);
    }

    private FrameId UnnamedJit(ProcessState process, ulong address)
    {
        builder.NoteUnnamed("[jit]", process.HasJit
            ? "the process's perf map or jitdump does not list the address"
            : "no perf map or jitdump of the process was found");
        return Plain(JitCode, FrameKind.Jit, address);
    }

    private FrameId InModule(Image image, ulong address)
    {
        builder.NoteUnnamed(image.Module, symbols.ReasonFor(image.Module));
        var name = image.Module.StartsWith('[') ? image.Module : $"[{image.Module}]";
        return Plain(new FunctionName(image.Module, name), FrameKind.Native, address);
    }

    private FrameId Plain(FunctionName name, FrameKind kind, ulong address) =>
        Intern(new Frame(builder.Functions.Intern(name), kind, Named: false), address, null);

    private FrameId Intern(Frame frame, ulong address, SourcePosition? line) => builder.Frames.Intern(frame with
    {
        Address = options.KeepAddresses ? address : 0,
        Line = options.Lines && line is { } position ? position.Line : 0,
    });
}
