using System.CommandLine;
using System.Globalization;
using System.Text;
using PerfHarness.Analysis;
using PerfHarness.FlameGraphs;

namespace PerfHarness.Cli.Options;

/// <summary>How a flame graph is drawn: flamegraph.pl's options by their names.</summary>
internal sealed class FlameGraphOptionGroup
{
    private readonly Option<string?> _title = new("--title") { HelpName = "text", Description = "Title." };
    private readonly Option<string?> _subtitle = new("--subtitle") { HelpName = "text", Description = "Second line." };
    private readonly Option<int?> _width = new("--width") { HelpName = "pixels", Description = $"Width. Default: {FlameGraphOptions.Default.PixelWidth.ToString(CultureInfo.InvariantCulture)}, or the window's width in a browser." };
    private readonly Option<int> _height = new("--height") { HelpName = "pixels", Description = "Height of a frame.", DefaultValueFactory = static _ => FlameGraphOptions.Default.FrameHeight };
    private readonly Option<string> _minWidth = new("--minwidth") { HelpName = "pixels", Description = "Narrower frames are left out; with a % it is a share of the whole.", DefaultValueFactory = static _ => FlameGraphMinWidth.Default.ToString() };
    private readonly Option<string> _fontType = new("--fonttype") { HelpName = "family", Description = "Font.", DefaultValueFactory = static _ => FlameGraphOptions.Default.FontType };
    private readonly Option<double> _fontSize = new("--fontsize") { HelpName = "pixels", Description = "Size of the font.", DefaultValueFactory = static _ => FlameGraphOptions.Default.FontSize };
    private readonly Option<double> _fontWidth = new("--fontwidth") { HelpName = "em", Description = "Average width of a letter.", DefaultValueFactory = static _ => FlameGraphOptions.Default.FontWidth };
    private readonly Option<string?> _countName = new("--countname") { HelpName = "text", Description = "What a frame's width counts." };
    private readonly Option<string> _nameType = new("--nametype") { HelpName = "text", Description = "Stands before the name under the pointer.", DefaultValueFactory = static _ => FlameGraphOptions.Default.NameType };
    private readonly Option<string?> _background = new("--bgcolors") { HelpName = "colour", Description = "yellow, blue, green, grey or #rrggbb." };
    private readonly Option<bool> _hash = new("--hash") { Description = "Functions that are spelled alike get like colours." };
    private readonly Option<bool> _random = new("--random") { Description = "Colours by chance." };
    private readonly Option<bool> _reverse = new("--reverse") { Description = "Stacks are merged from their leaves." };
    private readonly Option<bool> _inverted = new("--inverted") { Description = "Icicle graph: the root stands on top." };
    private readonly Option<bool> _flameChart = new("--flamechart") { Description = "Stacks stand in the order of time; only neighbours are merged." };
    private readonly Option<bool> _negate = new("--negate") { Description = "Red and blue of a difference are swapped." };
    private readonly Option<long?> _total = new("--total") { HelpName = "n", Description = "Weight of the full width." };
    private readonly Option<double> _factor = new("--factor") { HelpName = "n", Description = "Printed weights are multiplied by it.", DefaultValueFactory = static _ => FlameGraphOptions.Default.Factor };
    private readonly Option<string?> _notes = new("--notes") { HelpName = "text", Description = "Kept in the file, not shown." };
    private readonly Option<string?> _search = new("--search") { HelpName = "regex", Description = "Highlighted when the graph opens." };
    private readonly Option<string?> _encoding = new("--encoding") { HelpName = "name", Description = "Encoding of the file. Default: UTF-8." };
    private readonly ChoiceOption<FlameGraphPalette> _colors = new("--colors", "Colours; kind has a hue for each sort of code.", FlameGraphPalette.Kind,
        [.. Enum.GetValues<FlameGraphPalette>().Select(palette => (palette.ToString().ToLowerInvariant(), palette))]);

    private readonly ChoiceOption<FlameGraphGroup> _group = new("--group", "Lowest frame of every stack.", FlameGraphGroup.Command,
        [.. Enum.GetValues<FlameGraphGroup>().Select(group => (group.ToString().ToLowerInvariant(), group))]);

    private readonly MeasureOption _measure = new(Measure.Samples);

    public void AddTo(Command command)
    {
        _minWidth.Validators.Add(result => ReportIf(result.GetValueOrDefault<string>() is { } text && !FlameGraphMinWidth.TryParse(text, out _), "--minwidth is pixels such as 0.1, or percent such as 0.5%.", result.AddError));
        AddLimit(_width, FlameGraphLimit.Width);
        AddLimit(_height, FlameGraphLimit.FrameHeight);
        AddLimit(_fontSize, FlameGraphLimit.FontSize);
        AddLimit(_fontWidth, FlameGraphLimit.FontWidth);
        AddLimit(_factor, FlameGraphLimit.Factor);
        AddLimit(_total, FlameGraphLimit.Total);
        _encoding.Validators.Add(result => ReportIf(result.GetValueOrDefault<string?>() is { } name && !IsEncoding(name), "--encoding is the name of an encoding such as utf-8 or iso-8859-1.", result.AddError));
        foreach (var option in (Option[])[_title, _subtitle, _width, _height, _minWidth, _fontType, _fontSize, _fontWidth, _countName, _nameType, _colors, _background, _hash, _random,
            _reverse, _inverted, _flameChart, _negate, _total, _factor, _notes, _search, _encoding, _group])
        {
            command.Add(option);
        }

        _measure.AddTo(command);
    }

    public bool NeedsTimes(ParseResult parsed) => parsed.GetValue(_flameChart);

    public FlameGraphGroup GetGroup(ParseResult parsed) => _group.GetChoice(parsed);

    public Measure GetMeasure(ParseResult parsed) => _measure.GetMeasure(parsed);

    /// <param name="unit">What a weight counts where <c>--countname</c> does not say.</param>
    public FlameGraphOptions CreateOptions(ParseResult parsed, string unit)
    {
        _ = FlameGraphMinWidth.TryParse(parsed.GetValue(_minWidth)!, out var minWidth);
        return new FlameGraphOptions
        {
            Title = parsed.GetValue(_title),
            Subtitle = parsed.GetValue(_subtitle),
            Width = parsed.GetValue(_width),
            FrameHeight = parsed.GetValue(_height),
            MinWidth = minWidth,
            FontType = parsed.GetValue(_fontType)!,
            FontSize = parsed.GetValue(_fontSize),
            FontWidth = parsed.GetValue(_fontWidth),
            CountName = parsed.GetValue(_countName) ?? (GetMeasure(parsed) == Measure.Samples ? "samples" : unit),
            NameType = parsed.GetValue(_nameType)!,
            Palette = _colors.GetChoice(parsed),
            Shading = parsed.GetValue(_random) ? FlameGraphShading.Random : parsed.GetValue(_hash) ? FlameGraphShading.Prefix : FlameGraphShading.Name,
            Background = parsed.GetValue(_background),
            Reverse = parsed.GetValue(_reverse),
            Inverted = parsed.GetValue(_inverted),
            FlameChart = parsed.GetValue(_flameChart),
            Negate = parsed.GetValue(_negate),
            Total = parsed.GetValue(_total),
            Factor = parsed.GetValue(_factor),
            Notes = parsed.GetValue(_notes),
            Search = parsed.GetValue(_search),
            Encoding = parsed.GetValue(_encoding) is { } name ? Encoding.GetEncoding(name) : null,
        };
    }

    private static void AddLimit<T>(Option<T> option, FlameGraphLimit limit) => option.Validators.Add(result => ReportIf(
        result.GetValueOrDefault<T>() is { } value && !limit.Includes(Convert.ToDouble(value, CultureInfo.InvariantCulture)), limit.Message, result.AddError));

    private static void ReportIf(bool wrong, string message, Action<string> report)
    {
        if (wrong)
        {
            report(message);
        }
    }

    private static bool IsEncoding(string name)
    {
        try
        {
            _ = Encoding.GetEncoding(name);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
