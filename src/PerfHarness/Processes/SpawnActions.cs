using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PerfHarness.Processes;

/// <summary>What <c>posix_spawn</c> does between fork and exec: descriptors, directory, session, signals.</summary>
internal sealed class SpawnActions : IDisposable
{
    // glibc's and musl's own structures have 80 and 336 bytes; they are opaque, so there is room to spare.
    private readonly byte[] _actions = GC.AllocateArray<byte>(1024, pinned: true);
    private readonly byte[] _attributes = GC.AllocateArray<byte>(1024, pinned: true);
    private readonly List<SafeFileHandle> _childEnds = [];

    public SpawnActions()
    {
        _ = LibC.FileActionsInit(_actions);
        _ = LibC.SpawnAttributesInit(_attributes);
    }

    /// <summary>Standard input is at its end at once.</summary>
    public void AddEmptyInput() => ThrowIfError(LibC.FileActionsOpen(_actions, 0, "/dev/null", LibC.OpenReadOnly, 0));

    public void AddOutput(int descriptor, OutputTarget target, List<(Thread Thread, FileStream Pipe)> readers)
    {
        switch (target)
        {
            case OutputTarget.FileTarget file:
                ThrowIfError(LibC.FileActionsOpen(
                    _actions, descriptor, file.Path, LibC.OpenWriteOnly | LibC.OpenCreate | LibC.OpenTruncate, Convert.ToUInt32("600", 8)));
                break;
            case OutputTarget.ReaderTarget reader:
                var ends = new int[2];
                if (LibC.Pipe(ends, LibC.CloseOnExec) != 0)
                {
                    throw new IOException($"Cannot create a pipe: {Marshal.GetLastPInvokeErrorMessage()}.");
                }

                _childEnds.Add(new SafeFileHandle(ends[1], ownsHandle: true));
                ThrowIfError(LibC.FileActionsDup(_actions, ends[1], descriptor));
                var pipe = new FileStream(new SafeFileHandle(ends[0], ownsHandle: true), FileAccess.Read, 0);
                readers.Add((new Thread(() => reader.Read(pipe)) { IsBackground = true, Name = "read a process's output" }, pipe));
                break;
        }
    }

    /// <returns>0 or the error number.</returns>
    public int Spawn(string path, string[] arguments, string[] environment, string? workingDirectory, out int pid)
    {
        if (workingDirectory is not null)
        {
            ThrowIfError(LibC.FileActionsChangeDirectory(_actions, Path.GetFullPath(workingDirectory)));
        }

        var signals = new byte[128];
        _ = LibC.EmptySignalSet(signals);
        ThrowIfError(LibC.SpawnAttributesSetSignalMask(_attributes, signals));

        // The runtime ignores SIGPIPE, and what is ignored stays so across exec; the others it handles, which exec undoes.
        // A shell starts background jobs with SIGINT and SIGQUIT ignored.
        _ = LibC.AddSignal(signals, Signals.BrokenPipe);
        _ = LibC.AddSignal(signals, Signals.Interrupt);
        _ = LibC.AddSignal(signals, Signals.Quit);
        ThrowIfError(LibC.SpawnAttributesSetSignalDefaults(_attributes, signals));
        ThrowIfError(LibC.SpawnAttributesSetFlags(
            _attributes, LibC.SpawnSetSession | LibC.SpawnSetSignalMask | LibC.SpawnSetSignalDefaults));
        return LibC.Spawn(out pid, path, _actions, _attributes, [.. arguments, null], [.. environment, null]);
    }

    public void Dispose()
    {
        _ = LibC.FileActionsDestroy(_actions);
        _ = LibC.SpawnAttributesDestroy(_attributes);
        _childEnds.ForEach(end => end.Dispose());
    }

    private static void ThrowIfError(int error)
    {
        if (error != 0)
        {
            throw new IOException($"Cannot prepare a process: {new Win32Exception(error).Message}.");
        }
    }
}
