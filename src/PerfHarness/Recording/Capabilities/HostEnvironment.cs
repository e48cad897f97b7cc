using System.Collections;
using System.Globalization;
using PerfHarness.Processes;

namespace PerfHarness.Recording.Capabilities;

/// <summary>The machine as a probe sees it, so that a test can replace it.</summary>
/// <param name="Root">Where <c>/proc</c>, <c>/sys</c> and <c>/etc</c> are looked for.</param>
/// <param name="Environment">PATH and the runtime's settings.</param>
internal sealed record HostEnvironment(string Root, IReadOnlyDictionary<string, string> Environment, bool IsLinux)
{
    public string? SearchPath => Environment.GetValueOrDefault("PATH");

    public static HostEnvironment ReadCurrent()
    {
        var environment = new Dictionary<string, string>();
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
        {
            environment[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return new HostEnvironment("/", environment, OperatingSystem.IsLinux());
    }

    public string? ReadText(string path) => ProcFile.Read(Path.Combine(Root, path.TrimStart('/')))?.Trim();

    public int? ReadNumber(string path) =>
        int.TryParse(ReadText(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    public bool Exists(string path) => Path.Exists(Path.Combine(Root, path.TrimStart('/')));

    /// <summary>A line <c>name: value</c> of a file such as <c>/proc/self/status</c>.</summary>
    public string? ReadField(string path, string name)
    {
        var line = ReadText(path)?.Split('\n').FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return line?[(name.Length + 1)..].Trim();
    }
}
