using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Shared.Truth;

/// <summary>Every distinct address of managed code in a profile, compared with what the live process says is there.</summary>
internal sealed class AddressCheck
{
    private const int AssemblyShift = 40; // of the addresses of single-file applications: see BundleSource

    private readonly LiveMethods _live;
    private readonly string? _bundlePath;
    private readonly IReadOnlyList<BundleEntry> _bundle;
    private readonly List<string> _wrong = [];
    private readonly List<string> _missed = [];

    private AddressCheck(LiveMethods live, string? program)
    {
        _live = live;
        _bundlePath = program;
        _bundle = program is null ? [] : Bundle.Open(program, new DiagnosticBag())?.Entries ?? [];
    }

    /// <summary>Addresses for which the process knows a method.</summary>
    public int Checked { get; private set; }

    /// <summary>Named managed code of which the process knows nothing: code that was freed, or a name that is not there.</summary>
    public int Unconfirmed { get; private set; }

    /// <summary>Addresses that have another method's name, or that of a stub.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>Addresses without a name, although the process knows the method.</summary>
    public IReadOnlyList<string> Missed => _missed;

    /// <param name="profile">Imported with addresses.</param>
    /// <param name="program">The started file, which may be a single-file application.</param>
    public static AddressCheck Run(Profile profile, LiveMethods live, string? program = null)
    {
        var check = new AddressCheck(live, program);
        var used = new HashSet<(ulong, FunctionId)>();
        for (var row = 1; row < profile.Stacks.Count; row++)
        {
            var frame = profile.Frames[profile.Stacks.GetFrame(new StackId(row))];
            if (frame.Kind is not (FrameKind.Native or FrameKind.Kernel) && used.Add((frame.Address, frame.Function)))
            {
                check.Compare(frame, profile.Functions[frame.Function].Name);
            }
        }

        return check;
    }

    private void Compare(Frame frame, FunctionName name)
    {
        var found = FindAddresses(frame, name).Select(_live.Find).OfType<LiveMethod>().Distinct().ToList();
        if (found.Count == 0)
        {
            Unconfirmed += frame is { Named: true, Kind: FrameKind.Jit or FrameKind.ReadyToRun } ? 1 : 0;
            return;
        }

        Checked++;
        if (!frame.Named)
        {
            _missed.Add($"{frame.Address:x} {name} is {found[0]}");
        }
        else if (!found.Exists(method => IsSame(frame, name, method)))
        {
            _wrong.Add($"{frame.Address:x} {frame.Kind} {name} is {found[0]}");
        }
    }

    // Stubs that marshal arguments are methods to the runtime.
    private static bool IsSame(Frame frame, FunctionName name, LiveMethod method) =>
        (frame.Kind == FrameKind.Stub && method.Name.StartsWith("IL_STUB", StringComparison.Ordinal)) || CanonicalIdentifiers.AreSame(name.Name, method);

    private IEnumerable<ulong> FindAddresses(Frame frame, FunctionName name)
    {
        var address = frame.Address;
        var entry = (int)(address >> AssemblyShift) - 1;
        var rva = address & ((1ul << AssemblyShift) - 1);
        if (frame.Kind == FrameKind.Jit || rva > uint.MaxValue || entry >= _bundle.Count)
        {
            return [address];
        }

        return entry < 0
            ? _live.FindBases(name.Module).Select(start => start + rva)
            : _live.FindBases(_bundle[entry].SimpleName).Concat(_live.FindMapped(_bundlePath!, (ulong)_bundle[entry].Offset)).Distinct().Select(start => start + rva);
    }
}
