using System.Diagnostics.CodeAnalysis;
using PerfHarness.TestHosts;
using Xunit;

namespace PerfHarness;

/// <summary>Reports a measurement's result to xUnit.</summary>
internal static class GateReporter
{
    // xUnit skips a test whose exception begins so.
    private const string SkipToken = "$XunitDynamicSkip$";

    public static void Report(TestGateResult gate) => Report(gate.Outcome, gate.Message, gate.Files);

    public static void Report(TestGateOutcome outcome, string message, IReadOnlyList<string> files)
    {
        AttachFiles(files);
        switch (outcome)
        {
            case TestGateOutcome.Failed:
                throw new PerfGateException(message);
            case TestGateOutcome.Inconclusive or TestGateOutcome.Unavailable:
                // Under VSTest, xUnit shows a skipped test's warnings, but not its reason.
                TestContext.Current.AddWarning(message.Split('\n')[0]);
                Skip(message);
                break;
            default:
                TestContext.Current.TestOutputHelper?.WriteLine(message);
                break;
        }
    }

    [DoesNotReturn]
    public static void Skip(string reason) => throw new PerfGateException(SkipToken + reason);

    private static void AttachFiles(IReadOnlyList<string> files)
    {
        foreach (var file in files)
        {
            TestContext.Current.AddAttachment(Path.GetFileName(file), File.ReadAllBytes(file), replaceExistingValue: true, GetMediaType(file));
        }
    }

    private static string GetMediaType(string file) => Path.GetExtension(file) switch
    {
        ".svg" => "image/svg+xml",
        ".html" => "text/html",
        ".json" => "application/json",
        ".txt" or ".folded" or ".md" => "text/plain",
        _ => "application/octet-stream",
    };
}
