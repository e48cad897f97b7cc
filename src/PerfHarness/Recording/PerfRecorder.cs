using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Recording;

/// <summary>
/// Records one run under <c>perf record</c>. Whatever happens, no process and no folder is left: on failure and
/// cancellation both are gone before the exception is thrown, on success the folder is removed with the
/// <see cref="RecordedRun"/>.
/// </summary>
internal sealed class PerfRecorder
{
    private readonly PerfCapabilities _capabilities;

    /// <exception cref="PerfHarnessException">Profiling is impossible here (PH3xxx).</exception>
    public PerfRecorder(PerfCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        capabilities.ThrowIfImpossible();
        _capabilities = capabilities;
    }

    /// <summary>How long perf may take to attach.</summary>
    internal TimeSpan AttachTimeout { get; init; } = PerfSession.AttachTimeout;

    /// <summary>How long perf may take to finish its file.</summary>
    internal TimeSpan StopTimeout { get; init; } = PerfSession.StopTimeout;

    /// <summary>How long a cancelled command may take after each signal.</summary>
    internal TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Where the private folder is created; null for the folder for temporary files.</summary>
    internal string? TemporaryFolder { get; init; }

    internal PerfLauncher Launcher => new(_capabilities) { AttachTimeout = AttachTimeout, StopTimeout = StopTimeout };

    /// <summary>Records a command from its start to its end, or until the options' duration is over.</summary>
    /// <exception cref="PerfHarnessException">perf cannot record (PH3xxx), or there is no such command (PH5002).
    /// A command that fails is no exception: see <see cref="RecordedRun.CommandStatus"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or interrupted by a signal.</exception>
    public Task<RecordedRun> RecordAsync(CommandTarget target, RecordOptions options, CancellationToken cancellation = default) =>
        RunInFolderAsync(
            async (folder, interrupts) =>
            {
                using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, interrupts.Token);
                return await CommandRecording.RunAsync(Launcher, target, options, folder, GracePeriod, null, linked.Token).ConfigureAwait(false);
            },
            cancellation);

    /// <summary>Starts a command suspended, with perf attached to it.</summary>
    /// <inheritdoc cref="RecordAsync"/>
    public Task<PreparedRun> PrepareAsync(CommandTarget target, RecordOptions options, CancellationToken cancellation = default) =>
        InFolderAsync(
            async (folder, interrupts) =>
            {
                using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, interrupts.Token);
                var recording = await CommandRecording.PrepareAsync(Launcher, target, options, folder, linked.Token).ConfigureAwait(false);
                return new PreparedRun(folder, recording, interrupts, GracePeriod);
            },
            cancellation);

    /// <summary>Records a command until it ends, or until Ctrl-C, SIGTERM or SIGHUP: the command then gets the same signal, and
    /// the recording is finished and returned.</summary>
    /// <inheritdoc cref="RecordAsync"/>
    public Task<RecordedRun> RecordUntilSignalAsync(CommandTarget target, RecordOptions options) =>
        RunInFolderAsync(
            async (folder, interrupts) => await CommandRecording.RunAsync(
                Launcher, target, options, folder, GracePeriod, interrupts, CancellationToken.None).ConfigureAwait(false),
            CancellationToken.None);

    /// <summary>Records running processes until <paramref name="stop"/>, the duration, the companion's end or the end of the
    /// processes.</summary>
    /// <param name="stop">Ends the recording, which is then finished and returned; so does a signal such as Ctrl-C.</param>
    public Task<RecordedRun> AttachAsync(
        AttachTarget target, RecordOptions options, CancellationToken stop = default, CancellationToken cancellation = default) =>
        RunInFolderAsync(
            async (folder, interrupts) =>
            {
                using var linked = CancellationTokenSource.CreateLinkedTokenSource(stop, interrupts.Token);
                return await AttachRecording.RunAsync(Launcher, target, options, folder, linked.Token, cancellation).ConfigureAwait(false);
            },
            cancellation);

    /// <summary>Attaches to our own process, with recording switched off: see <see cref="RegionRecording"/>.</summary>
    public Task<RegionRecording> StartRegionAsync(RecordOptions options, CancellationToken cancellation = default) =>
        StartRegionAsync(options, Environment.ProcessId, CreateFolder(), cancellation);

    /// <summary>Attaches to a process, with recording switched off.</summary>
    /// <param name="folder">Belongs to the recording from here on, and is removed if it fails.</param>
    public Task<RegionRecording> StartRegionAsync(
        RecordOptions options, int pid, RecordingFolder folder, CancellationToken cancellation = default) =>
        RegionRecording.StartAsync(Launcher, [pid], options, folder, cancellation);

    /// <summary>The private folder of a recording that is about to start.</summary>
    public RecordingFolder CreateFolder() => RecordingFolder.Create(TemporaryFolder);

    /// <summary>Records in a folder that is removed if that fails, is cancelled or interrupted.</summary>
    /// <param name="record">Gets the signals such as Ctrl-C.</param>
    internal async Task<RecordedRun> RunInFolderAsync(
        Func<RecordingFolder, InterruptSource, Task<RecordedRun>> record, CancellationToken cancellation)
    {
        InterruptSource? interrupts = null;
        try
        {
            return await InFolderAsync((folder, source) => record(folder, interrupts = source), cancellation).ConfigureAwait(false);
        }
        finally
        {
            interrupts?.Dispose();
        }
    }

    // The folder and the listener are the result's from here on; only a failure removes them.
    private async Task<T> InFolderAsync<T>(Func<RecordingFolder, InterruptSource, Task<T>> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var interrupts = InterruptSource.Listen();
        RecordingFolder? folder = null;
        try
        {
            folder = CreateFolder();
            return await work(folder, interrupts).ConfigureAwait(false);
        }
        catch
        {
            folder?.Dispose();
            if (!cancellation.IsCancellationRequested)
            {
                interrupts.ReraiseSignal();
            }

            interrupts.Dispose();
            throw;
        }
    }
}
