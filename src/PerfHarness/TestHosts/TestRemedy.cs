using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.TestHosts;

/// <summary>Remedies that are options of the command line elsewhere, as what a test has instead.</summary>
internal static class TestRemedy
{
    public static Diagnostic Apply(Diagnostic diagnostic) => Find(diagnostic.Code) is { } remedy ? diagnostic with { Remedy = remedy } : diagnostic;

    private static string? Find(DiagnosticCode code) =>
        code == DiagnosticCodes.ShortBaseline ? "Raise MinSamples of the test, and MaxDuration if that ends a run before."
        : code == DiagnosticCodes.BaselineMissing
            ? $"Accept one on this machine: {TestSettings.AcceptVariable}=1 dotnet test -c Release; "
                + $"{TestSettings.AcceptVariable}=add adds a session to it."
        : null;
}
