#!/bin/sh
# Installs the missing prerequisites of PerfHarness with the distribution's package manager.
#
#   eng/setup.sh          perf; also checks for a .NET 10 SDK
#   eng/setup.sh tests    also what the tests use: gcc, g++, make, rustc, cargo, git, xmllint, Node, a JDK, memcached with
#                         its load generators, Chromium
#
# Prints nothing if nothing is missing. Exit codes: 0 nothing is missing; 2 usage; 3 something cannot be installed.
set -eu

want=${1:-try}
case $want in
try | tests) ;;
*)
    echo "usage: eng/setup.sh [try|tests]" >&2
    exit 2
    ;;
esac

say() { printf '%s\n' "setup: $*" >&2; }

fail() {
    say "$@"
    exit 3
}

has() { command -v "$1" >/dev/null 2>&1; }

# Ubuntu's /usr/bin/perf is a script that only works with the tools of the running kernel.
has_perf() { has perf && perf --version >/dev/null 2>&1; }

id=
id_like=
if [ -r /etc/os-release ]; then
    id=$(. /etc/os-release && printf '%s' "${ID:-}")
    id_like=$(. /etc/os-release && printf '%s' "${ID_LIKE:-}")
fi

family=
for name in $id $id_like; do
    case $name in
    ubuntu | debian | fedora | alpine | arch) family=$name ;;
    rhel | centos) family=fedora ;;
    suse | opensuse*) family=suse ;;
    *) continue ;;
    esac
    break
done

# The package of a tool in this distribution; empty if unknown.
package() {
    case $family:$1 in
    debian:perf) echo linux-perf ;;
    ubuntu:perf) echo "linux-tools-$(uname -r)" ;;
    *:perf) echo perf ;;
    debian:g++ | ubuntu:g++ | alpine:g++) echo g++ ;;
    fedora:g++ | suse:g++) echo gcc-c++ ;;
    arch:g++) echo gcc ;;
    alpine:gcc) echo gcc musl-dev ;;
    *:gcc) echo gcc ;;
    *:make) echo make ;;
    debian:xmllint | ubuntu:xmllint) echo libxml2-utils ;;
    alpine:xmllint) echo libxml2-utils ;;
    suse:xmllint) echo libxml2-tools ;;
    *:xmllint) echo libxml2 ;;
    alpine:rustc | arch:rustc) echo rust ;;
    suse:rustc) echo rust ;;
    arch:cargo) echo rust ;;
    fedora:rustc) echo rust ;;
    *:rustc) echo rustc ;;
    *:cargo) echo cargo ;;
    *:git) echo git ;;
    suse:node) echo nodejs-default ;;
    *:node) echo nodejs ;;
    debian:java | ubuntu:java) echo default-jdk-headless ;;
    fedora:java) echo java-latest-openjdk-headless ;;
    alpine:java) echo openjdk21-jdk ;;
    arch:java) echo jdk-openjdk ;;
    suse:java) echo java-21-openjdk-devel ;;
    *:memcached) echo memcached ;;
    debian:memcslap | ubuntu:memcslap) echo libmemcached-tools ;;
    fedora:memcslap) echo libmemcached-awesome-tools ;;
    *:memcslap) echo libmemcached ;;
    ubuntu:chromium) echo chromium-browser ;;
    *:chromium) echo chromium ;;
    esac
}

# With sudo unless already root; sudo must not ask for a password.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

can_be_root() { [ "$(id -u)" = 0 ] || { has sudo && sudo -n true 2>/dev/null; }; }

log=
updated=

quietly() {
    if ! "$@" >>"$log" 2>&1; then
        return 1
    fi
}

install() {
    case $family in
    debian | ubuntu)
        if [ -z "$updated" ]; then
            quietly as_root apt-get update -q || say "apt-get update failed; continuing with the existing package lists"
            updated=1
        fi
        quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
        ;;
    fedora) if has dnf; then quietly as_root dnf install -y -q "$@"; else quietly as_root yum install -y -q "$@"; fi ;;
    alpine) quietly as_root apk add --quiet "$@" ;;
    arch) quietly as_root pacman -S --noconfirm --needed --quiet "$@" ;;
    suse) quietly as_root zypper --non-interactive --quiet install "$@" ;;
    *) return 1 ;;
    esac
}

manual() {
    case $family in
    debian | ubuntu) echo "sudo apt-get update && sudo apt-get install -y $*" ;;
    fedora) echo "sudo dnf install -y $*" ;;
    alpine) echo "sudo apk add $*" ;;
    arch) echo "sudo pacman -S $*" ;;
    suse) echo "sudo zypper install $*" ;;
    *) echo "install with your package manager: $*" ;;
    esac
}

present() {
    case $1 in
    perf) has_perf ;;
    # rustup puts proxies in PATH that fail without a toolchain in the home folder; the distribution's package still works.
    rustc | cargo) "$1" --version >/dev/null 2>&1 || "/usr/bin/$1" --version >/dev/null 2>&1 ;;
    chromium) has chromium || has chromium-browser || has google-chrome ;;
    *) has "$1" ;;
    esac
}

tools=perf
if [ "$want" = tests ]; then
    tools="perf gcc g++ make rustc cargo git xmllint node java memcached memcslap chromium"
fi

missing=
packages=
for tool in $tools; do
    if ! present "$tool"; then
        missing="$missing $tool"
        packages="$packages $(package "$tool")"
    fi
done

if [ -n "$missing" ]; then
    if [ -z "$family" ]; then
        fail "missing:$missing. This distribution is not supported by this script; install them with its package manager."
    fi
    if ! can_be_root; then
        fail "missing:$missing. This needs root, or sudo without a password; run: $(manual $packages)"
    fi

    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    say "installing$packages"
    if ! install $packages; then
        # Cloud and WSL kernels have no such package; the newest generic perf works with them.
        if [ "$family" = ubuntu ] && install linux-tools-generic; then
            for other in $packages; do
                case $other in linux-tools-*) ;; *) install "$other" || true ;; esac
            done
        else
            tail -n 20 "$log" >&2
            fail "the packages could not be installed; run: $(manual $packages)"
        fi
    fi

    if ! has_perf && [ "$family" = ubuntu ]; then
        found=$(ls -d /usr/lib/linux-tools/*-generic/perf /usr/lib/linux-tools-*/perf 2>/dev/null | tail -n 1)
        if [ -n "$found" ]; then
            as_root ln -sf "$found" /usr/local/bin/perf
        fi
    fi

    for tool in $missing; do
        if ! present "$tool"; then
            tail -n 20 "$log" >&2
            fail "$tool is still missing after installing$packages"
        fi
    done
fi

if ! has dotnet; then
    fail ".NET is missing: install the .NET 10 SDK (https://dot.net/download) and add dotnet to PATH"
fi
if ! dotnet --list-sdks | grep -q '^\(1[0-9]\|[2-9][0-9]\)\.'; then
    fail "the .NET 10 SDK is missing; installed SDKs: $(dotnet --list-sdks | tr '\n' ' ')"
fi
