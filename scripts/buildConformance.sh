#!/bin/sh
# Builds the conformance kit as plain JavaScript, with the data of the specification beside it: conformance/dist.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh
rm -rf conformance/dist
node_modules/.bin/tsc -p tsconfig.conformance.json
mkdir conformance/dist/spec
cp spec/*.json spec/*.md conformance/dist/spec/
cp LICENSE conformance/
