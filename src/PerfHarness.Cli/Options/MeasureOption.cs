using System.CommandLine;
using PerfHarness.Analysis;

namespace PerfHarness.Cli.Options;

/// <summary><c>--measure</c>.</summary>
internal sealed class MeasureOption(Measure defaultMeasure)
{
    private readonly ChoiceOption<Measure> _measure = new(
        "--measure",
        "Count samples, or sum their periods (nanoseconds or events).",
        defaultMeasure,
        ("samples", Measure.Samples),
        ("weight", Measure.Weight));

    public void AddTo(Command command) => command.Add(_measure);

    public Measure GetMeasure(ParseResult parsed) => _measure.GetChoice(parsed);
}
