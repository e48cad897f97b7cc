using System.Net.Sockets;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Symbols.Jit;

namespace PerfHarness.Recording.Runtimes;

/// <summary>
/// A running process of another runtime than .NET. A Java virtual machine lists its code when it is asked, once the recording has
/// ended; Node and others write <c>/tmp/perf-PID.map</c> if they were started so. The map is copied, and removed if it is there only
/// because of us.
/// </summary>
internal sealed class OtherRuntime : IDisposable
{
    private readonly RunningProcess _process;
    private readonly bool _isJava;
    private readonly bool _isNode;
    private readonly UntrustedFile? _early;

    private OtherRuntime(RunningProcess process, bool isJava, bool isNode)
    {
        (_process, _isJava, _isNode) = (process, isJava, isNode);
        // Opened now, it can still be read when the process and its file system are gone. What is wrong with it is reported at the end.
        _early = isJava ? null : TryOpenMap(new DiagnosticBag());
    }

    private string MapPath => FormattableString.Invariant($"{_process.Root}/tmp/perf-{_process.Process.NamespacePid}.map");

    private int Pid => _process.Process.Pid;

    /// <summary>Null if it is no runtime that is known, and there is no map of its.</summary>
    public static OtherRuntime? TryCreate(RunningProcess process)
    {
        var (isJava, isNode) = (process.HasHotSpot(), process.HasNode());
        var runtime = new OtherRuntime(process, isJava, isNode);
        return isJava || isNode || runtime._early is not null ? runtime : null;
    }

    /// <summary>Copies the map into the folder as <c>perf-PID.map</c>, with the process id that is in the recording.</summary>
    /// <param name="isOneOfMany">Nobody asked for this very process: that it writes no map is not worth a message.</param>
    /// <returns>The copy's path, or null.</returns>
    public string? Finish(string folder, bool isOneOfMany, DiagnosticBag diagnostics)
    {
        var copy = Path.Combine(folder, FormattableString.Invariant($"perf-{Pid}.map"));
        if (File.Exists(copy))
        {
            return null;
        }

        using var processLock = AttachedRuntime.LockProcess(Pid);
        var isOurs = false;
        try
        {
            var existed = Path.Exists(MapPath);
            if (_isJava && _process.IsRunning())
            {
                isOurs = !existed;
                var port = new JavaAttachPort(_process);
                port.WritePerfMap();
                if (!isOneOfMany && !port.KeepsFramePointers())
                {
                    ReportStacks(diagnostics);
                }
            }

            using var map = TryOpenMap(diagnostics);
            if ((map ?? _early) is { } found)
            {
                ForeignPerfMap.Copy(found, copy);
                return copy;
            }

            if (!existed && !isOneOfMany)
            {
                ReportMissing(diagnostics);
            }
        }
        catch (Exception e) when (IsExpected(e))
        {
            diagnostics.Warn(
                DiagnosticCodes.AttachFailed,
                FormattableString.Invariant($"process {Pid} ({_process.ReadCommandName()}) listed no code, so it cannot be named: {e.Message}"),
                GetRemedy());
        }
        finally
        {
            if (isOurs)
            {
                TryRemove();
            }
        }

        return null;
    }

    public void Dispose() => _early?.Dispose();

    private static bool IsExpected(Exception e) =>
        e is IOException or UnauthorizedAccessException or SocketException or TimeoutException or InputException or NotSupportedException;

    private UntrustedFile? TryOpenMap(DiagnosticBag diagnostics) =>
        new JitFileTrustPolicy(_process.Process.EffectiveUserId, _process.Process.Started).TryOpen(MapPath, "perf map", diagnostics);

    private void ReportStacks(DiagnosticBag diagnostics) => diagnostics.Info(
        DiagnosticCodes.BrokenStacks,
        FormattableString.Invariant($"process {Pid} ({_process.ReadCommandName()}) keeps no frame pointers, so callers of its Java code are missing"),
        "Start it with -XX:+PreserveFramePointer.");

    private void ReportMissing(DiagnosticBag diagnostics)
    {
        var what = FormattableString.Invariant($"process {Pid} ({_process.ReadCommandName()}) wrote no perf map, so its JIT code cannot be named");
        if (_isNode)
        {
            diagnostics.Warn(
                DiagnosticCodes.PerfMapUnavailable, what, "Start it with NODE_OPTIONS='--perf-basic-prof --interpreted-frames-native-stack'.");
        }
        else
        {
            diagnostics.Warn(DiagnosticCodes.PerfMapUnavailable, what, "It ended before it was asked: stop the recording before the process ends.");
        }
    }

    private string GetRemedy()
    {
        var user = _process.Process.EffectiveUserId;
        return user != UntrustedFile.EffectiveUserId && UntrustedFile.EffectiveUserId != 0
            ? FormattableString.Invariant($"It runs as user {user}: record as that user or as root.")
            : "Java 17 and later list their code on request; start others with -XX:+UnlockDiagnosticVMOptions -XX:+DumpPerfMapAtExit, or an agent "
                + "that writes a perf map.";
    }

    private void TryRemove()
    {
        try
        {
            File.Delete(MapPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // If its container is gone, so is the file; in a folder that we may not write to it stays.
            _ = e;
        }
    }
}
