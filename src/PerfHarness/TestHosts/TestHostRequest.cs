using System.Globalization;
using System.Text.Json;

namespace PerfHarness.TestHosts;

/// <summary>What a test host is started for; a file in its folder.</summary>
internal sealed record TestHostRequest
{
    /// <summary>Raised when a test host of another version would not understand the request, or be misunderstood.</summary>
    public const int CurrentVersion = 1;

    private const string FileName = "request.json";

    public int Version { get; init; } = CurrentVersion;

    /// <inheritdoc cref="RunningTest.Name"/>
    public required string Test { get; init; }

    /// <inheritdoc cref="RunningTest.Method"/>
    public required string Method { get; init; }

    /// <inheritdoc cref="RunningTest.Part"/>
    public required string Part { get; init; }

    /// <inheritdoc cref="RunningTest.Settings"/>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Repetitions before the measured one, each as long.</summary>
    public int Warmups { get; init; }

    /// <summary>CPU time to wait for in each repetition.</summary>
    public TimeSpan CpuTime { get; init; }

    /// <inheritdoc cref="TestGateOptions.MaxDuration"/>
    public TimeSpan MaxDuration { get; init; }

    public BodySamples Samples { get; init; }

    /// <summary>Current directory of the test.</summary>
    public required string WorkingDirectory { get; init; }

    public string Culture { get; init; } = CultureInfo.CurrentCulture.Name;

    public string UICulture { get; init; } = CultureInfo.CurrentUICulture.Name;

    public static TestHostRequest? Read(string folder) =>
        JsonSerializer.Deserialize<TestHostRequest>(File.ReadAllBytes(Path.Combine(folder, FileName)));

    public void Write(string folder) => File.WriteAllBytes(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this));
}
