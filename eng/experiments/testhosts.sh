#!/usr/bin/env bash
# Identical binaries in tests: records the tests of samples/NUnitBench in test hosts and compares the runs with each other. See README.md.
#
#   SESSIONS=n    sessions of 10 runs per test (default 4)
#   ROUNDS=n      then, real comparisons of all tests with those baselines (default 10)
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
tests=$PWD/artifacts/experiments/tests
rm -rf "$tests"
mkdir -p "$tests"
cp samples/NUnitBench/*.cs samples/NUnitBench/*.csproj "$tests"
printf '<Project />\n' >"$tests/Directory.Build.props"
cp "$tests/Directory.Build.props" "$tests/Directory.Build.targets"
cp samples/Directory.Packages.props "$tests"
# With the sources here instead of a package.
sed -i 's|<PackageReference Include="PerfHarness.NUnit" [^>]*/>|<ProjectReference Include="../../../src/PerfHarness.NUnit/PerfHarness.NUnit.csproj" />|' "$tests/NUnitBench.csproj"
dotnet build "$tests" -c Release -v quiet -nologo
dotnet build eng/experiments -c Release -v quiet -nologo
for _ in $(seq "${SESSIONS:-4}"); do
    PERFHARNESS_ACCEPT=add dotnet test "$tests" -c Release --no-build --nologo | tail -1
done
eng/experiments/bin/Release/net10.0/PerfHarness.Experiments tests "$tests/perfharness/baselines" "$tests/splits.md"
cat "$tests/splits.md"
for _ in $(seq "${ROUNDS:-10}"); do
    PERFHARNESS_CONFIRM=0 dotnet test "$tests" -c Release --no-build --nologo | grep -v '^Test run\|^A total' || true
done
