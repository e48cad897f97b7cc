namespace PerfHarness.Symbols.Servers;

/// <summary>Servers that are queried for debug files, and the limits for them. None is queried by default.</summary>
internal sealed record SymbolServerOptions
{
    public static readonly SymbolServerOptions None = new();

    /// <summary>Has the symbols of .NET's own libraries.</summary>
    public static Uri Microsoft => new("https://msdl.microsoft.com/download/symbols");

    /// <summary>debuginfod servers: <c>URL/buildid/HEX/debuginfo</c>.</summary>
    public IReadOnlyList<Uri> Debuginfod { get; init; } = [];

    /// <summary>SSQP servers (<c>--symbol-server</c>): <c>URL/_.debug/elf-buildid-sym-HEX/_.debug</c>.</summary>
    public IReadOnlyList<Uri> Ssqp { get; init; } = [];

    /// <summary>There is no server.</summary>
    public bool IsEmpty => Debuginfod.Count == 0 && Ssqp.Count == 0;

    /// <summary>Where downloads are kept, by build id.</summary>
    public string CacheFolder { get; init; } = DefaultCacheFolder();

    /// <summary>Longest file that is accepted, in bytes.</summary>
    public long MaxFileSize { get; init; } = 4L << 30;

    /// <summary>For the connection, for the headers, and for any pause inside of a body.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For one file from the first byte to the last.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(5);
    /// <summary>The http and https addresses of a list as <c>DEBUGINFOD_URLS</c> holds it, separated by spaces; others are left out.</summary>
    public static IReadOnlyList<Uri> ParseUrls(string? list)
    {
        var found = new List<Uri>();
        foreach (var part in (list ?? "").Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (Uri.TryCreate(part, UriKind.Absolute, out var uri) && IsHttp(uri))
            {
                found.Add(uri);
            }
        }

        return found;
    }

    internal static bool IsHttp(Uri uri) => uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps;

    private static string DefaultCacheFolder()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        cache = !string.IsNullOrEmpty(cache) && Path.IsPathRooted(cache)
            ? cache
            : Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Join(cache, "perfharness", "symbols");
    }
}
