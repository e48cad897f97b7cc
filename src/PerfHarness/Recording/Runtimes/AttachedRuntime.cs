using System.Diagnostics;
using Microsoft.Diagnostics.NETCore.Client;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Symbols.Jit;

namespace PerfHarness.Recording.Runtimes;

/// <summary>One running .NET process whose perf map was requested.</summary>
internal sealed class AttachedRuntime : IDisposable
{
    // A recording that removes a map has it exclusively until the runtime has answered.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    // As long as a recording may wait for the runtime's answers while it attaches; without the lock then, rather than never.
    private static readonly TimeSpan LockTimeout = 3 * DiagnosticPort.AnswerTimeout;

    private readonly RunningProcess _process;
    private readonly DiagnosticPort _port;
    private readonly ForeignPerfMap _map;
    private readonly bool _wasEnabled;
    private readonly bool _writesJitDump;

    private AttachedRuntime(RunningProcess process)
    {
        _process = process;
        _port = new DiagnosticPort(process.Process.Pid);
        var environment = _port.GetEnvironment();
        var folder = GetSetting(environment, "PerfMapJitDumpPath") is { Length: > 0 } configured ? configured : "/tmp";
        var setting = GetSetting(environment, "PerfMapEnabled");
        var isEnabledByEnvironment = setting is "1" or "3";
        _writesJitDump = setting is "2";
        _map = new ForeignPerfMap(process.Root + Path.Combine(folder, Format($"perf-{process.Process.NamespacePid}.map")), isEnabledByEnvironment);
        _wasEnabled = _map.Existed && isEnabledByEnvironment;
    }

    public int Pid => _process.Process.Pid;

    public ulong StartTicks => _process.StartTicks;

    public string MapPath => _map.Path;

    /// <summary>The map was there before, and stays.</summary>
    public bool MapExisted => _map.Existed;

    /// <summary>Why the process still writes its perf map, or null.</summary>
    public string? RestoreFailure { get; private set; }

    public bool IsSame(RunningProcess other) => other.Process.Pid == Pid && other.StartTicks == _process.StartTicks;

    /// <summary>Requests the map of what is jitted and what will be. Null, and a diagnostic, if that fails.</summary>
    public static AttachedRuntime? TryAttach(RunningProcess process, DiagnosticBag diagnostics)
    {
        if (!process.HasDiagnosticPort() && process.HasRuntime() is true)
        {
            Report(
                diagnostics, process, "its runtime has no diagnostic port",
                "Start it without DOTNET_EnableDiagnostics=0, or with DOTNET_PerfMapEnabled=3.");
            return null;
        }

        AttachedRuntime? attached = null;
        using var processLock = LockProcess(process.Process.Pid);
        try
        {
            attached = new AttachedRuntime(process);
            attached.RequestMap();
            if (attached.FindMapProblem() is not var (problem, remedy))
            {
                return attached;
            }

            Report(diagnostics, process, problem, remedy);
        }
        catch (Exception e) when (DiagnosticPort.IsExpected(e))
        {
            Report(diagnostics, process, e.Message, GetRemedy(process, e));
        }

        attached?.Leave();
        attached?.Dispose();
        return null;
    }

    /// <summary>
    /// Has what is jitted by now listed once more, copies the map into the folder, and restores the process. Null if there
    /// is nothing to copy.
    /// </summary>
    /// <returns>The copy's path.</returns>
    public string? Finish(string folder, DiagnosticBag diagnostics)
    {
        ListAgain(diagnostics);
        using (LockProcess(Pid))
        {
            Leave();
        }

        var copy = Path.Combine(folder, Format($"perf-{Pid}.map"));
        try
        {
            _map.CopyTo(copy);
            if (_process.IsRunning())
            {
                UnlistedCode.Append(copy, Pid);
            }

            return copy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Warn(
                DiagnosticCodes.PerfMapUnavailable, Format($"the perf map of process {Pid} cannot be copied: {e.Message}"), null, _map.Path);
            return null;
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Restores the process without a copy.</summary>
    public void Abandon()
    {
        using (LockProcess(Pid))
        {
            Leave();
        }

        Dispose();
    }

    public void Dispose() => _map.Dispose();

    // Recordings attach to a process and leave it one after another. A map between its creation by one recording and that
    // recording's claim to it would look to another like one that somebody else wants to keep, and would stay for ever.
    public static FolderLock? LockProcess(int pid)
    {
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < LockTimeout; Thread.Sleep(RetryDelay))
        {
            try
            {
                if (FolderLock.TryAcquire(Format($"/proc/{pid}")) is { } acquired)
                {
                    return acquired;
                }
            }
            catch (IOException)
            {
                // The process has ended: nobody attaches to it any more.
                return null;
            }
        }

        return null;
    }

    private static string? GetSetting(Dictionary<string, string> environment, string name) =>
        environment.GetValueOrDefault("DOTNET_" + name) ?? environment.GetValueOrDefault("COMPlus_" + name);

    private static string? GetRemedy(RunningProcess process, Exception e) => e switch
    {
        UnsupportedCommandException =>
            "Its runtime is older than .NET 8, which introduced the command; start it with DOTNET_PerfMapEnabled=3 instead.",
        TimeoutException => "It may be stopped (SIGSTOP) or hanging.",
        _ when process.Process.EffectiveUserId != UntrustedFile.EffectiveUserId && UntrustedFile.EffectiveUserId != 0 =>
            Format($"It runs as user {process.Process.EffectiveUserId}: record as that user or as root."),
        _ => null,
    };

    private static void Report(DiagnosticBag diagnostics, RunningProcess process, string reason, string? remedy) =>
        diagnostics.Warn(
            DiagnosticCodes.AttachFailed,
            Format($"process {process.Process.Pid} ({process.ReadCommandName()}) wrote no perf map, so its JIT code cannot be named: {reason}"),
            remedy);

    private static string Format(FormattableString text) => FormattableString.Invariant(text);

    // Another recording that ends at this moment stops the map that was just requested: then it is requested once more.
    private void RequestMap()
    {
        for (var since = Stopwatch.GetTimestamp(); ; Thread.Sleep(RetryDelay))
        {
            _port.EnablePerfMap();
            if (_map.TryShare() || Stopwatch.GetElapsedTime(since) > DiagnosticPort.AnswerTimeout)
            {
                return;
            }
        }
    }

    private (string Problem, string Remedy)? FindMapProblem()
    {
        if (!_map.IsOpen)
        {
            return ($"its runtime did not write '{_map.Path}'", "Check that its temporary folder is writable and has free space.");
        }

        // Another user may have created the file for the runtime to find, and may write into it.
        return _map.OwnerId != _process.Process.EffectiveUserId && _map.OwnerId != 0
            ? (Format($"'{_map.Path}' belongs to user {_map.OwnerId}"), "Remove that file.")
            : null;
    }

    private void ListAgain(DiagnosticBag diagnostics)
    {
        try
        {
            if (_process.IsRunning())
            {
                _port.EnablePerfMap();
            }
        }
        catch (Exception e) when (DiagnosticPort.IsExpected(e))
        {
            // It may have ended this moment. What it has listed since the start counts.
            diagnostics.Info(DiagnosticCodes.PerfMapUnavailable, Format($"process {Pid} did not list its methods a second time: {e.Message}"));
        }
    }

    // The file is removed before the runtime stops: a recording that begins in between finds none, and requests it until
    // there is a new one. In the opposite order it could get a map that is removed as soon as it is created.
    private void Leave()
    {
        if (_map.IsLastUser)
        {
            _map.Remove();
            Restore();
        }
    }

    private void Restore()
    {
        if (_wasEnabled || !_process.IsRunning())
        {
            return;
        }

        if (_writesJitDump)
        {
            RestoreFailure = "it was started with DOTNET_PerfMapEnabled=2, and what ends the map would end its jitdump as well";
            return;
        }

        try
        {
            _port.DisablePerfMap();
        }
        catch (Exception e) when (DiagnosticPort.IsExpected(e) && !_process.IsRunning())
        {
            // It ended meanwhile, and there is nothing left to restore.
            _ = e;
        }
        catch (Exception e) when (DiagnosticPort.IsExpected(e))
        {
            RestoreFailure = e.Message;
        }
    }
}
