using PerfHarness.Gating;

namespace PerfHarness.TestHosts;

/// <summary>How a user wants a test measured and judged, whether by an attribute or by options.</summary>
internal interface ITestGateSettings
{
    int? Runs { get; }

    int Warmups { get; }

    long MinSamples { get; }

    TimeSpan MaxDuration { get; }

    BodySamples Samples { get; }

    int Frequency { get; }

    bool RequireBaseline { get; }

    bool KeepProgram { get; }

    GatePolicy Policy { get; }
}
