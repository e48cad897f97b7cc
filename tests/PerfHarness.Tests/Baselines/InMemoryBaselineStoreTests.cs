using PerfHarness.Baselines;

namespace PerfHarness.Tests.Baselines;

public sealed class InMemoryBaselineStoreTests : BaselineStoreContract
{
    protected override IBaselineStore Store { get; } = new InMemoryBaselineStore();
}
