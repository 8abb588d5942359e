#!/bin/bash
# Builds semihosting.elf, or the file given, in A32: ./build.sh [FILE [COMPILER FLAGS]]. Debian 12's gcc-arm-none-eabi (12.2.rel1)
# and libnewlib-arm-none-eabi (3.3.0) make it to the byte.
set -euo pipefail
output=$(realpath -m "${1:-$(dirname "$0")/semihosting.elf}")
flags=("${@:2}")
if [ ${#flags[@]} = 0 ]; then
    flags=(-march=armv5te+fp -marm)
fi

cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

flags+=(-std=gnu2x -O2 -mfloat-abi=hard -mno-unaligned-access -Wall -Wextra -Werror)
for source in start.S semihosting.c; do
    arm-none-eabi-gcc "${flags[@]}" -c "$source" -o "$objects/${source%.*}.o"
done
arm-none-eabi-gcc "${flags[@]}" --specs=rdimon.specs -Wl,-e,start -Wl,-Ttext-segment=0x40010000 -Wl,--build-id=none -s -o "$output" \
    "$objects"/{start,semihosting}.o
