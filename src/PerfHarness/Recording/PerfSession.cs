using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Recording;

/// <summary>A running <c>perf record</c> that has attached to all of its targets.</summary>
internal sealed partial class PerfSession : IDisposable
{
    // Attaching to a whole machine reads all of /proc first.
    public static readonly TimeSpan AttachTimeout = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(120);

    // perf ends by itself when everything that it watches has ended, and may be noticed first.
    public static readonly TimeSpan TargetExitDelay = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);

    private readonly RunningCommand _perf;
    private readonly PerfControl _control;
    private readonly RecordingFolder _folder;

    private readonly PosixSignalRegistration? _switchSignal;

    private PerfSession(PerfCommand command, RunningCommand perf, PerfControl control, RecordingFolder folder)
    {
        (Command, _perf, _control, _folder) = (command, perf, control, folder);
        if (command.SwitchOutput == PerfCommand.SwitchAtSignal)
        {
            // The user knows our process, not perf's.
            _switchSignal = PosixSignalRegistration.Create((PosixSignal)Signals.User2, context =>
            {
                context.Cancel = true;
                _perf.SendSignal(Signals.User2);
            });
        }
    }

    public PerfCommand Command { get; }

    public Task<CommandResult> Exited => _perf.Exited;

    /// <summary>What perf has used so far, or in all once it has ended.</summary>
    public TimeSpan CpuTime => Exited.IsCompletedSuccessfully ? Exited.Result.CpuTime : CpuClock.GetProcessTime(_perf.Pid) ?? TimeSpan.Zero;

    /// <summary>
    /// Starts perf and waits until it has attached. Events are on then, unless the command starts them disabled.
    /// </summary>
    /// <exception cref="PerfHarnessException">perf failed (PH3xxx, with its output).</exception>
    public static async Task<PerfSession> StartAsync(
        PerfCommand command, RecordingFolder folder, TimeSpan attachTimeout, CancellationToken cancellation)
    {
        var control = new PerfControl(folder.Path);
        command = command with { Output = folder.DataPath, ControlFifo = control.ControlFifo, AcknowledgeFifo = control.AcknowledgeFifo };
        PerfSession session;
        try
        {
            session = new PerfSession(command, CreateProcessCommand(command, folder).Start(), control, folder);
        }
        catch
        {
            control.Dispose();
            throw;
        }

        try
        {
            // Any command is answered only once perf listens; this one changes nothing.
            var answer = command.StartDisabled ? control.DisableAsync(attachTimeout, cancellation) : control.EnableAsync(attachTimeout, cancellation);
            await Task.WhenAny(answer, session.Exited).ConfigureAwait(false);
            if (!answer.IsCompleted || !await answer.ConfigureAwait(false))
            {
                throw session.CreateAttachFailure(attachTimeout);
            }

            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public Task EnableAsync(CancellationToken cancellation) => EnsureAnsweredAsync(_control.EnableAsync(AnswerTimeout, cancellation));

    public Task DisableAsync(CancellationToken cancellation) => EnsureAnsweredAsync(_control.DisableAsync(AnswerTimeout, cancellation));

    /// <summary>Ends the recording and waits until the file is written.</summary>
    /// <returns>What went wrong without making the recording useless.</returns>
    public async Task<IReadOnlyList<Diagnostic>> StopAsync(TimeSpan timeout)
    {
        _perf.SendSignal(Signals.Interrupt);
        var inTime = await Task.WhenAny(Exited, Task.Delay(timeout)).ConfigureAwait(false) == Exited;
        if (!inTime)
        {
            _perf.Terminate(TimeSpan.FromSeconds(1));
        }

        var status = (await Exited.ConfigureAwait(false)).Status;
        var last = _folder.DataFiles.LastOrDefault();
        var complete = last is not null && IsComplete(last);
        if (complete && inTime && (status.Success || status.Signal is Signals.Interrupt or Signals.Terminate))
        {
            return [];
        }

        var outcome = inTime ? status.ToString() : string.Create(CultureInfo.InvariantCulture, $"no exit within {timeout.TotalSeconds:0.#} s");
        if (last is null || new FileInfo(last).Length == 0)
        {
            throw new PerfHarnessException(CreateFailure(outcome));
        }

        var failure = CreateFailure(outcome);
        return [failure with { Severity = Severity.Warning, Message = $"The recording may be incomplete. {failure.Message}" }];
    }

    /// <summary>What perf reports it could not read in time from the kernel's buffers.</summary>
    public long CountLostChunks()
    {
        var match = LostPattern().Match(ReadLog());
        return match.Success && long.TryParse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var lost)
            ? lost
            : 0;
    }

    /// <summary>perf leaves files in /tmp if it is killed, so it gets SIGINT first.</summary>
    public void Dispose()
    {
        _switchSignal?.Dispose();
        _perf.Terminate(EndTimeout);
        _control.Dispose();
    }

    internal Diagnostic CreateFailure(string outcome) => PerfFailure.Explain(ReadLog(), Command.ToString(), outcome, Command.ToRequest());

    private PerfHarnessException CreateAttachFailure(TimeSpan timeout)
    {
        if (!Exited.IsCompletedSuccessfully)
        {
            return new PerfHarnessException(
                CreateFailure(string.Create(CultureInfo.InvariantCulture, $"no answer within {timeout.TotalSeconds:0.#} s")));
        }

        // A signal is someone's wish.
        var status = Exited.Result.Status;
        var failure = CreateFailure(status.ToString());
        return status.Signal == 0 && string.IsNullOrWhiteSpace(ReadLog())
            ? new PerfEndedSilentlyException(failure) : new PerfHarnessException(failure);
    }

    private static Command CreateProcessCommand(PerfCommand command, RecordingFolder folder) =>
        Processes.Command.Create(command.PerfPath).WithArguments(command.ToArguments()).WithCpus(command.OwnCpus)
            .WithEnvironment(new Dictionary<string, string?>
            {
                // Messages are distinguished by their English text, and a user's own perfconfig must not change what is recorded.
                ["LC_ALL"] = "C",
                ["PERF_CONFIG"] = "/dev/null",
                [ProcessTree.MarkVariable] = folder.PerfMark,
            })
            .WithStandardOutput(OutputTarget.Discard).WithStandardError(OutputTarget.File(folder.LogPath)).WithExitCodeCheck(false);

    /// <summary>perf writes the size of the data section last (byte 48 of the header).</summary>
    private static bool IsComplete(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var file = File.OpenRead(path);
        var header = new byte[56];
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length && BitConverter.ToUInt64(header, 48) != 0;
    }

    private string ReadLog() => ProcFile.Read(_folder.LogPath) ?? "";

    private async Task EnsureAnsweredAsync(Task<bool> answer)
    {
        await Task.WhenAny(answer, Exited).ConfigureAwait(false);
        if (!answer.IsCompleted || !await answer.ConfigureAwait(false))
        {
            throw new PerfHarnessException(CreateFailure(Exited.IsCompletedSuccessfully ? Exited.Result.Status.ToString() : "no answer"));
        }
    }

    [GeneratedRegex(@"lost (?<count>\d+) (chunks|events|samples)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LostPattern();
}
