#!/usr/bin/env bash
# Write requirements.lock and requirements-dev.lock: lock.sh PYTHON
#
# Resolved with the oldest Python that is supported, so that one list serves all of them; versions
# only, without hashes or addresses, so that any index or mirror will do.
set -euo pipefail

python=$1
if ! "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'; then
    echo "lock with Python 3.11, the oldest supported: make clean, then make lock PYTHON=python3.11" >&2
    exit 1
fi
"$python" -m pip install --quiet pip-tools
compile() {
    local file=$1
    shift
    "$python" -m piptools compile --quiet --upgrade --strip-extras --allow-unsafe --no-header --no-annotate \
        --no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "$@" \
        --output-file "$file.new" pyproject.toml
    { echo "# Made by \`make lock\`; the ranges are in pyproject.toml."; cat "$file.new"; } >"$file"
    rm "$file.new"
}
compile requirements.lock --extra build
compile requirements-dev.lock --extra build --extra dev
