using NUnit.Framework;

namespace PerfHarness;

/// <summary>
/// Why a test is neither passed nor failed. Of such a test <c>dotnet test</c> shows the name only, unless it is more verbose than by
/// default; what a test writes to its error stream is always shown.
/// </summary>
internal static class SkipReason
{
    public static void Write(string message) => TestContext.Error.WriteLine(message.Split('\n')[0]);
}
