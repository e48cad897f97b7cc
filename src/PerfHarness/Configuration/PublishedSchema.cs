namespace PerfHarness.Configuration;

/// <summary>The JSON schemas of the product's formats.</summary>
internal static class PublishedSchema
{
    /// <summary>Schema of <c>perfharness.json</c>.</summary>
    public static string Configuration => Load("perfharness.schema.json");

    /// <summary>Schema of <c>verdict.json</c>.</summary>
    public static string Verdict => Load("verdict.schema.json");

    private static string Load(string name)
    {
        var stream = typeof(PublishedSchema).Assembly.GetManifestResourceStream(name);
        using var reader = new StreamReader(stream ?? throw new InvalidOperationException($"{name} is not part of the assembly."));
        return reader.ReadToEnd();
    }
}
