#!/usr/bin/env bash
# Make a virtual environment with a Python that Dossier supports: venv.sh FOLDER [PYTHON]
set -euo pipefail

folder=$1
wanted=${2:-}

# A pyenv shim may stand on the path and still not run, so each is tried, not only found.
supported() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

if [ -n "$wanted" ]; then
    if ! supported "$wanted"; then
        echo "$wanted is not a Python 3.11, 3.12 or 3.13; name one that is: make demo PYTHON=/path/to/python3.12" >&2
        exit 1
    fi
    python=$wanted
elif [ -x "$folder/bin/python" ] && supported "$folder/bin/python"; then
    exit 0
else
    python=
    for candidate in python3.11 python3.12 python3.13 python3 python; do
        if supported "$candidate"; then
            python=$candidate
            break
        fi
    done
    if [ -z "$python" ]; then
        echo "no Python 3.11, 3.12 or 3.13 was found; install one, or name it: make demo PYTHON=/path/to/python3.12" >&2
        exit 1
    fi
fi

if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "$python cannot make virtual environments; type: sudo apt-get install python$version-venv" >&2
    exit 1
fi
"$python" -m venv --clear "$folder"
