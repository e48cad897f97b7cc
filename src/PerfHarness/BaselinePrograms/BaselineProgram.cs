using PerfHarness.Recording;

namespace PerfHarness.BaselinePrograms;

/// <summary>A baseline's program that can be started, until it is disposed of.</summary>
/// <param name="Command">The benchmark's command with the baseline's program in it.</param>
/// <param name="Origin">Where it comes from, as in <c>kept files of commit abc1234</c>.</param>
internal sealed record BaselineProgram(CommandTarget Command, string Origin) : IDisposable
{
    /// <summary>The folder that holds its files; null where others own them.</summary>
    public IDisposable? Folder { get; init; }

    public void Dispose() => Folder?.Dispose();
}
