using Microsoft.Playwright;

namespace PerfHarness.Tests.Reports;

/// <summary>A page with what it asked for, said and threw.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly string _file;

    public OpenPage(IPage page, string file)
    {
        (Page, _file) = (page, file);
        page.Request += (_, request) => Requests.Add(request.Url);
        page.PageError += (_, error) => Errors.Add(error);
        page.Console += (_, message) => Errors.Add(message.Text);
        page.Dialog += async (_, dialog) =>
        {
            Dialogs.Add(dialog.Message);
            await dialog.AcceptAsync(Answer);
        };
    }

    public IPage Page { get; }

    public List<string> Requests { get; } = [];

    public List<string> Errors { get; } = [];

    public List<string> Dialogs { get; } = [];

    /// <summary>What a prompt is answered with.</summary>
    public string Answer { get; set; } = "";

    public Task GoAsync(string address) => Page.GotoAsync(_file + address);

    public async ValueTask DisposeAsync()
    {
        await Page.Context.DisposeAsync();
        Assert.Empty(Errors);
        Assert.All(Requests, url => Assert.StartsWith(_file, url, StringComparison.Ordinal));
    }
}
