#!/usr/bin/env bash
# Lays out a root file system with the binaries, the shared libraries they load, the data and the
# models, and nothing else.
# usage: deploy/collect_runtime.sh BUILD_DIR OUT_DIR
set -euo pipefail
build=${1:?usage: deploy/collect_runtime.sh BUILD_DIR OUT_DIR}
out=${2:?usage: deploy/collect_runtime.sh BUILD_DIR OUT_DIR}

mkdir -p "$out"/{usr/bin,usr/share/isotherm/data,etc,tmp,var/lib/isotherm}
for binary in isotherm isotherm-profile isotherm-factor-analysis isotherm-scoring; do
  install -s -m 755 "$build/bin/$binary" "$out/usr/bin/$binary"
done

# The loader and every library, at the paths at which the loader looks for them.
for binary in "$out"/usr/bin/*; do ldd "$binary"; done |
  grep -oE '/[^ ]+\.so[^ ]*' | sort -u | while read -r library; do
  mkdir -p "$out$(dirname "$library")"
  cp -L "$library" "$out$library"
done

cp -r data/atlas data/lexicons data/samples "$out/usr/share/isotherm/data/"
cp -r models "$out/usr/share/isotherm/models"
echo 'isotherm:x:65532:65532::/var/lib/isotherm:/nonexistent' >"$out/etc/passwd"
echo 'isotherm:x:65532:' >"$out/etc/group"
chmod 1777 "$out/tmp"
chown 65532:65532 "$out/var/lib/isotherm" 2>/dev/null ||
  echo "collect_runtime: not root, so $out/var/lib/isotherm keeps its owner" >&2
