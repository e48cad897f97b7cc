using PerfHarness.Recording;
using PerfHarness.Tests.Processes;

namespace PerfHarness.Tests.Recording;

/// <summary>A machine of a test's making: its own root folder and, in PATH, a fake perf that misbehaves as told.</summary>
internal sealed class FakeHost : IDisposable
{
    private readonly TestFolder _root = new();
    private readonly Dictionary<string, string> _environment = [];

    public FakeHost(string? misbehaviour = null)
    {
        var bin = Directory.CreateDirectory(_root.File("bin")).FullName;
        _environment["PATH"] = bin;
        if (misbehaviour is not null)
        {
            _root.Script("bin/perf", $"FAKEPERF={misbehaviour} exec '{FakePerf}' \"$@\"");
        }
    }

    public string Temporary => Directory.CreateDirectory(_root.File("tmp")).FullName;

    public HostView View => new(_root.Path, _environment, IsLinux: true);

    /// <summary>The built fake; also the smallest .NET program at hand.</summary>
    public static string FakePerf => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "../../../../PerfHarness.FakePerf", Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../../.."), AppContext.BaseDirectory), "perf"));

    public FakeHost With(string path, string text)
    {
        var full = _root.File(path.TrimStart('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return this;
    }

    public FakeHost WithVariable(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    public async Task<PerfRecorder> RecorderAsync() => new(await PerfCapabilities.ProbeAsync(View))
    {
        TemporaryFolder = Temporary,
        AttachTimeout = TimeSpan.FromSeconds(3),
        StopTimeout = TimeSpan.FromSeconds(3),
        GracePeriod = TimeSpan.FromMilliseconds(200),
    };

    public void Dispose() => _root.Dispose();
}
