namespace PerfHarness.Configuration;

/// <summary>The JSON schemas of our own formats, as text.</summary>
internal static class PublishedSchema
{
    /// <summary>Of <c>perfharness.json</c>.</summary>
    public static string Configuration => Load("perfharness.schema.json");

    /// <summary>Of <c>verdict.json</c>.</summary>
    public static string Verdict => Load("verdict.schema.json");

    private static string Load(string name)
    {
        using var reader = new StreamReader(typeof(PublishedSchema).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not part of the assembly."));
        return reader.ReadToEnd();
    }
}
