#!/usr/bin/env bash
# Make sure that the libraries which WeasyPrint loads at run time are there: native-libs.sh PYTHON
#
# libharfbuzz-subset is optional to WeasyPrint and not to us: without it PDFs are written 3.5 times
# slower, and with other bytes.
set -euo pipefail

python=$1
debian="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1"

missing() {
    "$python" - <<'PYTHON'
import ctypes
import ctypes.util
import sys

LIBRARIES = {
    "pango-1.0": ("libpango-1.0.so.0", "libpango-1.0.0.dylib"),
    "pangoft2-1.0": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.0.dylib"),
    "harfbuzz": ("libharfbuzz.so.0", "libharfbuzz.0.dylib"),
    "harfbuzz-subset": ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
    "fontconfig": ("libfontconfig.so.1", "libfontconfig.1.dylib"),
}


def loads(name: str, files: tuple[str, ...]) -> bool:
    folders = ("", "/opt/homebrew/lib/", "/usr/local/lib/") if sys.platform == "darwin" else ("",)
    paths = [folder + file for folder in folders for file in files]
    for path in (*paths, ctypes.util.find_library(name) or ""):
        try:
            if path and ctypes.CDLL(path):
                return True
        except OSError:
            pass
    return False


print(" ".join(name for name, files in LIBRARIES.items() if not loads(name, files)))
PYTHON
}

install() {
    if [ "$(uname)" = Darwin ]; then
        command -v brew >/dev/null && brew install pango
    elif command -v apt-get >/dev/null; then
        local as_root=()
        if [ "$(id -u)" -ne 0 ]; then
            sudo -n true 2>/dev/null || return 1
            as_root=(sudo -n)
        fi
        export DEBIAN_FRONTEND=noninteractive
        # The list of packages may be missing or old on a fresh machine; then it is fetched once.
        # shellcheck disable=SC2086  # the names are words
        "${as_root[@]}" apt-get install -y -qq --no-install-recommends $debian ||
            { "${as_root[@]}" apt-get update -qq &&
                "${as_root[@]}" apt-get install -y -qq --no-install-recommends $debian; }
    else
        return 1
    fi
}

advice() {
    case "$(uname)" in
    Darwin) echo "brew install pango" ;;
    *)
        if command -v apt-get >/dev/null; then
            echo "sudo apt-get update && sudo apt-get install -y $debian"
        elif command -v dnf >/dev/null; then
            echo "sudo dnf install pango harfbuzz fontconfig"
        else
            echo "your package manager's command for pango, harfbuzz (with its subset library) and fontconfig"
        fi
        ;;
    esac
}

lacking=$(missing)
[ -z "$lacking" ] && exit 0
echo "installing native libraries for PDF: $lacking"
if install >/dev/null && [ -z "$(missing)" ]; then
    exit 0
fi
echo "missing for PDF: $(missing); type: $(advice)" >&2
exit 1
