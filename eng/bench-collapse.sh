#!/usr/bin/env bash
# Measures how fast a large recording is folded, compared with other tools on the same file.
# usage: eng/bench-collapse.sh [--dwarf] [perf.data]     Without a file, the .NET sample is recorded at a high frequency; with --dwarf,
#        with copies of 8 KiB of the stack, which have to be unwound.
# stackcollapse-perf.pl and inferno-collapse-perf are measured if they are on PATH.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet build src/PerfHarness.Cli -c Release -v quiet -nologo
tool=src/PerfHarness.Cli/bin/Release/net10.0/dotnet-perfharness
callgraph=fp
frequency=12000
iterations=${ITERATIONS:-40000}
if [ "${1:-}" = --dwarf ]; then
  callgraph=dwarf,8192
  frequency=3000
  iterations=${ITERATIONS:-6000}
  shift
fi
data=${1:-}
if [ -z "$data" ]; then
  dotnet build samples/ConsoleBench -c Release -v quiet -nologo -o "$work/bench"
  data=$work/big.data
  "$tool" record -F "$frequency" --call-graph "$callgraph" -o "$data" --quiet-target -- "$work/bench/ConsoleBench" --iterations "$iterations"
fi
printf 'file: %s bytes\n\n' "$(stat -c %s "$data")"
printf '%-58s %8s %8s %8s\n' command wall cpu 'peak MB'

measure() {  # label, shell command: prints the best of three
  best=""
  for _ in 1 2 3; do
    /usr/bin/time -o "$work/time" -f '%e %U %S %M' bash -c "$2" >/dev/null 2>&1 || { printf '%-58s failed\n' "$1"; return; }
    read -r wall user system peak <"$work/time"
    if [ -z "$best" ] || [ "$(echo "$wall < $best" | bc)" = 1 ]; then
      best=$wall
      line=$(printf '%-58s %8s %8s %8s' "$1" "$wall" "$(echo "$user + $system" | bc)" $((peak / 1024)))
    fi
  done
  printf '%s\n' "$line"
}

measure 'perfharness collapse' "$tool collapse -o $work/out '$data'"
measure 'cat > /dev/null' "cat '$data' > /dev/null"
measure 'perf report -g folded' "perf report --force -i '$data' --no-children -g folded --stdio"
measure 'perf script > /dev/null' "perf script --force -i '$data' > /dev/null"
if command -v inferno-collapse-perf >/dev/null; then measure 'perf script | inferno-collapse-perf' "perf script --force -i '$data' | inferno-collapse-perf"; fi
if command -v stackcollapse-perf.pl >/dev/null; then measure 'perf script | stackcollapse-perf.pl' "perf script --force -i '$data' | stackcollapse-perf.pl"; fi
