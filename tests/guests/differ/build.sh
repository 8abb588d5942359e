#!/bin/bash
# Builds differ.elf, or the file given: ./build.sh [FILE]. Debian 12's gcc-arm-none-eabi (12.2.rel1) makes differ.elf to the byte.
set -euo pipefail
output=$(realpath -m "${1:-$(dirname "$0")/differ.elf}")
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

# The C part must leave the VFP registers alone, and must not turn its loops into calls of a library that is not there.
flags=(-marm -march=armv7-a+mp+neon-vfpv4 -O2 -gdwarf-4 -ffreestanding -fno-common -Wall -Wextra -Werror
       "-fdebug-prefix-map=$PWD=tests/guests/differ" "-fdebug-prefix-map=$objects=tests/guests/differ")
arm-none-eabi-gcc "${flags[@]}" -mfloat-abi=softfp -c start.S -o "$objects/start.o"
arm-none-eabi-gcc "${flags[@]}" -mgeneral-regs-only -mfloat-abi=soft -std=gnu2x -fno-tree-loop-distribute-patterns \
    -c differ.c -o "$objects/differ.o"
arm-none-eabi-gcc "${flags[@]}" -mfloat-abi=soft -nostdlib -static -T link.ld -Wl,--build-id=none -o "$output" \
    "$objects"/{start,differ}.o
