using System.CommandLine;
using PerfHarness.Analysis;

namespace PerfHarness.Cli.Options;

/// <summary><c>--measure</c>: what is summed up.</summary>
internal sealed class MeasureOption(Measure usual)
{
    private readonly ChoiceOption<Measure> _measure = new("--measure", "Count samples, or sum their weight: the period, in nanoseconds or events.", usual,
        ("samples", Measure.Samples), ("weight", Measure.Weight));

    public void AddTo(Command command) => command.Add(_measure);

    public Measure GetMeasure(ParseResult parsed) => _measure.GetChoice(parsed);
}
