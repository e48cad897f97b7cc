#!/usr/bin/env bash
# Records the variants of samples/ConsoleBench and judges them. Options: see README.md; ROUNDS=n sets the runs of each,
# MINUTES=n when no further round is begun.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet build samples/ConsoleBench -c Release -v quiet -nologo -o artifacts/experiments/bench
dotnet build eng/experiments -c Release -v quiet -nologo
tool=eng/experiments/bin/Release/net10.0/PerfHarness.Experiments
what=${1:-all}
[ "$what" = judge ] || "$tool" record artifacts/experiments "${ROUNDS:-14}" "${MINUTES:-15}" artifacts/experiments/bench/ConsoleBench
"$tool" judge artifacts/experiments eng/experiments.md
