using System.Globalization;
using Microsoft.Diagnostics.Runtime;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Recording.Runtimes;
using PerfHarness.Tests.Shared.Truth;

namespace PerfHarness.Truth;

/// <summary>Builds, starts and records the program of a case, and compares.</summary>
/// <param name="folder">For files while it runs.</param>
internal sealed class CaseRunner(PerfCapabilities capabilities, Builder builder, string folder)
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);

    private readonly PerfRecorder _recorder = new(capabilities) { TemporaryFolder = folder };
    private int _number;

    public async Task<TruthRow> RunAsync(TruthCase @case)
    {
        var built = await builder.BuildAsync(@case.Program, @case.Kind).ConfigureAwait(false);
        if (built.Failure is { } failure)
        {
            return new TruthRow(@case, failure);
        }

        var own = Directory.CreateDirectory(Path.Combine(folder, (++_number).ToString(CultureInfo.InvariantCulture))).FullName;
        try
        {
            return @case.Recorded == Recorded.Command
                ? await RunCommandAsync(@case, built, own).ConfigureAwait(false)
                : await RunLiveAsync(@case, built, own).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PerfHarnessException or InvalidOperationException or IOException or ClrDiagnosticsException or ArgumentException)
        {
            return new TruthRow(@case, e.Message.ReplaceLineEndings(" "));
        }
        finally
        {
            Directory.Delete(own, recursive: true);
        }
    }

    private async Task<TruthRow> RunCommandAsync(TruthCase @case, BuiltProgram built, string own)
    {
        var environment = CreateEnvironment(@case);
        environment["TRUTH_FOLDER"] = own;
        var target = new CommandTarget(built.Program, [.. built.Arguments, .. @case.Arguments])
        {
            Quiet = true,
            Environment = environment,
            WorkingDirectory = own,
        };
        using var run = await _recorder.RecordAsync(target, @case.Options).ConfigureAwait(false);
        using var importer = new ProfileImporter(new ImportOptions { SearchTemporaryFolder = false });
        importer.Add(run.DataPath, run.ToRunInfo(), [run.MapFolder]);
        var profile = importer.Build();
        var burned = @case.Burns ? BurnedTime.Compare(await ReadTruthAsync(own).ConfigureAwait(false), profile) : null;
        return TruthRow.Create(@case, profile, await PerfNames.GetUnnamedShareAsync(run.DataPath, run.MapFolder).ConfigureAwait(false), null, burned);
    }

    private async Task<TruthRow> RunLiveAsync(TruthCase @case, BuiltProgram built, string own)
    {
        var environment = CreateEnvironment(@case);
        string? mapFolder = null;
        if (@case.Recorded == Recorded.Started)
        {
            mapFolder = Directory.CreateDirectory(Path.Combine(own, "maps")).FullName;
            var inherited = new Dictionary<string, string>();
            foreach (var (name, value) in RuntimePresets.Create(built.Program, mapFolder, inherited, environment).Environment)
            {
                environment[name] = value;
            }
        }

        using var program = LiveProgram.Start(built.Program, [.. built.Arguments, .. @case.Arguments], own, environment);
        await Task.Delay(WarmUp).ConfigureAwait(false);
        using var recording = await LiveRecording.RecordAsync(_recorder, program, own, mapFolder, @case.Burns ? null : Duration, CancellationToken.None)
            .ConfigureAwait(false);
        var addresses = CheckAddresses(@case, built, recording, program.Pid);
        var burned = @case.Burns ? BurnedTime.Compare(await ReadTruthAsync(own).ConfigureAwait(false), recording.Profile) : null;
        var perf = await PerfNames.GetUnnamedShareAsync(recording.Run.DataPath, mapFolder ?? recording.Run.MapFolder).ConfigureAwait(false);
        return TruthRow.Create(@case, recording.Profile, perf, addresses, burned);
    }

    private static AddressCheck? CheckAddresses(TruthCase @case, BuiltProgram built, LiveRecording recording, int pid)
    {
        using var live = LiveMethods.TryAttach(pid, @case.Kind is PublishKind.FrameworkDependent ? null : DebuggingLibrary.Find());
        return live is null ? null : AddressCheck.Run(recording.Profile, live, Path.IsPathRooted(built.Program) ? built.Program : null);
    }

    private static Task<string[]> ReadTruthAsync(string own) => File.ReadAllLinesAsync(Path.Combine(own, "truth.txt"));

    private static Dictionary<string, string?> CreateEnvironment(TruthCase @case) =>
        @case.Settings.ToDictionary(s => "DOTNET_" + s.Name, string? (s) => s.Value);
}
