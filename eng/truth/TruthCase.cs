using PerfHarness.Recording;

namespace PerfHarness.Truth;

/// <summary>A row of the table: a program as it is built, started and recorded.</summary>
/// <param name="Title">What it is, for a reader.</param>
/// <param name="Program">Which of <see cref="Builder"/>'s programs.</param>
/// <param name="Kind">How it is published.</param>
/// <param name="Arguments">The program's.</param>
internal sealed record TruthCase(string Title, string Program, PublishKind Kind, params string[] Arguments)
{
    /// <summary>The runtime's settings, without <c>DOTNET_</c>.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    public Recorded Recorded { get; init; } = Recorded.Command;

    /// <summary>Compares what functions burned.</summary>
    public bool Burns { get; init; } = true;

    public RecordOptions Options { get; init; } = new();

    public string SettingsText =>
        string.Join(", ", Settings.Select(s => $"{s.Name}={s.Value}").Append(Options.PerCpu ? "`--per-cpu`" : "").Where(s => s.Length > 0));
}
