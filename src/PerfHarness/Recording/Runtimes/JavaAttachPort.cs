using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using PerfHarness.Processes;

namespace PerfHarness.Recording.Runtimes;

/// <summary>
/// Where a HotSpot virtual machine takes commands, as <c>jcmd</c> does, for which no JDK is needed here:
/// <code>
///   /tmp/.java_pidPID is there ────────────────────────────────────────────► connect, send the command, read the answer
///   else: create /tmp/.attach_pidPID, send SIGQUIT ──► the machine listens ──┘
/// </code>
/// </summary>
internal sealed class JavaAttachPort(RunningProcess process)
{
    private const string Version = "1";
    private const string Success = "0";
    private const string CaughtSignals = "SigCgt:";
    private const int MaxAnswerBytes = 64 * 1024;
    private const ulong QuitMask = 1UL << (Signals.Quit - 1);

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private string Folder => process.Root + "/tmp";

    private string SocketPath => string.Create(CultureInfo.InvariantCulture, $"{Folder}/.java_pid{process.Process.NamespacePid}");

    /// <summary>Has its code written to <c>/tmp/perf-PID.map</c>, as its own file system and namespace have it.</summary>
    /// <exception cref="IOException">It refused, or knows no such command.</exception>
    /// <exception cref="NotSupportedException">It takes no commands.</exception>
    /// <exception cref="TimeoutException">It did not answer.</exception>
    public void WritePerfMap()
    {
        var answer = Execute("jcmd", "Compiler.perfmap");
        var lines = answer.Split('\n', 2);
        // A command that it does not know is an answer as well.
        if (lines[0].Trim() != Success || answer.Contains("Exception", StringComparison.Ordinal))
        {
            throw new IOException($"its virtual machine answered '{(lines.Length > 1 ? lines[1] : answer).Trim()}'");
        }
    }

    /// <summary>Its stacks can be followed by frame pointers, as it was started.</summary>
    public bool KeepsFramePointers() => !Execute("printflag", "PreserveFramePointer").Contains("-XX:-PreserveFramePointer", StringComparison.Ordinal);

    private string Execute(params string[] command)
    {
        using var socket = Connect() ?? ConnectAfterRequest();
        socket.SendTimeout = (int)AnswerTimeout.TotalMilliseconds;
        socket.ReceiveTimeout = socket.SendTimeout;
        // A version, the command and three arguments, each ended by NUL.
        string[] words = [Version, .. command, .. Enumerable.Repeat("", 4 - command.Length)];
        socket.Send(Encoding.UTF8.GetBytes(string.Concat(words.Select(word => word + '\0'))));
        var answer = new byte[MaxAnswerBytes];
        var length = 0;
        for (int read; length < answer.Length && (read = socket.Receive(answer, length, answer.Length - length, SocketFlags.None)) > 0;)
        {
            length += read;
        }

        return Encoding.UTF8.GetString(answer, 0, length);
    }

    /// <summary>Null if it does not listen, or no longer.</summary>
    private Socket? Connect()
    {
        if (!File.Exists(SocketPath))
        {
            return null;
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(SocketPath));
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            return e.SocketErrorCode == SocketError.ConnectionRefused ? null : throw new IOException(e.Message, e);
        }
    }

    private Socket ConnectAfterRequest()
    {
        ThrowIfUnsafe();
        var request = string.Create(CultureInfo.InvariantCulture, $"{Folder}/.attach_pid{process.Process.NamespacePid}");
        // Another tool may be asking just now: then the request is its, and so is the file. A link is not followed.
        var isOurs = !Path.Exists(request);
        if (isOurs)
        {
            new FileStream(request, FileMode.CreateNew, FileAccess.Write).Dispose();
        }

        try
        {
            _ = LibC.Kill(process.Process.Pid, Signals.Quit);
            for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < AnswerTimeout; Thread.Sleep(PollInterval))
            {
                if (Connect() is { } socket)
                {
                    return socket;
                }
            }

            throw new TimeoutException(string.Create(
                CultureInfo.InvariantCulture, $"its virtual machine did not answer within {AnswerTimeout.TotalSeconds} s"));
        }
        finally
        {
            if (isOurs)
            {
                File.Delete(request);
            }
        }
    }

    // SIGQUIT ends a process that does not handle it, and makes a machine that may not be attached to print all its stacks.
    private void ThrowIfUnsafe()
    {
        var proc = string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Process.Pid}");
        var status = (ProcFile.Read(proc + "/status") ?? "").Split('\n');
        var caught = status.FirstOrDefault(line => line.StartsWith(CaughtSignals, StringComparison.Ordinal))?[CaughtSignals.Length..];
        if (!ulong.TryParse(caught?.Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var mask) || (mask & QuitMask) == 0)
        {
            throw new NotSupportedException("its virtual machine takes no commands: it was started with -Xrs, or is just starting");
        }

        var settings = ProcFile.Read(proc + "/cmdline") + ProcFile.Read(proc + "/environ");
        if (settings.Contains("+DisableAttachMechanism", StringComparison.Ordinal))
        {
            throw new NotSupportedException("its virtual machine takes no commands: it was started with -XX:+DisableAttachMechanism");
        }
    }
}
