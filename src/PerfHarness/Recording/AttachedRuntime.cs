using System.Diagnostics;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Formats.Jit;

namespace PerfHarness.Recording;

/// <summary>
/// One running .NET process that was asked for its perf map. Its map is opened as soon as it is there, so that it can still be
/// read when the process and its file system are gone. A runtime has one map, whoever asked for it: all recordings of the
/// process share the file (a shared lock says so), and only the last of them has the runtime stop writing and removes it.
/// </summary>
internal sealed class AttachedRuntime : IDisposable
{
    // The command is answered within some tens of milliseconds, but never by a process that is stopped.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    // Who removes a map has it alone until the runtime has answered.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly DotNetProcess _process;
    private readonly DiagnosticsClient _client;
    private readonly string _mapPath;
    private readonly bool _mapExisted;
    private readonly bool _wasEnabled;
    private UntrustedFile? _map;
    private bool _shares;

    private AttachedRuntime(DotNetProcess process)
    {
        _process = process;
        _client = new DiagnosticsClient(process.Process.Pid);
        var environment = Invoke(_client.GetProcessEnvironment);
        var folder = environment.GetValueOrDefault("DOTNET_PerfMapJitDumpPath") ?? environment.GetValueOrDefault("COMPlus_PerfMapJitDumpPath");
        folder = string.IsNullOrEmpty(folder) ? "/tmp" : folder;
        _mapPath = process.Root + Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"perf-{process.Process.NamespacePid}.map"));
        var isEnabledByEnvironment = (environment.GetValueOrDefault("DOTNET_PerfMapEnabled") ?? environment.GetValueOrDefault("COMPlus_PerfMapEnabled")) is "1" or "3";
        _mapExisted = File.Exists(_mapPath) && (isEnabledByEnvironment || !IsOfAnotherRecording(_mapPath));
        _wasEnabled = _mapExisted && isEnabledByEnvironment;
    }

    public int Pid => _process.Process.Pid;

    /// <summary>Why the process still writes its perf map, or null.</summary>
    public string? RestoreFailure { get; private set; }

    public bool IsSame(DotNetProcess other) => other.Process.Pid == Pid && other.StartTicks == _process.StartTicks;

    /// <summary>Asks for the map of what is jitted and what will be. Null, and a diagnostic, where that fails.</summary>
    public static AttachedRuntime? TryAttach(DotNetProcess process, DiagnosticBag diagnostics)
    {
        if (!process.HasDiagnosticPort() && process.HasRuntime() is true)
        {
            Report(diagnostics, process, "its runtime does not listen", "Start it without DOTNET_EnableDiagnostics=0, or with DOTNET_PerfMapEnabled=3.");
            return null;
        }

        AttachedRuntime? attached = null;
        try
        {
            attached = new AttachedRuntime(process);
            attached.Open();
            if (attached._map is null)
            {
                Report(diagnostics, process, $"its runtime wrote no '{attached._mapPath}'", "Check that its temporary folder can be written and has room.");
            }
            else if (attached._map.OwnerId != process.Process.EffectiveUserId && attached._map.OwnerId != 0)
            {
                // Somebody laid it there for the runtime to find, and may write into it.
                Report(diagnostics, process, Format($"'{attached._mapPath}' belongs to user {attached._map.OwnerId}"), "Remove that file.");
            }
            else
            {
                return attached;
            }
        }
        catch (Exception e) when (IsExpected(e))
        {
            Report(diagnostics, process, e.Message, GetRemedy(process, e));
        }

        attached?.Abandon();
        return null;
    }

    /// <summary>
    /// Has what is jitted by now listed once more, copies the map into the folder, and leaves the process as it was. Null where
    /// there is nothing to copy.
    /// </summary>
    /// <returns>The copy's path.</returns>
    public string? Finish(string folder, DiagnosticBag diagnostics)
    {
        try
        {
            if (_process.IsRunning())
            {
                EnablePerfMap();
            }
        }
        catch (Exception e) when (IsExpected(e))
        {
            // It may have ended this moment. What it has listed since the start counts.
            diagnostics.Info(DiagnosticCodes.PerfMapUnavailable, Format($"process {Pid} did not list its methods a second time: {e.Message}"));
        }

        Leave();
        var copy = Path.Combine(folder, Format($"perf-{Pid}.map"));
        try
        {
            CopyMap(copy);
            return copy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Warn(DiagnosticCodes.PerfMapUnavailable, Format($"the perf map of process {Pid} cannot be copied: {e.Message}"), null, _mapPath);
            return null;
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Leaves the process as it was, without a copy.</summary>
    public void Abandon()
    {
        Leave();
        Dispose();
    }

    public void Dispose() => _map?.Dispose();

    private static bool IsExpected(Exception e) =>
        // A process that ends in the middle of an answer leaves half of one: InvalidData, or an index beyond it.
        e is DiagnosticsClientException or IOException or InvalidDataException or ArgumentException or IndexOutOfRangeException or UnauthorizedAccessException or System.Net.Sockets.SocketException or TimeoutException or InputException or InvalidOperationException or FormatException;

    private static string? GetRemedy(DotNetProcess process, Exception e) => e switch
    {
        UnsupportedCommandException => "Its runtime is older than .NET 8, which brought the command; start it with DOTNET_PerfMapEnabled=3 instead.",
        TimeoutException => "It may be stopped (SIGSTOP) or hang.",
        _ when process.Process.EffectiveUserId != UntrustedFile.EffectiveUserId && UntrustedFile.EffectiveUserId != 0 =>
            Format($"It runs as user {process.Process.EffectiveUserId}: record as that user or as root."),
        _ => null,
    };

    private static void Report(DiagnosticBag diagnostics, DotNetProcess process, string what, string? remedy) =>
        diagnostics.Warn(DiagnosticCodes.AttachFailed,
            Format($"process {process.Process.Pid} ({process.ReadCommandName()}) gave no perf map, so its JIT code will have no names: {what}"), remedy);

    private static string Format(FormattableString text) => FormattableString.Invariant(text);

    private static T Invoke<T>(Func<T> command)
    {
        var answer = Task.Run(command);
        try
        {
            return answer.WaitAsync(AnswerTimeout).GetAwaiter().GetResult();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException(Format($"its runtime did not answer within {AnswerTimeout.TotalSeconds} s"), e);
        }
    }

    private void EnablePerfMap() => Invoke(() =>
    {
        _client.EnablePerfMap(PerfMapType.PerfMap);
        return true;
    });

    // Another recording that ends at this moment stops the map that we have just asked for: then it is asked for once more.
    private void Open()
    {
        for (var since = Stopwatch.GetTimestamp(); ; Thread.Sleep(Pause))
        {
            EnablePerfMap();
            _map = UntrustedFile.TryOpen(_mapPath);
            _shares = _map is not null && _map.TryShare() && _map.IsStillThere();
            if (_shares || Stopwatch.GetElapsedTime(since) > AnswerTimeout)
            {
                return;
            }

            _map?.Dispose();
        }
    }

    private static bool IsOfAnotherRecording(string path)
    {
        using var map = UntrustedFile.TryOpen(path);
        return map is not null && !map.TryTakeAlone();
    }

    // The file goes before the runtime stops: a recording that begins in between finds none, and asks until there is a new
    // one. The other way round it could get a map that is removed the moment it is made.
    private void Leave()
    {
        if (!_shares || _map!.TryTakeAlone())
        {
            RemoveMap();
            Restore();
        }
    }

    private void Restore()
    {
        if (_wasEnabled || !_process.IsRunning())
        {
            return;
        }

        try
        {
            Invoke(() =>
            {
                _client.DisablePerfMap();
                return true;
            });
        }
        catch (Exception e) when (IsExpected(e) && !_process.IsRunning())
        {
            // It ended between the two looks, and there is nothing left to restore.
            _ = e;
        }
        catch (Exception e) when (IsExpected(e))
        {
            RestoreFailure = e.Message;
        }
    }

    private void CopyMap(string path)
    {
        using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[256 * 1024];
        for (var position = 0L; position < PerfMapReader.MaxLength;)
        {
            var read = RandomAccess.Read(_map!.Handle, buffer, position);
            if (read == 0)
            {
                break;
            }

            target.Write(buffer.AsSpan(0, read));
            position += read;
        }
    }

    private void RemoveMap()
    {
        if (_mapExisted)
        {
            return;
        }

        try
        {
            File.Delete(_mapPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A container that is gone took the file with it; a folder that we may not write keeps it.
            _ = e;
        }
    }
}
