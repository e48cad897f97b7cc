using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using PerfHarness.FlameGraphs;
using PerfHarness.Reports.Svg;
using PerfHarness.Tests.FlameGraphs;

namespace PerfHarness.Tests.Reports;

public sealed class SvgFlameGraphWriterTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Hostile_names_are_text_and_nothing_else()
    {
        var stacks = HostileNames.All.Select((name, i) => ($"main;{name.Replace(';', ':')};leaf{i}", 100L + i)).ToArray();
        foreach (var options in new[] { Options, Options with { Inverted = true, Reverse = true, Palette = FlameGraphPalette.Java } })
        {
            var document = Parse(Write(options, stacks));

            Assert.Single(document.Descendants(Svg + "script"));
            Assert.All(document.Descendants(), e => Assert.Contains(e.Name.LocalName, (IEnumerable<string>)["svg", "style", "rect", "text", "g", "title", "script", "linearGradient", "stop"]));
            Assert.DoesNotContain(document.Descendants().Attributes(), a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || a.Name.LocalName.EndsWith("href", StringComparison.Ordinal));
            var titles = document.Descendants(Svg + "title").Select(t => t.Value).ToList();
            Assert.Contains(titles, t => t.StartsWith("</text><script>alert(1)</script> (", StringComparison.Ordinal));
            Assert.Contains(titles, t => t.StartsWith("\\u202eright to left", StringComparison.Ordinal));
            Assert.Contains(titles, t => t.StartsWith("lone \\ud800 surrogate", StringComparison.Ordinal));
            Assert.All(titles, t => Assert.InRange(t.Length, 1, 2 * 6 * PerfHarness.Reports.Svg.XmlText.MaxLength));
        }
    }

    [Fact]
    public void Options_are_text_and_nothing_else()
    {
        foreach (var name in HostileNames.All)
        {
            var options = Options with { Title = name, Subtitle = name, Notes = name, NameType = name, Search = name };
            Assert.Single(Parse(Write(options, ("a;b", 1))).Descendants(Svg + "script"));
        }
    }

    [Fact]
    public void A_box_is_a_titled_rectangle_with_a_label_where_it_has_room()
    {
        var document = Parse(Write(Options, ("main;Compute", 999), ("main;tiny", 1)));

        var box = Box(document, "Compute");
        Assert.Equal("Compute (999 samples, 99.90%)", box.Element(Svg + "title")!.Value);
        Assert.Equal("Compute", box.Element(Svg + "text")!.Value);
        Assert.Equal(1178.82, (double)box.Element(Svg + "rect")!.Attribute("width")!);
        Assert.Null(Box(document, "tiny").Element(Svg + "text"));
        Assert.Equal("all (1,000 samples, 100.00%)", document.Descendants(Svg + "title").First().Value);
    }

    [Fact]
    public void Boxes_touch_and_stay_within_their_parents_after_rounding()
    {
        var stacks = Enumerable.Range(0, 3000).Select(i => ($"main;g{i % 37};f{i}", 1L + (i * 7919 % 97))).ToArray();
        var rows = Parse(Write(Options with { MinWidth = new(0) }, stacks)).Descendants(Svg + "g").Single(g => (string?)g.Attribute("id") == "frames").Elements().ToList();
        decimal End(XElement g) => (decimal)g.Element(Svg + "rect")!.Attribute("x")! + (decimal)g.Element(Svg + "rect")!.Attribute("width")!;
        decimal Start(XElement g) => (decimal)g.Element(Svg + "rect")!.Attribute("x")!;

        Assert.Equal(4, rows.Count);
        foreach (var (parents, children) in rows.Zip(rows.Skip(1)))
        {
            var edges = parents.Elements().Select(Start).Append(1190).ToList();
            var ordered = children.Elements().ToList();
            Assert.Equal(1190, End(ordered[^1]));
            Assert.All(ordered.Zip(ordered.Skip(1)), pair => Assert.Equal(End(pair.First), Start(pair.Second)));
            Assert.All(ordered, child => Assert.Contains(edges.Zip(edges.Skip(1)), p => p.First <= Start(child) && End(child) <= p.Second));
        }
    }

    [Fact]
    public void Kinds_differ_in_hue_and_the_legend_names_them_with_their_self_shares()
    {
        var document = Parse(Write(Options, ("m_[j];read_[k]", 30), ("m_[j]", 50), ("m_[j];x_[i]", 15), ("m_[j];[unknown]", 5)));

        var legend = document.Descendants(Svg + "text").Where(t => t.Attribute("data-k") is not null).ToDictionary(t => t.Value, t => t.Attribute("data-k")!.Value.Split(' '), StringComparer.Ordinal);
        Assert.Equal(["kernel 30.0%", "JIT 50.0%", "inlined 15.0%", "unknown 5.0%"], legend.Keys);
        Assert.Contains(Box(document, "read").Attribute("class")!.Value, legend["kernel 30.0%"]);
        Assert.Contains(Box(document, "m").Attribute("class")!.Value, legend["JIT 50.0%"]);
    }

    [Fact]
    public void Without_any_kind_the_colors_are_hot_and_there_is_no_legend() =>
        Assert.DoesNotContain(Parse(Write(Options, ("a;b", 1))).Descendants().Attributes(), a => a.Name == "data-k");

    [Theory]
    [InlineData(FlameGraphPalette.Java, "Run_[j]", "org/x/Y.z", true)]
    [InlineData(FlameGraphPalette.Java, "Run_[j]", "read_[k]", false)]
    [InlineData(FlameGraphPalette.Js, "/app/a.js:1", "read", false)]
    [InlineData(FlameGraphPalette.Perl, "Perl_run", "a.pl", true)]
    [InlineData(FlameGraphPalette.Perl, "Perl_run", "A::b", false)]
    [InlineData(FlameGraphPalette.Wakeup, "a", "b", true)]
    [InlineData(FlameGraphPalette.Red, "a", "b_[k]", true)]
    internal void Palettes_tell_languages_apart(FlameGraphPalette palette, string a, string b, bool alike)
    {
        var (first, second) = (ColorOf(palette, a), ColorOf(palette, b));
        Assert.Equal(alike, Math.Abs(Hue(first) - Hue(second)) < 15);
    }

    [Fact]
    public void A_chain_turns_aqua_behind_its_separator()
    {
        var xml = Write(Options with { Palette = FlameGraphPalette.Chain }, ("sleep;--;waker", 1));
        Assert.InRange(Hue(Color(xml, "waker")), 170, 190);
        Assert.InRange(Hue(Color(xml, "sleep")), 210, 240);
        Assert.Equal("#a0a0a0", Color(xml, "--"));
    }

    [Fact]
    public void Shading_follows_the_name_its_beginning_or_chance_and_is_repeatable()
    {
        foreach (var shading in Enum.GetValues<FlameGraphShading>())
        {
            var options = Options with { Shading = shading, Palette = FlameGraphPalette.Hot };
            var stacks = Enumerable.Range(0, 40).Select(i => ($"m;name{i};same", 1L)).ToArray();
            var xml = Write(options, stacks);
            Assert.Equal(xml, Write(options, stacks));
            var document = Parse(xml);
            var same = document.Descendants(Svg + "g").Where(g => g.Element(Svg + "title")?.Value.StartsWith("same", StringComparison.Ordinal) == true).Select(g => g.Attribute("class")!.Value).Distinct(StringComparer.Ordinal).Count();
            Assert.Equal(shading == FlameGraphShading.Random, same > 1);
        }

        var alike = Write(Options with { Shading = FlameGraphShading.Prefix, Palette = FlameGraphPalette.Hot }, ("System.Collections.A", 1), ("System.Collections.B", 1));
        Assert.Equal(Color(alike, "System.Collections.A"), Color(alike, "System.Collections.B"));
    }

    [Fact]
    public void A_difference_is_red_where_self_grew_blue_where_it_shrank_and_shows_both_shares()
    {
        foreach (var negate in new[] { false, true })
        {
            var builder = new FlameGraphBuilder(Options with { Negate = negate });
            builder.Add("m;grew", 100, DiffSide.Before);
            builder.Add("m;shrank", 300, DiffSide.Before);
            builder.Add("m;gone", 600, DiffSide.Before);
            builder.Add("m;grew", 1800);
            builder.Add("m;shrank", 200);
            var xml = Write(builder.Build());

            var document = Parse(xml);
            Assert.Equal("grew (before 100 samples, 10.00%; after 1,800 samples, 90.00%; +80.00%, self +80.00%)", Box(document, "grew").Element(Svg + "title")!.Value);
            Assert.Equal("gone (before 600 samples, 60.00%; after 0 samples, 0.00%; -60.00%, self -60.00%)", Box(document, "gone").Element(Svg + "title")!.Value);
            var (grew, gone) = negate ? ("blue", "red") : ("red", "blue");
            Assert.Equal(grew, RedOrBlue(Color(xml, "grew")));
            Assert.Equal(gone, RedOrBlue(Color(xml, "gone")));
            Assert.Equal("neither", RedOrBlue(Color(xml, "m")));
        }
    }

    [Fact]
    public void Figures_follow_the_options_and_never_the_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NumberGroupSeparator = ".";
        comma.NumberFormat.NegativeSign = "~";
        var options = Options with { FontSize = 11.5, Factor = 2.5, CountName = "ms", Total = 40_000, Palette = FlameGraphPalette.Kind };
        var expected = Write(options, ("a_[j];b_[k]", 12_345), ("a_[j]", 7));
        try
        {
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(expected, Write(options, ("a_[j];b_[k]", 12_345), ("a_[j]", 7)));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        var document = Parse(expected);
        Assert.Equal("b (30,862 ms, 30.86%)", Box(document, "b").Element(Svg + "title")!.Value);
        Assert.Equal("all (100,000 ms, 100.00%)", Box(document, "all").Element(Svg + "title")!.Value);
    }

    [Fact]
    public void Inverted_puts_the_root_on_top()
    {
        double Top(FlameGraphOptions options) => double.Parse(Box(Parse(Write(options, ("a;b", 1))), "all").Parent!.Attribute("transform")!.Value["translate(0 ".Length..^1], CultureInfo.InvariantCulture);
        Assert.True(Top(Options with { Inverted = true }) < Top(Options));
    }

    [Theory]
    [InlineData("us-ascii")]
    [InlineData("iso-8859-1")]
    [InlineData("utf-16")]
    public void Another_encoding_is_declared_and_keeps_every_character(string name)
    {
        var output = new MemoryStream();
        new SvgFlameGraphWriter().Write(Build(Options with { Encoding = Encoding.GetEncoding(name) }, ("é漢字;🔥", 1)), output);
        output.Position = 0;
        using var reader = XmlReader.Create(output);
        var titles = XDocument.Load(reader).Descendants(Svg + "title").Select(t => t.Value);
        Assert.Equal(["all (1 samples, 100.00%)", "é漢字 (1 samples, 100.00%)", "🔥 (1 samples, 100.00%)"], titles);
    }

    [Fact]
    public void Nothing_to_draw_is_a_picture_with_a_message() =>
        Assert.Contains("No stacks to draw.", Parse(Write(Options)).Descendants(Svg + "text").Select(t => t.Value));

    [Fact]
    public void Nothing_refers_to_a_network() =>
        Assert.DoesNotContain("http", Write(Options, ("a;b", 1)).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);

    private static FlameGraphOptions Options => new() { MinWidth = new(0) };

    private static FlameGraph Build(FlameGraphOptions options, params (string Stack, long Weight)[] stacks)
    {
        var builder = new FlameGraphBuilder(options);
        foreach (var (stack, weight) in stacks)
        {
            builder.Add(stack, weight);
        }

        return builder.Build();
    }

    private static string Write(FlameGraphOptions options, params (string Stack, long Weight)[] stacks) => Write(Build(options, stacks));

    private static string Write(FlameGraph graph)
    {
        using var output = new MemoryStream();
        new SvgFlameGraphWriter().Write(graph, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static XDocument Parse(string xml)
    {
        using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        return XDocument.Load(reader);
    }

    private static XElement Box(XDocument document, string name) =>
        document.Descendants(Svg + "g").Single(g => g.Element(Svg + "title")?.Value.StartsWith(name + " (", StringComparison.Ordinal) == true);

    private static string Color(string xml, string name) =>
        xml.Split($".{Box(Parse(xml), name).Attribute("class")!.Value}{{fill:")[1][..7];

    private static string ColorOf(FlameGraphPalette palette, string frame) =>
        Color(Write(Options with { Palette = palette }, ("root;" + frame, 1)), frame.Split("_[")[0]);

    private static double Hue(string color)
    {
        var (r, g, b) = Channels(color);
        var (max, range) = (Math.Max(r, Math.Max(g, b)), (double)Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b)));
        var sector = max == r ? (g - b) / range : max == g ? 2 + ((b - r) / range) : 4 + ((r - g) / range);
        return ((60 * sector) + 360) % 360;
    }

    private static string RedOrBlue(string color)
    {
        var (r, _, b) = Channels(color);
        return r > b + 20 ? "red" : b > r + 20 ? "blue" : "neither";
    }

    private static (int R, int G, int B) Channels(string color)
    {
        var value = int.Parse(color.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (value >> 16, (value >> 8) & 255, value & 255);
    }
}
