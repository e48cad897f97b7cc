using System.Diagnostics;
using System.Text;

namespace PerfHarness.Packages.Tests.Hosts;

/// <summary>One run of a program, with what it wrote to both streams.</summary>
internal sealed record ShellRun(int ExitCode, string Output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task<ShellRun> RunAsync(string folder, IReadOnlyDictionary<string, string?> environment, string program, params string[] arguments)
    {
        using var process = Start(folder, environment, program, arguments, out var text);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end:\n{text()}", e);
        }

        return new ShellRun(process.ExitCode, text());
    }

    public static Process Start(string folder, IReadOnlyDictionary<string, string?> environment, string program, string[] arguments, out Func<string> output)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            if (value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = value;
            }
        }

        var text = new StringBuilder();
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += Append;
        process.ErrorDataReceived += Append;
        output = () =>
        {
            lock (text)
            {
                return text.ToString();
            }
        };
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Append(object sender, DataReceivedEventArgs line)
        {
            lock (text)
            {
                text.Append(line.Data).Append('\n');
            }
        }
    }

    /// <summary>Itself, after a look at the exit code.</summary>
    public ShellRun Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, expected {exitCode}:\n{Output}");
        return this;
    }

    public ShellRun AssertContains(string text)
    {
        Assert.True(Output.Contains(text, StringComparison.Ordinal), $"'{text}' is not in:\n{Output}");
        return this;
    }

    public ShellRun AssertDoesNotContain(string text)
    {
        Assert.DoesNotContain(text, Output, StringComparison.Ordinal);
        return this;
    }
}
