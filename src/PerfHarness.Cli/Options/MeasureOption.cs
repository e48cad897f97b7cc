using System.CommandLine;
using PerfHarness.Analysis;

namespace PerfHarness.Cli.Options;

/// <summary><c>--measure</c>.</summary>
internal sealed class MeasureOption
{
    private readonly ChoiceOption<Measure> _measure;

    public MeasureOption(Measure defaultMeasure, string description = "Count samples, or sum their periods (nanoseconds or events).") =>
        _measure = new("--measure", description, defaultMeasure, ("samples", Measure.Samples), ("weight", Measure.Weight));

    /// <summary>An option whose default depends on the input.</summary>
    public MeasureOption(string description)
        : this(Measure.Samples, description) => _measure.DefaultValueFactory = null;

    public void AddTo(Command command) => command.Add(_measure);

    public Measure GetMeasure(ParseResult parsed) => _measure.GetChoice(parsed);

    /// <summary>Null where it is not given and has no default.</summary>
    public Measure? FindMeasure(ParseResult parsed) => parsed.GetValue(_measure) is null ? null : GetMeasure(parsed);
}
