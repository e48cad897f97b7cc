using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace PerfHarness;

/// <summary>The body passed the first time and did not when it was repeated: the test ends as the repetition did.</summary>
internal sealed class RepetitionFailedException(TestResult result)
    : ResultStateException($"when the body was repeated to be measured: {result.Message}")
{
    public override ResultState ResultState { get; } = result.ResultState;
}
