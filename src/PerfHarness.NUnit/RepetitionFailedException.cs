using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace PerfHarness;

/// <summary>The body passed the first time and failed when it was repeated: the test gets the repetition's result.</summary>
internal sealed class RepetitionFailedException(TestResult result)
    : ResultStateException($"while the test body was repeated for measurement: {result.Message}")
{
    public override ResultState ResultState { get; } = result.ResultState;
}
