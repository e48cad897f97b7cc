using PerfHarness.Packages.Tests.Hosts;

// The packages are packed once, before the first test.
[assembly: AssemblyFixture(typeof(PackedPackages))]
