using System.Globalization;
using System.Text;
using System.Threading.Channels;
using PerfHarness.Recording;

namespace PerfHarness.TestHosts;

/// <summary>The side of <see cref="TestHostProcess"/> that is in the test host: this process, when it was started to run one test.</summary>
internal sealed class TestHostRun
{
    private const int FailedExitCode = 1;

    private readonly string _folder;
    private readonly Channel<string> _commands = Channel.CreateUnbounded<string>();
    private int _isBegun;
    private bool _isMeasured;

    private TestHostRun(string folder, TestHostRequest request) => (_folder, Request) = (folder, request);

    /// <summary>Null in every process but a test host.</summary>
    public static TestHostRun? Current { get; private set; }

    public TestHostRequest Request { get; }

    /// <summary>Runs the test that this process was started for, and exits; returns if it was started for something else.</summary>
    /// <param name="runTest">Runs one test, writes to the console why it failed, and returns 0 or another exit code.</param>
    public static void ExecuteAndExit(Func<TestHostRequest, int> runTest)
    {
        var folder = Environment.GetEnvironmentVariable(TestHostEnvironment.FolderVariable);
        Environment.SetEnvironmentVariable(TestHostEnvironment.FolderVariable, null);
        Environment.SetEnvironmentVariable(TestHostEnvironment.HookVariable, null);
        if (string.IsNullOrEmpty(folder) || !Directory.Exists(folder))
        {
            return;
        }

        int exitCode;
        try
        {
            exitCode = Execute(folder, runTest);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Console.Error.WriteLine(e);
            exitCode = FailedExitCode;
        }

        Environment.Exit(exitCode);
    }

    /// <summary>True for the test, and the part of it, that this process is to measure.</summary>
    public bool IsFor(string test, string part) => Request.Test == test && Request.Part == part;

    /// <summary>Warms the body up and repeats it while it is recorded, as the starter requests; only the first time.</summary>
    /// <param name="repeat">Runs the body repeatedly while its parameter <c>shouldContinue</c> returns true.</param>
    public async Task MeasureAsync(Func<Func<bool>, CancellationToken, Task> repeat, CancellationToken cancellation = default)
    {
        if (Interlocked.Exchange(ref _isBegun, 1) != 0)
        {
            return;
        }

        await AwaitAsync(TestHostProtocol.Prepare, cancellation).ConfigureAwait(false);
        for (var i = 0; i < Request.Warmups; i++)
        {
            await CreateRepetition().RunAsync(repeat, cancellation).ConfigureAwait(false);
        }

        Answer();
        await AwaitAsync(TestHostProtocol.Measure, cancellation).ConfigureAwait(false);
        var repetition = CreateRepetition();
        await repetition.RunAsync(repeat, cancellation).ConfigureAwait(false);
        new TestHostReport(repetition.Count, [.. repetition.Threads]).Write(_folder);
        _isMeasured = true;
        Answer();

        // What follows must not be in the recording, which ends now.
        await AwaitAsync(TestHostProtocol.End, cancellation).ConfigureAwait(false);
    }

    private static int Execute(string folder, Func<TestHostRequest, int> runTest)
    {
        var request = TestHostRequest.Read(folder);
        if (request is not { Version: TestHostRequest.CurrentVersion })
        {
            Console.Error.WriteLine("The request is of another version of PerfHarness.");
            return FailedExitCode;
        }

        TestHostProtocol.MarkStarted(folder);
        Environment.CurrentDirectory = request.WorkingDirectory;
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.GetCultureInfo(request.Culture);
        CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.GetCultureInfo(request.UICulture);
        var run = new TestHostRun(folder, request);
        Current = run;
        new Thread(run.ReadCommands) { IsBackground = true, Name = "requests to the test host" }.Start();
        var exitCode = runTest(request);
        if (!run._isMeasured)
        {
            Console.Error.WriteLine($"The test host ended before {request.Test} was measured: there is no such test, it was skipped, or it failed.");
        }

        return run._isMeasured ? 0 : exitCode == 0 ? FailedExitCode : exitCode;
    }

    private BodyRepetition CreateRepetition() => new(Request.CpuTime, Request.MaxDuration, Request.Samples);

    private void Answer()
    {
        using var pipe = PerfControl.OpenFifo(Path.Combine(_folder, PerfControl.AcknowledgeName));
        pipe.Write(Encoding.ASCII.GetBytes("ack\n"));
    }

    private async Task AwaitAsync(string command, CancellationToken cancellation)
    {
        while (await _commands.Reader.ReadAsync(cancellation).ConfigureAwait(false) != command)
        {
        }
    }

    // The pipe is at its end when the starter has gone: nobody waits for this process any more.
    private void ReadCommands()
    {
        try
        {
            using var pipe = new FileStream(
                Path.Combine(_folder, PerfControl.ControlName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
            using var reader = new StreamReader(pipe);
            while (reader.ReadLine() is { } command)
            {
                _commands.Writer.TryWrite(command);
            }
        }
        finally
        {
            Environment.Exit(FailedExitCode);
        }
    }
}
