using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Formats.Jit;
using PerfHarness.Profiles;
using PerfHarness.Symbols.Names;

namespace PerfHarness.Symbols.Jit;

/// <summary>
/// Names a process's JIT code from its jitdump, which also knows when code came to its address: memory is freed and reused,
/// and <see cref="Find(ulong, ulong)"/> says what was there at a sample's time.
/// </summary>
internal sealed class JitDumpSource : ISymbolSource
{
    private const string ReuseReason = "the process's memory held several methods at the address, and the recording has not the clock of its "
        + "jitdump: record with -k mono";

    private readonly Func<UntrustedFile?>? _reopen;
    private readonly CodeTimeline _timeline;
    private readonly ReusedAddresses _addresses;
    private readonly Symbol?[] _symbols;
    private readonly Lazy<UnlistedStubs?> _unlisted;
    private readonly Lazy<EqualNames> _equalNames;

    /// <param name="reopen">Opens the file once more, for code.</param>
    public JitDumpSource(JitDump dump, string path, Func<UntrustedFile?>? reopen = null)
    {
        (Dump, Path, _reopen) = (dump, path, reopen);
        _unlisted = new Lazy<UnlistedStubs?>(() => UnlistedStubs.TryCreate(dump));
        var methods = dump.Methods;
        _symbols = new Symbol?[methods.Count];
        _equalNames = new(() => new EqualNames(Enumerable.Range(0, methods.Count)
            .Where(i => IsDynamicMethod(methods[i])).Select(i => (i, methods[i].Address, methods[i].Name))));
        var (starts, sizes, times) = (new ulong[methods.Count], new ulong[methods.Count], new ulong[methods.Count]);
        for (var i = 0; i < methods.Count; i++)
        {
            (starts[i], sizes[i], times[i]) = (methods[i].Address, methods[i].Size, methods[i].Time);
            var isStub = RuntimeStubs.TryParse(methods[i].Name, out _);
            IsDotNet |= isStub || methods[i].Name is [.., ']'];
            MethodCount += isStub ? 0 : 1;
        }

        _timeline = CodeTimeline.Build(starts, sizes, times);
        _addresses = new ReusedAddresses(_timeline, index => At(index)!, ReuseReason);
    }

    public JitDump Dump { get; }

    public string Path { get; }

    /// <summary>Entries that are not stubs of .NET's runtime.</summary>
    public int MethodCount { get; }

    /// <summary>.NET's runtime wrote it.</summary>
    public bool IsDotNet { get; }

    /// <summary>Some code came to an address where other code had been.</summary>
    public bool HasReuse => _timeline.HasOverlaps;

    /// <summary>Null where there is no such file, or where it is not trusted, unusable or older than the process; the latter are reported.</summary>
    /// <param name="startTime">See <see cref="JitSymbolOptions.StartTime"/>.</param>
    /// <param name="names">See <see cref="JitSymbolOptions.Names"/>.</param>
    public static JitDumpSource? TryOpen(string path, JitFileTrustPolicy trust, DiagnosticBag diagnostics, ulong startTime = 0,
        HashSet<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(trust);
        using var file = trust.TryOpen(path, "jitdump", diagnostics);
        if (file is null)
        {
            return null;
        }

        try
        {
            var dump = JitDumpReader.Read(file, diagnostics, names);
            if (dump.Created != 0 && dump.Created < startTime)
            {
                diagnostics.Warn(DiagnosticCodes.StalePerfMap,
                    string.Create(CultureInfo.InvariantCulture,
                        $"the jitdump is not used, it is another process's: "
                            + $"it was begun {(startTime - dump.Created) / 1e9:0.0} s before the process started"),
                    "Delete it, and record again.", path);
                return null;
            }

            return new JitDumpSource(dump, path, () => trust.TryOpen(path, "jitdump", diagnostics));
        }
        catch (InputException e)
        {
            diagnostics.Add(e.Diagnostic with { Severity = Severity.Warning });
            return null;
        }
    }

    /// <summary>What was at the address; the candidates where there was more than one method.</summary>
    public Symbol? Find(ulong address) => _addresses.Find(address);

    /// <summary>What was at the address at the time, on the dump's clock.</summary>
    public Symbol? Find(ulong address, ulong time) => At(_timeline.Find(address, time));

    /// <summary>Which of the dump's pieces of code was at the address at the time, by a number of its own; -1 where the address
    /// never had another, or none.</summary>
    /// <param name="nextTime">When other code came there; the largest time where none did.</param>
    public int FindReuse(ulong address, ulong time, out ulong nextTime)
    {
        nextTime = ulong.MaxValue;
        return _timeline.IsShared(address) ? _timeline.Find(address, time, out nextTime) : -1;
    }

    /// <summary>The code that <see cref="Find(ulong, ulong)"/> names, or null.</summary>
    public JitDumpMethod? FindMethod(ulong address, ulong time = ulong.MaxValue) =>
        _timeline.Find(address, time) is >= 0 and var index ? Dump.Methods[index] : null;

    /// <inheritdoc cref="PerfMapSource.HasCodeIn"/>
    public bool HasCodeIn(IReadOnlyList<Mapping> mappings) =>
        Dump.Methods.Any(m => AddressSpace.FindCovering(mappings, m.Address) is { Image.IsGeneratedCode: true });

    /// <inheritdoc cref="PerfMapSource.FindUnlistedStub"/>
    public Symbol? FindUnlistedStub(ulong address, in Mapping mapping, IReadOnlyList<Mapping> all) =>
        _unlisted.Value?.Find(address, mapping, all);

    public SourcePosition? FindLine(ulong address)
    {
        var lines = FindMethod(address)?.Lines ?? [];
        var (low, high) = (0, lines.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = lines[middle].Address <= address ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? null : new SourcePosition(lines[low - 1].File, lines[low - 1].Line);
    }

    public MachineCode ReadCode(Symbol symbol)
    {
        var index = FindIndex(symbol);
        return index < 0 ? MachineCode.CreateMissing("the memory held several methods at the address")
            : Dump.Methods[index].Size > MachineCode.MaxSize ? MachineCode.CreateMissing("the jitdump has no function there, but a whole block")
            : ReadCode(Dump.Methods[index], "jitdump");
    }

    /// <param name="origin">What the file is called.</param>
    public MachineCode ReadCode(JitDumpMethod method, string origin)
    {
        using var file = _reopen?.Invoke();
        var code = file is null ? [] : JitDumpReader.ReadCode(file, method);
        return code.Length > 0 ? MachineCode.Create(code, Dump.Machine, origin)
            : MachineCode.CreateMissing($"'{Path}' has not the method's bytes: it is truncated, or was changed");
    }

    /// <summary>The file names the symbol.</summary>
    public bool Contains(Symbol symbol) => FindIndex(symbol) >= 0;

    // Of the methods that were ever at the symbol's address: usually one.
    private int FindIndex(Symbol symbol)
    {
        var methods = new List<int>();
        _timeline.AddAll(symbol.Start, _symbols.Length, methods);
        foreach (var index in methods)
        {
            if (ReferenceEquals(_symbols[index], symbol))
            {
                return index;
            }
        }

        return -1;
    }

    private Symbol? At(int index)
    {
        if (index < 0)
        {
            return null;
        }

        return Volatile.Read(ref _symbols[index]) ?? Interlocked.CompareExchange(ref _symbols[index], Make(index), null) ?? _symbols[index];
    }

    private Symbol Make(int index)
    {
        var method = Dump.Methods[index];
        var name = IsDynamicMethod(method) ? _equalNames.Value.Number(JitNames.Parse(method.Name), index) : JitNames.Parse(method.Name);
        var symbol = JitNames.ToSymbol(name, method.Address, method.Size, method.Name);
        return symbol.Source is null && method.Lines is [var first, ..]
            ? symbol with { Source = new SourcePosition(first.File, first.Line) }
            : symbol;
    }

    private static bool IsDynamicMethod(JitDumpMethod method) =>
        method.Name.Contains(DynamicMethodName.DynamicClass + "::", StringComparison.Ordinal)
        && !method.Name.Contains(DynamicMethodName.DynamicClass + "::IL_STUB", StringComparison.Ordinal);
}
