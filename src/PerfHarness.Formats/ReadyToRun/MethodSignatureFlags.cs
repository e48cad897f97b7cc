namespace PerfHarness.Formats.ReadyToRun;

[Flags]
internal enum MethodSignatureFlags : uint
{
    None = 0,
    UnboxingStub = 0x1,
    InstantiatingStub = 0x2,
    MethodInstantiation = 0x4,
    SlotInsteadOfToken = 0x8,
    MemberRefToken = 0x10,
    Constrained = 0x20,
    OwnerType = 0x40,
    UpdateContext = 0x80,
    AsyncVariant = 0x100,
}
