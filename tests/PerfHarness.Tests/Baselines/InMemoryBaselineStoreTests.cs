using PerfHarness.Baselines;

namespace PerfHarness.Tests.Baselines;

public sealed class InMemoryBaselineStoreTests : BaselineStoreContract
{
    private protected override IBaselineStore Store { get; } = new InMemoryBaselineStore();
}
