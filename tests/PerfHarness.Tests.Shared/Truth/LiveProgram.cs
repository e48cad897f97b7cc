using System.Diagnostics;
using System.Globalization;

namespace PerfHarness.Tests.Shared.Truth;

/// <summary>A program that lives until its standard input ends, and burns or works meanwhile: see eng/truth/Programs.</summary>
internal sealed class LiveProgram : IDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    // The runtime waits for its own children, and would take the signals of a debugger of one away from it.
    private const string Script = """exec 3<&0; "$0" "$@" <&3 3<&- >/dev/null & exec 3<&-; echo $!; wait""";

    private readonly Process _parent;

    private LiveProgram(Process parent, int pid) => (_parent, Pid) = (parent, pid);

    public int Pid { get; }

    /// <param name="folder">Where it writes what it knows; see <c>TruthFile</c>.</param>
    public static LiveProgram Start(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo("sh", ["-c", Script, program, .. arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["TRUTH_FOLDER"] = folder;
        start.Environment["TRUTH_LIVE"] = "1";
        var parent = Process.Start(start)!;
        return new LiveProgram(parent, int.Parse(parent.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture));
    }

    /// <summary>Lets it end by itself, so that it removes what it has in the folder for temporary files.</summary>
    public void Dispose()
    {
        try
        {
            _parent.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended.
        }

        if (!_parent.WaitForExit(EndLimit))
        {
            _parent.Kill(entireProcessTree: true);
            _parent.WaitForExit();
        }

        _parent.Dispose();
    }
}
