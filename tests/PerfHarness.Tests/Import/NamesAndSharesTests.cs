using PerfHarness.Import;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Recording.Runtimes;
using PerfHarness.Tests.Shared;
using PerfHarness.Tests.Shared.Truth;
using PerfHarness.Tests.Symbols;

namespace PerfHarness.Tests.Import;

/// <summary>
/// Profiles of the programs in eng/truth/Programs, compared with what the programs measured themselves, and with what the runtime's
/// debugging library says of the process. <c>eng/truth.sh</c> does the same for many more.
/// </summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed class NamesAndSharesTests : IDisposable
{
    private static readonly string[] Settings =
        ["", "TieredPGO=0", "TieredCompilation=0", "ReadyToRun=0", "EnableWriteXorExecute=0", "TC_QuickJitForLoops=0"];

    private readonly CSharpFolder _programs = new();
    private readonly CancellationToken _limit = TestContext.Current.CancellationToken;

    public void Dispose() => _programs.Dispose();

    [Fact]
    public async Task Shares_of_ten_functions_are_those_of_the_time_that_they_used_under_any_setting()
    {
        var program = Compile();
        var recorder = await CreateRecorderAsync();
        var shares = new List<(string Setting, ShareDeviation Share)>();
        foreach (var setting in Settings)
        {
            var environment = new Dictionary<string, string?> { ["TRUTH_FOLDER"] = _programs.Path };
            if (setting.Split('=') is [var name, var value])
            {
                environment["DOTNET_" + name] = value;
            }

            var target = new CommandTarget("dotnet", [program, "methods", "1.5"]) { Quiet = true, Environment = environment };
            using var run = await recorder.RecordAsync(target, new RecordOptions(), _limit);
            var profile = ProfileImporter.Load(run.DataPath, new ImportOptions { JitFolders = [run.MapFolder] });
            var burned = BurnedTime.Compare(await File.ReadAllLinesAsync(Path.Combine(_programs.Path, "truth.txt"), _limit), profile);
            Assert.Equal(10, burned.Shares.Count);
            Assert.True(burned.Shares[0].AllSamples > 500, $"{setting}: only {burned.Shares[0].AllSamples} samples in the ten functions");
            shares.AddRange(burned.Shares.Select(share => (setting, share)));
        }

        var bound = ShareDeviation.GetBound(shares.Count);
        Assert.All(shares, s => Assert.True(Math.Abs(s.Share.Sigmas) <= bound, $"{s.Setting} {s.Share}"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Names_are_those_that_the_runtime_has_for_the_addresses(bool attached)
    {
        var recorder = await CreateRecorderAsync();
        var folder = Directory.CreateDirectory(Path.Combine(_programs.Path, "live")).FullName;
        var environment = new Dictionary<string, string?>();
        if (!attached)
        {
            foreach (var (name, value) in RuntimePresets.Create("dotnet", folder, new Dictionary<string, string>(), environment).Environment)
            {
                environment[name] = value;
            }
        }

        using var program = LiveProgram.Start("dotnet", [Compile(), "work"], folder, environment);
        await Task.Delay(1000, _limit);
        using var recording = await LiveRecording.RecordAsync(
            recorder, program, folder, attached ? null : folder, TimeSpan.FromSeconds(1.5), _limit);
        using var live = LiveMethods.TryAttach(program.Pid);
        var check = AddressCheck.Run(recording.Profile, live!);

        Assert.Equal("", string.Join('\n', check.Wrong));
        Assert.Equal("", string.Join('\n', check.Missed));
        Assert.True(check.Checked > 300, $"only {check.Checked} addresses");
        Assert.InRange(check.Unconfirmed, 0, check.Checked / 20);
    }

    private string Compile()
    {
        string Read(string name)
        {
            using var stream = typeof(NamesAndSharesTests).Assembly.GetManifestResourceStream("Truth/" + name)!;
            return new StreamReader(stream).ReadToEnd();
        }

        return _programs.Compile("truth", Read("Program.cs"), Read("Burner.cs"), Read("Work.cs"), Read("TruthFile.cs"));
    }

    private async Task<PerfRecorder> CreateRecorderAsync() =>
        new(await PerfCapabilities.ProbeAsync(_limit)) { TemporaryFolder = _programs.Path };
}
