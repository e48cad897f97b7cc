using Microsoft.Diagnostics.NETCore.Client;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording.Runtimes;

/// <summary>The diagnostic port of one .NET process: every command has a time limit.</summary>
internal sealed class DiagnosticPort(int pid)
{
    // A command is answered within some tens of milliseconds, but never by a process that is stopped.
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private readonly DiagnosticsClient _client = new(pid);

    /// <summary>What a command may throw, as the process may end at any moment.</summary>
    public static bool IsExpected(Exception e) =>
        // A process that ends while it answers leaves half an answer: InvalidData, or an index beyond it.
        e is DiagnosticsClientException or IOException or InvalidDataException or ArgumentException or IndexOutOfRangeException
            or UnauthorizedAccessException or System.Net.Sockets.SocketException or TimeoutException or InputException
            or InvalidOperationException or FormatException;

    public Dictionary<string, string> GetEnvironment() => Invoke(_client.GetProcessEnvironment);

    /// <summary>Lists what is jitted in the perf map, and then everything that will be.</summary>
    public void EnablePerfMap() => Invoke(() =>
    {
        _client.EnablePerfMap(PerfMapType.PerfMap);
        return true;
    });

    public void DisablePerfMap() => Invoke(() =>
    {
        _client.DisablePerfMap();
        return true;
    });

    private static T Invoke<T>(Func<T> command)
    {
        var answer = Task.Run(command);
        try
        {
            return answer.WaitAsync(AnswerTimeout).GetAwaiter().GetResult();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException(FormattableString.Invariant($"its runtime did not answer within {AnswerTimeout.TotalSeconds} s"), e);
        }
    }
}
