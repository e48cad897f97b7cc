#!/usr/bin/env bash
# From a fresh clone to a first profile: installs missing prerequisites, packs the tool, installs it from a local feed into a
# tool manifest and runs it on a sample benchmark. All of its output is in artifacts/, which git ignores.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
TMPDIR=$(mktemp -d) || exit 2   # the SDK leaves folders behind; they are deleted with this one
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT

./eng/setup.sh

step() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] || step() { printf '\n== %s\n' "$*"; }

step "Building and packing dotnet-perfharness"
version="0.1.0-try.$(date +%Y%m%d%H%M%S)"   # a new version each time; otherwise the package cache would return the previous build
feed="$root/artifacts/try/feed"
rm -rf "$root/artifacts/try"
mkdir -p "$feed"
dotnet pack src/PerfHarness.Cli -c Release -v quiet -nologo -p:Version="$version" -o "$feed"

step "Installing it into a local tool manifest"
cd "$root/artifacts/try"
dotnet new tool-manifest >/dev/null
dotnet tool install dotnet-perfharness --version "$version" --source "$feed" >/dev/null
dotnet perfharness --version

step "Building the sample benchmark"
dotnet build "$root/samples/ConsoleBench" -c Release -v quiet -nologo -o "$root/artifacts/try/bench"

step "dotnet perfharness run --name console-bench -- bench/ConsoleBench"
dotnet perfharness run --name console-bench --quiet-target -- bench/ConsoleBench

printf '\nThe tool is installed in artifacts/try; go there and try: dotnet perfharness --help\n'
