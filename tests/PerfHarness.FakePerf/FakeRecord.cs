using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace PerfHarness.FakePerf;

/// <summary>Plays <c>perf record --control=fifo:…</c>: answers commands until SIGINT, then writes its file.</summary>
internal sealed class FakeRecord(string[] args, Misbehavior misbehavior)
{
    private readonly ManualResetEventSlim _stopped = new();

    public int Run()
    {
        if (misbehavior == Misbehavior.Paranoid)
        {
            return Fail(FakeResponses.Forbidden);
        }

        var pages = Option("--mmap-pages");
        if (misbehavior == Misbehavior.LittleMemory && (pages is null || int.Parse(pages, CultureInfo.InvariantCulture) > 4))
        {
            return Fail(FakeResponses.LittleMemory);
        }

        if (misbehavior == Misbehavior.Silent || (misbehavior == Misbehavior.SilentTwice && CountStarts() <= 2))
        {
            return 255;
        }

        if (misbehavior == Misbehavior.NoSampling && Option("--event") == "cycles")
        {
            return Fail(FakeResponses.NoSampling);
        }

        if (misbehavior is Misbehavior.NoBuildIds or Misbehavior.NoBuildIdsInKernel && args.Contains("--buildid-mmap"))
        {
            return Fail(misbehavior == Misbehavior.NoBuildIds ? FakeResponses.NoBuildIds : FakeResponses.NoBuildIdsInKernel);
        }

        // Asked while the process is there; its command may have ended when the file is written.
        var pid = int.Parse((Option("--pid") ?? "0").Split(',')[0], CultureInfo.InvariantCulture);
        var run = RecordingScript.Current?.Next(pid);
        var program = run is null ? null : HeldProgram(pid);

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
        new Thread(AnswerControlFifo) { IsBackground = true }.Start();
        _stopped.Wait();
        if (misbehavior == Misbehavior.Lose)
        {
            Console.Error.WriteLine("Warning:\nProcessed 1000 events and lost 7 chunks!\n\nCheck IO/CPU overload!");
        }

        if (run is { } scripted)
        {
            new PerfDataWriter(Option("--output")!, pid, program).Write(scripted.Functions, scripted.Lost, ThreadsOf(pid));
        }
        else if (misbehavior != Misbehavior.NoFile)
        {
            WriteFile();
        }

        return misbehavior is Misbehavior.Truncate or Misbehavior.NoFile ? 255 : 0;
    }

    private static int Fail(string said)
    {
        Console.Error.WriteLine(said);
        return 255;
    }

    // Beside the recording, which stays the same however often perf is started for it.
    private int CountStarts()
    {
        var file = Path.Combine(Path.GetDirectoryName(Option("--output"))!, "starts");
        File.AppendAllText(file, "x");
        return (int)new FileInfo(file).Length;
    }

    private string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var index && index + 1 < args.Length ? args[index + 1] : null;

    // sh -c SCRIPT FIFO PROGRAM ARGUMENTS; of a process that runs already nothing need be said.
    private static string? HeldProgram(int pid)
    {
        var proc = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
        return File.ReadAllText(proc + "/cmdline").Split('\0') is ["/bin/sh", "-c", _, _, var program, ..]
            ? Path.GetFullPath(program, new DirectoryInfo(proc + "/cwd").LinkTarget ?? "/")
            : null;
    }

    private static List<int> ThreadsOf(int pid)
    {
        var tasks = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task");
        try
        {
            return [.. Directory.EnumerateDirectories(tasks).Select(task => int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture))];
        }
        catch (DirectoryNotFoundException)
        {
            return [pid];
        }
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (misbehavior != Misbehavior.HangStopping)
        {
            _stopped.Set();
        }
    }

    private void AnswerControlFifo()
    {
        if (misbehavior == Misbehavior.HangAttaching)
        {
            return;
        }

        var fifos = args.First(arg => arg.StartsWith("--control=fifo:", StringComparison.Ordinal))["--control=fifo:".Length..].Split(',');
        using var control = new FileStream(fifos[0], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        using var acknowledge = new FileStream(fifos[1], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        var bytes = new byte[64];
        while (true)
        {
            for (var commands = bytes.AsSpan(0, control.Read(bytes)).Count((byte)'\n'); commands > 0; commands--)
            {
                acknowledge.Write("ack\n\0"u8);
            }

            if (misbehavior == Misbehavior.Crash)
            {
                Process.GetCurrentProcess().Kill();
            }
        }
    }

    // A header whose data section has a size only where the file is complete.
    private void WriteFile()
    {
        var header = new byte[104 + 64];
        "PERFILE2"u8.CopyTo(header);
        header[8] = 104;
        header[40] = 104;
        header[48] = misbehavior == Misbehavior.Truncate ? (byte)0 : (byte)64;
        File.WriteAllBytes(Option("--output")!, header);
    }
}
