// serve URL: an ASP.NET Core program whose /work computes and whose /health answers once it has started.
// ask URL REQUESTS: its load, one request after another; says how many it made.
if (args[0] == "ask")
{
    using var client = new HttpClient();
    var requests = int.Parse(args[2]);
    for (var i = 0; i < requests; i++)
    {
        (await client.GetAsync(args[1])).EnsureSuccessStatusCode();
    }

    if (Environment.GetEnvironmentVariable("PERFHARNESS_OPERATIONS") is { Length: > 0 } path)
    {
        File.WriteAllText(path, requests.ToString());
    }

    return;
}

var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
builder.WebHost.UseUrls(args[1]);
var app = builder.Build();
BeforeTheLoad.Spin();
app.MapGet("/health", () => "healthy");
app.MapGet("/work", () => UnderLoad.Spin().ToString());
app.Run();

internal static class BeforeTheLoad
{
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    public static double Spin() => 1 + Loop.Run(60_000_000); // no tail call
}

internal static class UnderLoad
{
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    public static double Spin() => 1 + Loop.Run(2_000_000);
}

internal static class Loop
{
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining | System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)] // no OSR
    public static double Run(int steps)
    {
        var sum = 0.0;
        for (var i = 1; i <= steps; i++)
        {
            sum += Math.Sqrt(i);
        }

        return sum;
    }
}
