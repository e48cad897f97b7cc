namespace PerfHarness.Packages.Tests.Hosts;

/// <summary>The packages are packed once, and their tests take turns: two profiles at once would wait for each other anyway.</summary>
[CollectionDefinition(Name)]
public sealed class HostsCollection : ICollectionFixture<PackedPackages>
{
    public const string Name = "hosts";
}
