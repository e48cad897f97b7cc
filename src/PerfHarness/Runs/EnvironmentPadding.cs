namespace PerfHarness.Runs;

/// <summary>Makes the environment of each run another size: where the stack begins affects alignment and caches.</summary>
internal static class EnvironmentPadding
{
    private const int MaxBytes = 4096;
    private const string Variable = "PERFHARNESS_PADDING";

    public static void AddTo(Dictionary<string, string?> environment) =>
        environment.TryAdd(Variable, new string('x', Random.Shared.Next(MaxBytes)));
}
