using System.Diagnostics;

namespace PerfHarness.Tests;

/// <summary>Other people's programs, for tests that compare with them.</summary>
internal static class Tools
{
    public static void SkipUnless(params string[] programs)
    {
        foreach (var program in programs)
        {
            Assert.SkipUnless(Exists(program), $"'{program}' is not installed");
        }
    }

    public static bool Exists(string program) =>
        FullPath(program) is not null;

    // .NET looks into the current folder first, and the tests' own has a "perf" that is ours.
    private static string? FullPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Standard output; fails the test with the end of standard error when the exit code is not 0.</summary>
    public static string Run(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(FullPath(program) ?? program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {error.GetAwaiter().GetResult()}");
        return output;
    }
}
