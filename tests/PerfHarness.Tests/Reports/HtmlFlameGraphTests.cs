using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using PerfHarness.FlameGraphs;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;
using PerfHarness.Reports.Html;
using PerfHarness.Tests.FlameGraphs;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Reports;

[Collection(nameof(Browser))]
[Trait(Needs.Trait, Needs.Browser)]
public sealed class HtmlFlameGraphTests(Browser browser)
{
    private static readonly (string, long)[] Stacks =
    [
        ("main_[j];Parse_[j];memcpy", 300),
        ("main_[j];Compute_[j];read_[k]", 300),
        ("main_[j];Compute_[j];Compute_[j]", 400),
    ];

    [Fact]
    public async Task The_table_lists_functions_with_self_and_total_and_counts_recursion_once()
    {
        await using var open = await Open(Stacks);
        Assert.Equal(
            ["Compute 40.00% 70.00% 400", "memcpy 30.00% 30.00% 300", "read 30.00% 30.00% 300", "main 0.00% 100.00% 0", "Parse 0.00% 30.00% 0"],
            await Rows(open.Page));

        await open.Page.Locator("th", new PageLocatorOptions { HasText = "Function" }).ClickAsync();
        Assert.Equal(["Compute", "Parse", "main", "memcpy", "read"], (await Rows(open.Page)).Select(r => r.Split(' ')[0]));
    }

    [Fact]
    public async Task A_click_zooms_and_the_address_keeps_zoom_search_and_direction()
    {
        await using var open = await Open(Stacks);
        var page = open.Page;
        await ClickBox(page, x: 0.1, rowFromRoot: 2);
        Assert.True(await page.Locator("#reset").IsVisibleAsync());
        await page.Locator("#search").FillAsync("compute");
        await page.Locator("#ignorecase").ClickAsync();
        Assert.Equal("Matched: 100.0%", await page.Locator("#matched").TextContentAsync());
        await page.Locator("#turn").ClickAsync();

        await page.ReloadAsync();
        Assert.Equal("Matched: 100.0%", await page.Locator("#matched").TextContentAsync());
        Assert.Equal("Root at the bottom", await page.Locator("#turn").TextContentAsync());
        await page.Locator("#reset").ClickAsync();
        Assert.Equal("Matched: 70.0%", await page.Locator("#matched").TextContentAsync());
        Assert.Equal(["Compute"], (await Rows(page)).Select(r => r.Split(' ')[0]));
        await page.Keyboard.PressAsync("Escape");
        Assert.Equal(5, (await Rows(page)).Count);
    }

    [Fact]
    public async Task The_pointer_shows_the_box_in_either_direction()
    {
        await using var open = await Open(Stacks, new FlameGraphOptions { Inverted = true });
        var page = open.Page;
        await MoveTo(page, x: 0.9, row: 2);
        Assert.Equal("Function: Parse (300 samples, 30.00%; self 0, 0.00%) · JIT", await page.Locator("#details").TextContentAsync());
        await page.Locator("#turn").ClickAsync();
        await MoveTo(page, x: 0.9, row: 1);
        Assert.Equal("Function: Parse (300 samples, 30.00%; self 0, 0.00%) · JIT", await page.Locator("#details").TextContentAsync());
    }

    [Fact]
    public async Task A_bad_pattern_is_harmless_and_a_row_finds_its_function()
    {
        await using var open = await Open([.. Stacks, ("main_[j];a(b)[c]*", 1000)]);
        var page = open.Page;
        await page.Locator("#search").FillAsync("a(");
        Assert.Equal("Not a regular expression", await page.Locator("#matched").TextContentAsync());
        await page.Locator("#search").FillAsync("");
        await page.Locator("#functions tr").First.ClickAsync();
        Assert.Equal("Matched: 50.0%", await page.Locator("#matched").TextContentAsync());
    }

    [Fact]
    public async Task A_difference_shows_both_sides()
    {
        var builder = new FlameGraphBuilder();
        builder.Add("m;grew", 100, DiffSide.Before);
        builder.Add("m;gone", 900, DiffSide.Before);
        builder.Add("m;grew", 500);
        await using var open = await browser.OpenAsync(Write(builder.Build()), ".html");
        Assert.Equal(["grew 10.00% 100.00% +90.00%", "m 0.00% 0.00% 0.00%", "gone 90.00% 0.00% -90.00%"], await Rows(open.Page));
    }

    [Fact]
    public async Task Hostile_names_are_text_and_nothing_else()
    {
        var stacks = HostileNames.All.Select((name, i) => ($"main;{name.Replace(';', ':')};leaf{i}", 1000L)).ToArray();
        var html = Write(stacks, new FlameGraphOptions { Title = HostileNames.All[0], Subtitle = HostileNames.All[1], Notes = HostileNames.All[2], Search = HostileNames.All[5], NameType = HostileNames.All[5], FontType = "'\"</script>" });
        await using var open = await browser.OpenAsync(html, ".html");
        var page = open.Page;
        Assert.Equal(2, await page.Locator("script").CountAsync());
        Assert.Equal(0, await page.Locator("img").CountAsync());
        Assert.Equal(HostileNames.All[0], await page.TitleAsync());
        await page.Locator("#search").FillAsync("<script>");
        Assert.Equal(3, await page.Locator("#functions tr").CountAsync());
        Assert.Empty(open.Dialogs);
    }

    [Fact]
    public async Task The_page_may_not_reach_a_network()
    {
        await using var open = await Open(Stacks);
        var fetched = await open.Page.EvaluateAsync<string>("fetch('data:text/plain,x').then(() => 'fetched', e => e.name)");
        var image = await open.Page.EvaluateAsync<string>("new Promise(r => { const i = new Image(); i.onload = () => r('loaded'); i.onerror = () => r('refused'); i.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='; })");
        open.Errors.RemoveAll(e => e.Contains("Content Security Policy", StringComparison.Ordinal) || e.Contains("Fetch API", StringComparison.Ordinal));
        open.Requests.RemoveAll(r => r.StartsWith("data:", StringComparison.Ordinal));
        Assert.Equal(("TypeError", "refused"), (fetched, image));
    }

    [Fact]
    public async Task An_empty_graph_is_reported()
    {
        await using var open = await Open([]);
        Assert.Equal("No stacks to draw.", await open.Page.Locator("#details").TextContentAsync());
    }

    [Fact]
    public async Task Ten_thousand_rows_can_be_scrolled()
    {
        await using var open = await Open([(string.Join(';', Enumerable.Range(0, 10_000).Select(i => "f" + i)), 1)]);
        await MoveTo(open.Page, x: 0.5, row: 3);
        var visible = (await open.Page.Locator("#details").TextContentAsync())!;
        Assert.Matches(@"^Function: f\d+ ", visible);
        await open.Page.EvaluateAsync("document.getElementById('view').scrollTop = 0");
        await MoveTo(open.Page, x: 0.4, row: 0);
        Assert.StartsWith("Function: f9999 ", await open.Page.Locator("#details").TextContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_markup_character_appears_in_the_data()
    {
        var html = Write(HostileNames.All.Select(name => (name.Replace(';', ':'), 1L)).ToArray(), new FlameGraphOptions());
        var start = html.IndexOf("id=\"data\">", StringComparison.Ordinal) + 10;
        var json = html[start..html.IndexOf("</script>", start, StringComparison.Ordinal)];
        Assert.Equal(-1, json.AsSpan().IndexOfAny('<', '>', '&'));
        using var document = JsonDocument.Parse(json);
        Assert.Contains("</text><script>alert(1)</script>", document.RootElement.GetProperty("names").EnumerateArray().Select(n => n.GetString()));
    }

    [Fact]
    public void Another_encoding_is_rejected() =>
        Assert.Throws<PerfHarnessException>(() => Write(Stacks, new FlameGraphOptions { Encoding = Encoding.Latin1 }));

    [Fact]
    public async Task Modules_of_a_profile_have_a_column()
    {
        var profile = new ProfileBuilder();
        var frame = profile.Frames.Intern(new Frame(profile.Functions.Intern(new FunctionName("libc.so.6", "memcpy")), FrameKind.Native));
        var stack = profile.Stacks.Intern(StackId.Empty, frame);
        var builder = new FlameGraphBuilder();
        builder.Add(profile.Build(), [new FlameGraphStack(stack, 5, "bench")]);
        await using var open = await browser.OpenAsync(Write(builder.Build()), ".html");
        Assert.Equal(["memcpy libc.so.6 100.00% 100.00% 5"], await Rows(open.Page));
    }

    private static async Task<List<string>> Rows(IPage page)
    {
        var rows = new List<string>();
        foreach (var row in await page.Locator("#functions tr").AllAsync())
        {
            rows.Add(string.Join(' ', await row.Locator("td").AllTextContentsAsync()));
        }

        return rows;
    }

    private static async Task ClickBox(IPage page, double x, int rowFromRoot)
    {
        var canvas = (await page.Locator("canvas").BoundingBoxAsync())!;
        await page.Mouse.ClickAsync((float)(canvas.X + (x * canvas.Width)), canvas.Y + canvas.Height - (16 * rowFromRoot) - 8);
    }

    private static async Task MoveTo(IPage page, double x, int row)
    {
        var canvas = (await page.Locator("canvas").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync((float)(canvas.X + (x * canvas.Width)), canvas.Y + (16 * row) + 8);
    }

    private static string Write((string Stack, long Weight)[] stacks, FlameGraphOptions options)
    {
        var builder = new FlameGraphBuilder(options);
        foreach (var (stack, weight) in stacks)
        {
            builder.Add(stack, weight);
        }

        return Write(builder.Build());
    }

    private static string Write(FlameGraph graph)
    {
        using var output = new MemoryStream();
        new HtmlFlameGraphWriter().Write(graph, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private Task<OpenPage> Open((string Stack, long Weight)[] stacks, FlameGraphOptions? options = null) =>
        browser.OpenAsync(Write(stacks, options ?? new FlameGraphOptions()), ".html");
}
