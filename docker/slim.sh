#!/bin/sh
# Removes from node_modules what only people and compilers read, and builds for browsers. Licences stay.
set -eu
find node_modules -type f \
  \( -name '*.map' -o -name '*.ts' -o -name '*.cts' -o -name '*.mts' -o -name '*.md' -o -name '*.markdown' \) \
  ! -iname '*licen[sc]e*' ! -iname '*notice*' -delete
rm -rf node_modules/@tensorflow/*/dist/*.min.js
rm -rf node_modules/libheif-js/libheif node_modules/libheif-js/libheif-wasm/libheif-bundle.*
rm -f node_modules/swagger-ui-dist/swagger-ui-es-bundle*.js node_modules/swagger-ui-dist/swagger-ui.js
find node_modules -type d -empty -delete
