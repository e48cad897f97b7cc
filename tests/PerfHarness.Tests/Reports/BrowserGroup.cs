namespace PerfHarness.Tests.Reports;

/// <summary>Tests that share the browser run one after another.</summary>
[CollectionDefinition(nameof(Browser))]
public sealed class BrowserGroup : ICollectionFixture<Browser>;
