#!/bin/bash
# Builds tick.elf, or the file given: ./build.sh [FILE]. Debian 12's gcc-arm-none-eabi (12.2.rel1) makes tick.elf to the byte.
set -euo pipefail
output=$(realpath -m "${1:-$(dirname "$0")/tick.elf}")
cd "$(dirname "$0")"
arm-none-eabi-gcc -nostdlib -static -T link.ld -Wl,--build-id=none -o "$output" start.S
arm-none-eabi-strip --strip-debug "$output"
