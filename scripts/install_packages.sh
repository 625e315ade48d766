#!/usr/bin/env bash
# Installs the Debian packages (and, for lint, the one npm package) that a group of targets needs.
# usage: scripts/install_packages.sh build|test|lint|eval ...
# Safe to repeat: what is there is left alone, and nothing is asked when nothing is missing.
set -euo pipefail

build=(g++ cmake ninja-build ccache mold pkg-config libgrpc++-dev protobuf-compiler
  protobuf-compiler-grpc libprotobuf-dev libabsl-dev libhiredis-dev libsoci-dev libsqlite3-dev libpq-dev
  libcli11-dev libspdlog-dev libgumbo-dev libicu-dev libcld2-dev liblinear-dev libeigen3-dev
  nlohmann-json3-dev libgtest-dev libgmock-dev)
test=(redis-server postgresql procps curl libyaml-cpp-dev)
lint=(clang clang-format clang-tidy libclang-rt-14-dev shellcheck yamllint git)
eval=(jq)

wanted=()
needs_buf=false
needs_kubectl=false
for group in "$@"; do
  case "$group" in
    build) wanted+=("${build[@]}") ;;
    test) wanted+=("${test[@]}") needs_buf=true needs_kubectl=true ;;
    eval) wanted+=("${eval[@]}") ;;
    lint) wanted+=("${lint[@]}") needs_buf=true ;;
    *)
      echo "install_packages: unknown group '$group'; known: build, test, lint, eval" >&2
      exit 2
      ;;
  esac
done

installed() { dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

missing=()
for package in "${wanted[@]}"; do
  installed "$package" || missing+=("$package")
done
# A node, npm or kubectl from elsewhere serves as well as Debian's.
if $needs_buf && ! command -v npm >/dev/null; then missing+=(nodejs npm); fi
if $needs_kubectl && ! command -v kubectl >/dev/null; then missing+=(kubernetes-client); fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi

if [ ${#missing[@]} -gt 0 ]; then
  if ! command -v apt-get >/dev/null; then
    echo "install_packages: this is not Debian; install by hand: ${missing[*]}" >&2
    exit 1
  fi
  echo "Installing: ${missing[*]}"
  # A service that a package would start is not wanted: the tests start their own.
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

if $needs_buf && [ ! -x .cache/buf/node_modules/.bin/buf ]; then
  echo "Installing: @bufbuild/buf"
  npm install --silent --no-fund --no-audit --prefix .cache/buf @bufbuild/buf@1.75.0
fi
