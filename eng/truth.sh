#!/usr/bin/env bash
# Records programs that know what they do, compares the names and shares of the profiles with what the programs, and the runtime's
# debugging library, know themselves, and writes eng/truth.md. Takes about 6 minutes; the first time longer, because the framework is
# compiled. Exit code 1: a name is wrong, or a share is.
#
#   eng/truth.sh              all rows
#   eng/truth.sh PART...      the rows whose description has one of these parts (composite, "ten methods", attached …), without
#                             writing the page
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
TMPDIR=$(mktemp -d)   # the SDK leaves folders behind; they are deleted with this one
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT

./eng/setup.sh tests
dotnet build eng/truth -c Release -v quiet -nologo
page=eng/truth.md
[ $# -eq 0 ] || page=$TMPDIR/truth.md
dotnet eng/truth/bin/Release/net10.0/PerfHarness.Truth.dll eng/truth/Programs artifacts/truth "$page" "$@"
