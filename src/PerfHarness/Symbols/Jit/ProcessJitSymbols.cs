using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Jit;

/// <summary>Everything that a process's just-in-time compilers wrote to describe their code: its perf map, its jitdump, or both.</summary>
internal sealed class ProcessJitSymbols : ISymbolSource
{
    private readonly Lazy<CapturedCode?> _captured;

    private ProcessJitSymbols(PerfMapSource? map, JitDumpSource? dump, Func<CapturedCode?> openCaptured) =>
        (PerfMap, JitDump, _captured) = (map, dump, new Lazy<CapturedCode?>(openCaptured));

    public PerfMapSource? PerfMap { get; }

    public JitDumpSource? JitDump { get; }

    /// <summary>Entries of both.</summary>
    public int Count => (PerfMap?.Count ?? 0) + (JitDump?.Dump.Methods.Count ?? 0);

    /// <summary>A file that was found.</summary>
    public string? Path => PerfMap?.Path ?? JitDump?.Path;

    /// <inheritdoc cref="JitDumpSource.HasReuse"/>
    public bool HasReuse => JitDump is { HasReuse: true };

    /// <summary>Null where the process left nothing that may be used.</summary>
    public static ProcessJitSymbols? Open(int pid, JitSymbolOptions options, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(options);
        var live = options.SearchContainer ? LiveProcess.TryRead(pid) : null;
        var trust = options.Trust;
        if (live?.Started is { } started && options.SeenAt is { } seen)
        {
            // The one that was recorded, or another that has its id now.
            var isSame = started <= seen + JitFileTrustPolicy.ClockTolerance;
            trust = isSame ? trust with { NotBefore = trust.NotBefore ?? started } : trust with { NotAfter = started };
            live = isSame ? live : null;
        }

        var places = new JitFileLocator(pid, options, live);
        trust = trust with { ProcessUserId = trust.ProcessUserId ?? live?.EffectiveUserId };
        var map = options.Format == JitSymbolFormat.JitDump ? null
            : OpenBest(places.GetPerfMapPaths(), path => PerfMapSource.TryOpen(path, GetTrust(path), diagnostics),
                s => s.HasCodeIn(options.Mappings));
        var dump = options.Format == JitSymbolFormat.PerfMap ? null
            : OpenBest(places.GetJitDumpPaths(), path => JitDumpSource.TryOpen(path, GetTrust(path), diagnostics, options.StartTime, options.Names),
                s => s.HasCodeIn(options.Mappings));
        if (dump is { IsDotNet: true, MethodCount: 0 })
        {
            var text = string.Create(CultureInfo.InvariantCulture,
                $"the jitdump of process {pid} has {dump.Dump.Methods.Count} stubs but no methods, "
                + $"a known problem of .NET 10.0 (dotnet/runtime#120419)");
            diagnostics.Add(map is null
                ? new Diagnostic(DiagnosticCodes.JitDumpWithoutMethods, Severity.Warning, text,
                    "Set DOTNET_PerfMapStubGranularity=2 for the command, or use its perf map (DOTNET_PerfMapEnabled=1 or 3, --jit perfmap).",
                    dump.Path)
                : new Diagnostic(DiagnosticCodes.JitDumpWithoutMethods, Severity.Info, text + "; the perf map names them", null, dump.Path));
        }

        return map is null && dump is null ? null : new ProcessJitSymbols(map, dump,
            () => places.GetCapturedCodePaths().Select(path => CapturedCode.TryOpen(path, GetTrust(path), diagnostics))
                .FirstOrDefault(code => code is not null));

        JitFileTrustPolicy GetTrust(string path) => JitFileLocator.IsShared(path) ? trust : trust with { NotAfter = null };
    }

    /// <summary>What was at the address; where that was more than one method, a row that says so: see <see cref="ReusedAddresses"/>.</summary>
    public Symbol? Find(ulong address) => SelectSymbol(JitDump?.Find(address), address);

    /// <summary>What was at the address at the time.</summary>
    /// <param name="time">Nanoseconds of CLOCK_MONOTONIC (<c>perf record -k mono</c>); a perf map has no times and gives what it has.</param>
    public Symbol? Find(ulong address, ulong time) => SelectSymbol(JitDump?.Find(address, time), address);

    /// <inheritdoc cref="JitDumpSource.FindReuse"/>
    public int FindReuse(ulong address, ulong time, out ulong nextTime)
    {
        nextTime = ulong.MaxValue;
        return JitDump?.FindReuse(address, time, out nextTime) ?? -1;
    }

    /// <inheritdoc cref="PerfMapSource.HasCodeIn"/>
    public bool HasCodeIn(IReadOnlyList<Mapping> mappings) => PerfMap?.HasCodeIn(mappings) == true || JitDump?.HasCodeIn(mappings) == true;

    /// <inheritdoc cref="PerfMapSource.FindUnlistedStub"/>
    public Symbol? FindUnlistedStub(ulong address, in Mapping mapping, IReadOnlyList<Mapping> all) =>
        PerfMap is not null ? PerfMap.FindUnlistedStub(address, mapping, all) : JitDump?.FindUnlistedStub(address, mapping, all);

    public MachineCode ReadCode(Symbol symbol) =>
        JitDump?.Contains(symbol) == true ? JitDump.ReadCode(symbol)
            : PerfMap?.FindLineName(symbol) is not { } name
                ? MachineCode.CreateMissing("the runtime does not list the function, or its memory held several at different times")
                : _captured.Value?.ReadCode(symbol, name) ?? MachineCode.CreateMissing(
                    "the process's perf map has names and no code, and its memory was not read when the recording ended",
                    "end a recording of the running process (record -p) while it runs, as its user or root, or have the process write a jitdump: "
                    + "'record -- COMMAND' lets a .NET command do so, and Node has --perf-prof");

    public SourcePosition? FindLine(ulong address) => JitDump?.FindLine(address);

    // A stub of the jitdump may be a whole block in which the perf map knows methods.
    private Symbol? SelectSymbol(Symbol? dumped, ulong address) =>
        dumped is { Kind: not FrameKind.Stub } || PerfMap is null ? dumped : SelectFiner(PerfMap.Find(address), dumped);

    private static Symbol? SelectFiner(Symbol? mapped, Symbol? dumped) =>
        mapped is { Kind: FrameKind.Stub } && dumped is not null && dumped.Size < mapped.Size ? dumped : mapped ?? dumped;

    // The first whose code lies where the process has it; one that another process left may come before it. Else the first.
    private static T? OpenBest<T>(IEnumerable<string> paths, Func<string, T?> open, Func<T, bool> isPlaced)
        where T : class
    {
        T? first = null;
        foreach (var path in paths)
        {
            if (open(path) is { } source)
            {
                if (isPlaced(source))
                {
                    return source;
                }

                first ??= source;
            }
        }

        return first;
    }
}
