namespace PerfHarness.Formats.Tests.ReadyToRun;

/// <summary>The assemblies of the runtime that runs the tests: the real input.</summary>
internal static class SharedFramework
{
    public static readonly string Folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    public static string PathOf(string simpleName) => Path.Combine(Folder, simpleName + ".dll");

    public static IEnumerable<string> Assemblies() => Directory.EnumerateFiles(Folder, "*.dll").Order(StringComparer.Ordinal);
}
