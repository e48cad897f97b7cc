#!/usr/bin/env bash
# Records the variants of samples/ConsoleBench and of Workloads and judges them. See README.md.
#
#   run.sh              record and judge: ../experiments.md
#   run.sh judge        judge what is recorded
#   run.sh stored       the same for a stored baseline that screens: ../experiments-stored.md
#   run.sh simulate     the screen and the last stage on simulated programs: ../simulation.md
#
#   ROUNDS=n            number of rounds (default 20)
#   MINUTES=n           no further round is started after n minutes (default 60)
#   ONLY="name name"    variants to record (default: all)
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet build samples/ConsoleBench -c Release -v quiet -nologo -o artifacts/experiments/bench
dotnet build eng/experiments/Workloads -c Release -v quiet -nologo -o artifacts/experiments/bench
dotnet build eng/experiments -c Release -v quiet -nologo
tool=eng/experiments/bin/Release/net10.0/PerfHarness.Experiments
what=${1:-all}
case $what in
    simulate) exec "$tool" simulate eng/simulation.md ;;
    stored) exec "$tool" stored artifacts/experiments eng/experiments-stored.md ;;
esac
[ "$what" = judge ] || "$tool" record artifacts/experiments "${ROUNDS:-20}" "${MINUTES:-60}" artifacts/experiments/bench ${ONLY:-}
"$tool" judge artifacts/experiments eng/experiments.md
