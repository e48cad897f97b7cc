using System.Globalization;

namespace PerfHarness.Measurements;

/// <summary>How and where counts were recorded: what must agree before two sides can be compared.</summary>
internal sealed record Conditions
{
    /// <summary>Version of the rules by which functions are named; raised when the same code gets another name.</summary>
    public const int CurrentNamingVersion = 2;

    /// <summary>Version of the gate's test.</summary>
    public const int CurrentGateVersion = 1;

    /// <summary>As named by perf: <c>cpu-clock</c>, <c>cycles:u</c>. Empty if the input does not say.</summary>
    public string Event { get; init; } = "";

    /// <summary>Requested samples per second; 0 if the input does not say.</summary>
    public int Frequency { get; init; }

    /// <summary>The profiled command, for people: a program that was built elsewhere or got another argument is still the benchmark.</summary>
    public string Command { get; init; } = "";

    /// <summary>The load under which it was recorded, if it is a server; else empty.</summary>
    public string Load { get; init; } = "";

    /// <summary>Hash of the benchmark's input files, or empty.</summary>
    public string InputHash { get; init; } = "";

    /// <summary>Commit that the program was built from, as far as the working tree shows; empty if unknown.</summary>
    public string Commit { get; init; } = "";

    /// <summary>The working tree had changes that are in no commit.</summary>
    public bool HasLocalChanges { get; init; }

    /// <summary>Command line that builds the program in a checkout, or empty.</summary>
    public string Build { get; init; } = "";

    /// <summary>SHA-256 over the program's files (<see cref="ProgramManifest.ComputeHash"/>), or empty.</summary>
    public string ProgramHash { get; init; } = "";

    /// <summary>The program's files; null if they are unknown or not kept.</summary>
    public ProgramManifest? Program { get; init; }

    public int NamingVersion { get; init; } = CurrentNamingVersion;

    public int GateVersion { get; init; } = CurrentGateVersion;

    public Fingerprint Fingerprint { get; init; } = Fingerprint.Unknown;

    /// <summary>What differs, blocking differences first.</summary>
    public IReadOnlyList<ConditionDifference> Compare(Conditions after)
    {
        ArgumentNullException.ThrowIfNull(after);
        var differences = new List<ConditionDifference>();
        Add("event", Event, after.Event, hard: true);
        Add("frequency", Number(Frequency), Number(after.Frequency), hard: true);
        Add("naming version", Number(NamingVersion), Number(after.NamingVersion), hard: true);
        Add("load", Load, after.Load, hard: false);
        Add("input", InputHash, after.InputHash, hard: false);
        differences.AddRange(Fingerprint.Compare(after.Fingerprint));
        return [.. differences.OrderBy(d => d.IsBlocking ? 0 : 1)];

        void Add(string name, string x, string y, bool hard)
        {
            if (x.Length > 0 && y.Length > 0 && x != y)
            {
                differences.Add(new ConditionDifference(name, x, y, hard));
            }
        }

        static string Number(int value) => value > 0 ? value.ToString(CultureInfo.InvariantCulture) : "";
    }
}
