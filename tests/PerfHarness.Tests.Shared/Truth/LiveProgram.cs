using System.Diagnostics;

namespace PerfHarness.Tests.Shared.Truth;

/// <summary>A program that lives until its standard input ends, and burns or works meanwhile: see eng/truth/Programs.</summary>
internal sealed class LiveProgram : IDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private LiveProgram(Process process) => _process = process;

    public int Pid => _process.Id;

    /// <param name="folder">Where it writes what it knows; see <c>TruthFile</c>.</param>
    public static LiveProgram Start(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["TRUTH_FOLDER"] = folder;
        start.Environment["TRUTH_LIVE"] = "1";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return new LiveProgram(process);
    }

    /// <summary>Lets it end by itself, so that it removes what it has in the folder for temporary files.</summary>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended.
        }

        if (!_process.WaitForExit(EndLimit))
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
