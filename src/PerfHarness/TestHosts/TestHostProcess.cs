using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording;
using PerfHarness.Recording.Runtimes;
using PerfHarness.Runs;

namespace PerfHarness.TestHosts;

/// <summary>
/// A test host that runs one test and repeats its body on request:
/// <code>
///   start ──► prepare: SetUp, the body once, warm-ups ──► measure: the body, repeatedly ──► end: TearDown, exit
/// </code>
/// The first two are answered when they are done. A host whose starter has gone ends by itself.
/// </summary>
internal sealed class TestHostProcess : IDisposable
{
    private const int ShownOutputChars = 2000;

    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(3);

    private readonly string _folder;
    private readonly CommandTarget _command;
    private readonly TestHostRequest _request;
    private readonly PerfControl _control;
    private readonly RunningCommand _running;
    private readonly OutputBuffer _output;

    private TestHostProcess(
        string folder, CommandTarget command, TestHostRequest request, PerfControl control, RunningCommand running, OutputBuffer output) =>
        (_folder, _command, _request, _control, _running, _output) = (folder, command, request, control, running, output);

    public int Pid => _running.Pid;

    /// <param name="package">See <see cref="RunningTest.Package"/>.</param>
    public static TestHostProcess Start(CommandTarget command, string package, TestHostRequest request, RecordingFolder recording)
    {
        var folder = Directory.CreateDirectory(Path.Combine(recording.Path, "host")).FullName;
        request.Write(folder);
        var control = new PerfControl(folder);
        try
        {
            var output = new OutputBuffer();
            var process = CreateCommand(command, package, folder, recording).WithStandardOutput(output.Target).WithStandardError(output.Target);
            return new TestHostProcess(folder, command, request, control, process.Start(), output);
        }
        catch
        {
            control.Dispose();
            throw;
        }
    }

    /// <summary>Returns when the body has been warmed up and waits.</summary>
    public Task PrepareAsync(CancellationToken cancellation) => RequestAsync(TestHostProtocol.Prepare, cancellation);

    /// <summary>Returns when the body has been repeated, and waits again.</summary>
    public async Task<TestHostReport> MeasureAsync(CancellationToken cancellation)
    {
        await RequestAsync(TestHostProtocol.Measure, cancellation).ConfigureAwait(false);
        return TestHostReport.Read(_folder);
    }

    /// <summary>Lets the test end. What its end does is the affair of the test's ordinary execution.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        _control.Send(TestHostProtocol.End);
        await Waiting.TryWaitAsync(_running.Exited, EndTimeout, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Closes the pipes, which ends a host in order: its runtime removes its own pipes, and the test its files. What is still
    /// running then is terminated.
    /// </summary>
    public void Dispose()
    {
        _control.Dispose();
        _running.Exited.Wait(ExitTimeout);
        _running.Dispose();
    }

    private static Command CreateCommand(CommandTarget command, string package, string folder, RecordingFolder recording)
    {
        var target = TestHostCommand.Resolve(command);
        var environment = TestHostEnvironment.Create(package, folder);
        environment[ProfilingLock.HeldVariable] = "1";
        EnvironmentPadding.AddTo(environment);
        var presets = RuntimePresets.Create(target.Program, recording.MapFolder, target.ToCommand().GetEnvironment(), command.Environment);
        return (target with { Environment = new Dictionary<string, string?>() }).ToCommand()
            .WithEnvironment(environment).WithEnvironment(presets.Environment).WithEnvironment(command.Environment)
            .WithEnvironment([new KeyValuePair<string, string?>(ProcessTree.MarkVariable, recording.Path)]);
    }

    private async Task RequestAsync(string request, CancellationToken cancellation)
    {
        var answer = _control.SendAsync(request, Timeout.InfiniteTimeSpan, cancellation);
        if (await Task.WhenAny(answer, _running.Exited).ConfigureAwait(false) == answer)
        {
            await answer.ConfigureAwait(false);
            return;
        }

        var status = (await _running.WaitAsync(cancellation).ConfigureAwait(false)).Status;
        throw CreateFailure(status);
    }

    private PerfHarnessException CreateFailure(ExitStatus status)
    {
        var output = _output.ToString().Trim();
        var shown = output.Length == 0 ? "It wrote no output."
            : $"Output: {(output.Length > ShownOutputChars ? "…" + output[^ShownOutputChars..] : output)}";
        return TestHostProtocol.HasStarted(_folder)
            ? new PerfHarnessException(
                DiagnosticCodes.TestHostFailed, $"{_request.Test} failed in a test host of its own ({_command}) with {status}. {shown}",
                "The test must pass when no other test of the assembly runs before it.")
            : new PerfHarnessException(
                DiagnosticCodes.TestHostFailed, $"{_command} does not start as a test host for {_request.Test}: {status}. {shown}",
                "The test assembly must be an executable one and have the package PerfHarness.NUnit or PerfHarness.Xunit of this "
                + "version; an older build of it can only be a stored baseline.");
    }
}
