using System.CommandLine;
using System.Globalization;
using System.Text;
using PerfHarness.Analysis;
using PerfHarness.FlameGraphs;

namespace PerfHarness.Cli.Options;

/// <summary>How a flame graph is drawn: options and names as in flamegraph.pl.</summary>
internal sealed class FlameGraphOptionGroup
{
    private readonly Option<string?> _title = new("--title") { HelpName = "text", Description = "Title." };
    private readonly Option<string?> _subtitle = new("--subtitle") { HelpName = "text", Description = "Subtitle." };

    private readonly Option<int?> _width = new("--width")
    {
        HelpName = "pixels",
        Description = string.Create(
            CultureInfo.InvariantCulture, $"Width. Default: {FlameGraphOptions.Default.PixelWidth}, or the window's width in a browser."),
    };

    private readonly Option<int> _height = new("--height")
    {
        HelpName = "pixels",
        Description = "Height of a frame.",
        DefaultValueFactory = static _ => FlameGraphOptions.Default.FrameHeight,
    };

    private readonly Option<string> _minWidth = new("--minwidth")
    {
        HelpName = "pixels",
        Description = "Minimum width of a frame, in pixels or, with %, of the total.",
        DefaultValueFactory = static _ => FlameGraphMinWidth.Default.ToString(),
    };

    private readonly Option<string> _fontType = new("--fonttype")
    {
        HelpName = "family",
        Description = "Font.",
        DefaultValueFactory = static _ => FlameGraphOptions.Default.FontType,
    };

    private readonly Option<double> _fontSize = new("--fontsize")
    {
        HelpName = "pixels",
        Description = "Font size.",
        DefaultValueFactory = static _ => FlameGraphOptions.Default.FontSize,
    };

    private readonly Option<double> _fontWidth = new("--fontwidth")
    {
        HelpName = "em",
        Description = "Average character width.",
        DefaultValueFactory = static _ => FlameGraphOptions.Default.FontWidth,
    };

    private readonly Option<string?> _countName = new("--countname")
    {
        HelpName = "text",
        Description = "Unit of the frame widths.",
    };

    private readonly Option<string> _nameType = new("--nametype")
    {
        HelpName = "text",
        Description = "Label before the name of the frame under the pointer.",
        DefaultValueFactory = static _ => FlameGraphOptions.Default.NameType,
    };

    private readonly Option<string?> _background = new("--bgcolors")
    {
        HelpName = "color",
        Description = "Background: yellow, blue, green, grey or #rrggbb.",
    };

    private readonly Option<bool> _hash = new("--hash")
    {
        Description = "Give functions with similar names similar colors.",
    };

    private readonly Option<bool> _random = new("--random") { Description = "Random colors." };
    private readonly Option<bool> _reverse = new("--reverse") { Description = "Merge stacks from the leaves." };
    private readonly Option<bool> _inverted = new("--inverted") { Description = "Icicle graph: root at the top." };

    private readonly Option<bool> _flameChart = new("--flamechart")
    {
        Description = "Flame chart: stacks in time order; only adjacent ones are merged.",
    };

    private readonly Option<bool> _negate = new("--negate")
    {
        Description = "Swap red and blue in a differential flame graph.",
    };

    private readonly Option<long?> _total = new("--total")
    {
        HelpName = "n",
        Description = "Weight that corresponds to the full width.",
    };

    private readonly Option<double> _factor = new("--factor")
    {
        HelpName = "n",
        Description = "Multiply printed weights by this factor.",
        DefaultValueFactory = static _ => FlameGraphOptions.Default.Factor,
    };

    private readonly Option<string?> _notes = new("--notes")
    {
        HelpName = "text",
        Description = "Notes stored in the file, not shown.",
    };

    private readonly Option<string?> _search = new("--search")
    {
        HelpName = "regex",
        Description = "Regular expression to highlight initially.",
    };

    private readonly Option<string?> _encoding = new("--encoding")
    {
        HelpName = "name",
        Description = "Encoding of the file. Default: UTF-8.",
    };

    private readonly ChoiceOption<FlameGraphPalette> _colors = new(
        "--colors",
        "Palette; 'kind' has a hue for each kind of code.",
        FlameGraphPalette.Kind,
        [.. Enum.GetValues<FlameGraphPalette>().Select(palette => (palette.ToString().ToLowerInvariant(), palette))]);

    private readonly ChoiceOption<FlameGraphGroup> _group = new(
        "--group",
        "Frame to add below every stack.",
        FlameGraphGroup.Command,
        [.. Enum.GetValues<FlameGraphGroup>().Select(group => (group.ToString().ToLowerInvariant(), group))]);

    private readonly MeasureOption _measure = new(Measure.Samples);

    public void AddTo(Command command)
    {
        _minWidth.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && !FlameGraphMinWidth.TryParse(text, out _))
            {
                result.AddError("--minwidth must be pixels, such as 0.1, or percent, such as 0.5%.");
            }
        });
        AddLimit(_width, FlameGraphLimit.Width);
        AddLimit(_height, FlameGraphLimit.FrameHeight);
        AddLimit(_fontSize, FlameGraphLimit.FontSize);
        AddLimit(_fontWidth, FlameGraphLimit.FontWidth);
        AddLimit(_factor, FlameGraphLimit.Factor);
        AddLimit(_total, FlameGraphLimit.Total);
        _encoding.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name && !IsEncoding(name))
            {
                result.AddError("--encoding must be the name of an encoding, such as utf-8 or iso-8859-1.");
            }
        });
        Option[] options =
        [
            _title, _subtitle, _width, _height, _minWidth, _fontType, _fontSize, _fontWidth, _countName, _nameType, _colors, _background,
            _hash, _random, _reverse, _inverted, _flameChart, _negate, _total, _factor, _notes, _search, _encoding, _group,
        ];
        foreach (var option in options)
        {
            command.Add(option);
        }

        _measure.AddTo(command);
    }

    public bool NeedsTimes(ParseResult parsed) => parsed.GetValue(_flameChart);

    public FlameGraphGroup GetGroup(ParseResult parsed) => _group.GetChoice(parsed);

    public Measure GetMeasure(ParseResult parsed) => _measure.GetMeasure(parsed);

    /// <param name="selection">Its event says what is counted and drawn where no option does.</param>
    public FlameGraphOptions CreateOptions(ParseResult parsed, SampleSelection selection)
    {
        _ = FlameGraphMinWidth.TryParse(parsed.GetValue(_minWidth)!, out var minWidth);
        // Nanoseconds have too many digits.
        var isTime = selection.IsOffCpu && parsed.GetValue(_countName) is null && parsed.GetResult(_factor) is not { Implicit: false };
        return new FlameGraphOptions
        {
            Title = parsed.GetValue(_title),
            EventName = selection.OccurrenceName,
            Subtitle = parsed.GetValue(_subtitle),
            Width = parsed.GetValue(_width),
            FrameHeight = parsed.GetValue(_height),
            MinWidth = minWidth,
            FontType = parsed.GetValue(_fontType)!,
            FontSize = parsed.GetValue(_fontSize),
            FontWidth = parsed.GetValue(_fontWidth),
            CountName = parsed.GetValue(_countName) ?? (isTime ? "µs" : selection.GetUnit(GetMeasure(parsed))),
            NameType = parsed.GetValue(_nameType)!,
            Palette = _colors.GetChoice(parsed),
            Shading = parsed.GetValue(_random) ? FlameGraphShading.Random
                : parsed.GetValue(_hash) ? FlameGraphShading.Prefix
                : FlameGraphShading.Name,
            Background = parsed.GetValue(_background),
            Reverse = parsed.GetValue(_reverse),
            Inverted = parsed.GetValue(_inverted),
            FlameChart = parsed.GetValue(_flameChart),
            Negate = parsed.GetValue(_negate),
            Total = parsed.GetValue(_total),
            Factor = isTime ? 1e-3 : parsed.GetValue(_factor),
            Notes = parsed.GetValue(_notes),
            Search = parsed.GetValue(_search),
            Encoding = parsed.GetValue(_encoding) is { } name ? Encoding.GetEncoding(name) : null,
        };
    }

    private static void AddLimit<T>(Option<T> option, FlameGraphLimit limit) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<T>() is { } value && !limit.Includes(Convert.ToDouble(value, CultureInfo.InvariantCulture)))
        {
            result.AddError(limit.Message);
        }
    });

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
