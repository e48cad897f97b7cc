namespace PerfHarness.Tests.Shared;

/// <summary>
/// What a test needs besides the SDK, as the trait <c>Needs</c>. <c>eng/test.sh --fast</c> leaves all of these tests out.
/// </summary>
internal static class Needs
{
    public const string Trait = "Needs";

    /// <summary>A perf that may record here.</summary>
    public const string Perf = "perf";

    /// <summary>Compilers and other languages' runtimes.</summary>
    public const string Toolchain = "toolchain";

    public const string Browser = "browser";

    /// <summary>Nothing, but minutes: a .NET runtime that lists all its methods, or is attached to again and again.</summary>
    public const string Time = "time";
}
