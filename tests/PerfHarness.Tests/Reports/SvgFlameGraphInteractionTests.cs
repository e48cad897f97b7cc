using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PerfHarness.FlameGraphs;
using PerfHarness.Reports.Svg;
using PerfHarness.Tests.FlameGraphs;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Reports;

[Collection(nameof(Browser))]
[Trait(Needs.Trait, Needs.Browser)]
public sealed class SvgFlameGraphInteractionTests(Browser browser)
{
    private static readonly (string, long)[] Stacks =
    [
        ("main_[j];System.Text.Json.JsonSerializer.Deserialize<CustomerOrders>(string)_[j];memcpy", 200),
        ("main_[j];System.Text.Json.JsonSerializer.Deserialize<CustomerOrders>(string)_[j];Parse_[i]", 100),
        ("main_[j];Compute_[j];read_[k]", 300),
        ("main_[j];Compute_[j];memcpy", 100),
        ("main_[j];Compute_[j];Compute_[j]", 300),
    ];

    [Fact]
    public async Task A_click_zooms_and_reset_zoom_goes_back()
    {
        await using var open = await Open(Stacks);
        var page = open.Page;
        await Box(page, "Compute").ClickAsync();

        Assert.Equal((10.0, 1180.0), await Place(page, "Compute"));
        Assert.Equal((10.0, 1180.0), await Place(page, "main"));
        Assert.Equal("parent", (await Box(page, "main").GetAttributeAsync("class"))!.Split(' ')[^1]);
        Assert.False(await Box(page, "System.Text.Json").IsVisibleAsync());
        Assert.Equal((684.286, 505.714), await Place(page, "read"));
        Assert.True(await page.Locator("#unzoom").IsVisibleAsync());

        await page.Locator("#unzoom").ClickAsync();
        Assert.Equal((10.0, 826.0), await Place(page, "Compute"));
        Assert.True(await Box(page, "System.Text.Json").IsVisibleAsync());
        Assert.False(await page.Locator("#unzoom").IsVisibleAsync());
    }

    [Fact]
    public async Task A_click_on_a_faded_ancestor_zooms_out_to_it()
    {
        await using var open = await Open(Stacks);
        await Box(open.Page, "read").ClickAsync();
        Assert.Equal((10.0, 1180.0), await Place(open.Page, "read"));
        await Box(open.Page, "main").ClickAsync();
        Assert.Equal((10.0, 826.0), await Place(open.Page, "Compute"));
    }

    [Fact]
    public async Task Search_marks_matches_and_counts_overlapping_ones_once()
    {
        await using var open = await Open(Stacks);
        var page = open.Page;
        open.Answer = "^Comp|memcpy";
        await page.Locator("#search").ClickAsync();

        Assert.Equal("Matched: 90.0%", await page.Locator("#matched").TextContentAsync());
        Assert.Equal(4, await page.Locator("#frames .match").CountAsync());
        Assert.Equal("Reset Search", await page.Locator("#search").TextContentAsync());

        await Box(page, "System.Text.Json").ClickAsync();
        Assert.Equal("Matched: 66.7%", await page.Locator("#matched").TextContentAsync());

        await page.Locator("#search").ClickAsync();
        Assert.Equal(0, await page.Locator("#frames .match").CountAsync());
        Assert.Equal("", await page.Locator("#matched").TextContentAsync());
    }

    [Fact]
    public async Task Keys_search_switch_case_and_reset()
    {
        await using var open = await Open(Stacks);
        var page = open.Page;
        open.Answer = "compute";
        await page.Keyboard.PressAsync("Control+f");
        Assert.Equal("Matched: 0.0%", await page.Locator("#matched").TextContentAsync());
        await page.Keyboard.PressAsync("Control+i");
        Assert.Equal("Matched: 70.0%", await page.Locator("#matched").TextContentAsync());
        await Box(page, "read").ClickAsync();

        await page.Keyboard.PressAsync("Escape");
        Assert.Equal("", await page.Locator("#matched").TextContentAsync());
        Assert.Equal((10.0, 826.0), await Place(page, "Compute"));
    }

    [Fact]
    public async Task A_bad_pattern_is_harmless()
    {
        await using var open = await Open(Stacks);
        open.Answer = "a(";
        await open.Page.Keyboard.PressAsync("F3");
        Assert.Equal("Not a regular expression", await open.Page.Locator("#matched").TextContentAsync());
        Assert.Equal(0, await open.Page.Locator("#frames .match").CountAsync());
    }

    [Fact]
    public async Task Zoom_and_search_are_kept_in_the_address_and_restored()
    {
        await using var open = await Open(Stacks);
        var page = open.Page;
        open.Answer = "mem cpy|memcpy&x=1|re+ad";
        await Box(page, "Compute").ClickAsync();
        await page.Keyboard.PressAsync("Control+f");
        var address = new Uri(page.Url);
        Assert.NotEqual("", address.Query + address.Fragment);

        await page.ReloadAsync();
        Assert.Equal((10.0, 1180.0), await Place(page, "Compute"));
        Assert.Equal("Matched: 42.9%", await page.Locator("#matched").TextContentAsync());

        await page.Keyboard.PressAsync("Escape");
        await page.ReloadAsync();
        Assert.Equal((10.0, 826.0), await Place(page, "Compute"));
    }

    [Theory]
    [InlineData("?s=memcpy")]
    [InlineData("#s=memcpy")]
    [InlineData("?x=99&y=1&s=memcpy")]
    public async Task A_link_may_carry_a_search(string address)
    {
        await using var open = await Open(Stacks, address: address);
        Assert.Equal("Matched: 30.0%", await open.Page.Locator("#matched").TextContentAsync());
    }

    [Fact]
    public async Task The_search_option_is_there_from_the_start()
    {
        await using var open = await Open(Stacks, new FlameGraphOptions { Search = "\"memcpy\"|memcpy" });
        Assert.Equal("Matched: 30.0%", await open.Page.Locator("#matched").TextContentAsync());
    }

    [Fact]
    public async Task The_pointer_shows_function_figures_and_kind()
    {
        await using var open = await Open(Stacks);
        await Box(open.Page, "read").HoverAsync();
        Assert.Equal("Function: read (300 samples, 30.00%) · kernel", await open.Page.Locator("#details").TextContentAsync());
        await open.Page.Locator("#title").HoverAsync();
        Assert.Equal("", await open.Page.Locator("#details").TextContentAsync());
    }

    [Fact]
    public async Task Names_are_cut_to_the_box_again_after_zoom_and_resize()
    {
        await using var open = await Open(Stacks);
        var page = open.Page;
        var text = Box(page, "System.Text.Json").Locator("text");
        Assert.StartsWith("JsonSerializer.Deserialize<", await text.TextContentAsync(), StringComparison.Ordinal);

        await page.SetViewportSizeAsync(500, 700);
        await Assertions.Expect(text).ToHaveTextAsync(new Regex("^JsonSerial.*…$"));
        Assert.Equal(480, (await Place(page, "main")).Width);
        foreach (var box in await page.Locator("#frames g g").AllAsync())
        {
            if (await box.Locator("text").CountAsync() > 0)
            {
                var room = (await box.Locator("rect").BoundingBoxAsync())!;
                var label = await box.Locator("text").BoundingBoxAsync();
                Assert.True(label is null || (label.X >= room.X && label.X + label.Width <= room.X + room.Width));
            }
        }

        await page.SetViewportSizeAsync(1200, 700);
        await Box(page, "System.Text.Json").ClickAsync();
        await Assertions.Expect(text).ToHaveTextAsync("System.Text.Json.JsonSerializer.Deserialize<CustomerOrders>(string)");
    }

    [Fact]
    public async Task A_given_width_stays()
    {
        await using var open = await Open(Stacks, new FlameGraphOptions { Width = 700 });
        await open.Page.SetViewportSizeAsync(1000, 700);
        Assert.Equal((10.0, 680.0), await Place(open.Page, "main"));
    }

    [Fact]
    public async Task Hostile_names_run_no_script_and_can_be_zoomed_and_found()
    {
        var stacks = HostileNames.All.Select((name, i) => ($"main;{name.Replace(';', ':')};leaf{i}", 1000L)).ToArray();
        await using var open = await Open(stacks);
        var page = open.Page;
        open.Answer = "script>alert";
        await page.Keyboard.PressAsync("Control+f");
        Assert.Single(open.Dialogs);
        Assert.Equal(3, await page.Locator("#frames .match").CountAsync());
        await page.Locator("#frames .match").First.ClickAsync();
        await page.Locator("#frames .match").First.HoverAsync();
        Assert.Contains("<script>", await page.Locator("#details").TextContentAsync(), StringComparison.Ordinal);
        foreach (var name in HostileNames.All)
        {
            await open.GoAsync("?s=" + Uri.EscapeDataString(new string([.. name.Where(c => !char.IsSurrogate(c))])));
        }

        Assert.Single(open.Dialogs);
        Assert.Equal(1, await page.EvaluateAsync<int>("document.querySelectorAll('script').length"));
    }

    [Fact]
    public async Task Inside_a_page_it_is_a_still_picture_of_its_size()
    {
        var svg = Convert.ToBase64String(Encoding.UTF8.GetBytes(Write(Stacks, new FlameGraphOptions())));
        await using var open = await browser.OpenAsync($"<img id=i src=\"data:image/svg+xml;base64,{svg}\">", ".html", width: 1400);
        open.Requests.RemoveAll(url => url.StartsWith("data:", StringComparison.Ordinal));
        Assert.Equal(1200, await open.Page.EvaluateAsync<int>("i.naturalWidth"));
        Assert.InRange(await open.Page.EvaluateAsync<int>("i.naturalHeight"), 100, 300);
    }

    private static ILocator Box(IPage page, string name) =>
        page.Locator("#frames > g > g", new PageLocatorOptions { Has = page.Locator("title", new PageLocatorOptions { HasTextRegex = new Regex("^" + Regex.Escape(name)) }) }).First;

    private static async Task<(double X, double Width)> Place(IPage page, string name)
    {
        var rect = Box(page, name).Locator("rect");
        return (await NumberAsync("x"), await NumberAsync("width"));

        async Task<double> NumberAsync(string attribute) =>
            Math.Round(double.Parse((await rect.GetAttributeAsync(attribute))!, CultureInfo.InvariantCulture), 3);
    }

    private static string Write((string Stack, long Weight)[] stacks, FlameGraphOptions options)
    {
        var builder = new FlameGraphBuilder(options);
        foreach (var (stack, weight) in stacks)
        {
            builder.Add(stack, weight);
        }

        using var output = new MemoryStream();
        new SvgFlameGraphWriter().Write(builder.Build(), output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private Task<OpenPage> Open((string Stack, long Weight)[] stacks, FlameGraphOptions? options = null, string address = "") =>
        browser.OpenAsync(Write(stacks, options ?? new FlameGraphOptions()), ".svg", address);
}
