using Microsoft.Playwright;

namespace PerfHarness.Tests.Reports;

/// <summary>One headless Chromium for all tests of a collection; each test opens a context of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private readonly string _folder = Directory.CreateTempSubdirectory("perfharness-browser-").FullName;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Candidates.FirstOrDefault(File.Exists) is { } path)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = path,
                Timeout = 60_000,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            });
        }
    }

    /// <summary>Opens the text as a file from disk. Skips the test where no Chromium is installed.</summary>
    public async Task<OpenPage> OpenAsync(string text, string extension, string address = "", int width = 1200)
    {
        Assert.SkipWhen(_browser is null, "Chromium is not installed (apt-get install chromium).");
        var file = Path.Combine(_folder, Guid.NewGuid().ToString("N") + extension);
        await File.WriteAllTextAsync(file, text);
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 800 } });
        context.SetDefaultTimeout(20_000);
        var page = new OpenPage(await context.NewPageAsync(), new Uri(file).AbsoluteUri);
        await page.GoAsync(address);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
