using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Tests.Processes;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Recording.Capabilities;

/// <summary>A test's machine: its own root folder and, in PATH, a fake perf that misbehaves as configured.</summary>
internal sealed class FakeHost : IDisposable
{
    // Only what is to pass a limit has a short one: the fake is a .NET program, which takes its time to start on a busy machine.
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(100);

    private readonly string? _misbehavior;
    private readonly TestFolder _root = new();
    private readonly Dictionary<string, string> _environment = [];

    public FakeHost(string? misbehavior = null)
    {
        _misbehavior = misbehavior;
        var bin = Directory.CreateDirectory(_root.File("bin")).FullName;
        _environment["PATH"] = bin;
        if (misbehavior is not null)
        {
            _root.Script("bin/perf", $"FAKEPERF={misbehavior} exec '{ScriptedPerf.FakePerf}' \"$@\"");
        }
    }

    public string Temporary => Directory.CreateDirectory(_root.File("tmp")).FullName;

    public HostEnvironment View => new(_root.Path, _environment, IsLinux: true);

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
        AttachTimeout = _misbehavior == "HangAttaching" ? Short : Generous,
        StopTimeout = _misbehavior == "HangStopping" ? Short : Generous,
        GracePeriod = TimeSpan.FromMilliseconds(200),
    };

    public void Dispose() => _root.Dispose();
}
