#!/bin/bash
# Builds both kernels, or the one that the file given is named after: ./build.sh [FILE]. Debian 12's gcc-arm-none-eabi (12.2.rel1) makes them to the byte.
set -euo pipefail
wanted=$(realpath -m "${1:-$(dirname "$0")/all}")
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

build() { # kernel, where it lies, flags
    local kernel=$1 place=$2
    shift 2
    [[ ${wanted##*/} == all || ${wanted##*/} == "$kernel.elf" ]] || return 0
    local flags=(-std=gnu2x -O2 -ffreestanding -fno-common -fno-tree-loop-distribute-patterns -mfloat-abi=soft -Wall -Wextra -Werror "$@")
    for source in "$kernel.S" "$kernel.c" selftest.c paravirtual.c; do
        arm-none-eabi-gcc "${flags[@]}" -c "$source" -o "$objects/$source.o"
    done
    arm-none-eabi-gcc "${flags[@]}" -nostdlib -static -T link.ld "-Wl,-Ttext=$place" -Wl,--build-id=none -s -o "${wanted%/*}/$kernel.elf" \
        "$objects"/{"$kernel.S","$kernel.c",selftest.c,paravirtual.c}.o
}

#     kernel      place       what it is built for
build versatile   0x00000000  -march=armv4 -marm
build virt        0x40100000  -mcpu=cortex-a15 -mthumb
