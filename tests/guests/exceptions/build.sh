#!/bin/bash
# Builds every variant, or the one that the file given is named after: ./build.sh [FILE]. Debian 12's gcc-arm-none-eabi (12.2.rel1) makes them to the byte.
set -euo pipefail
wanted=$(realpath -m "${1:-$(dirname "$0")/all}")
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

build() { # name, where it lies, UART0, flags
    local name=$1 place=$2 uart=$3
    shift 3
    [[ ${wanted##*/} == all || ${wanted##*/} == "$name.elf" ]] || return 0
    local flags=(-std=gnu2x -O2 -ffreestanding -fno-common -mfloat-abi=soft -marm -Wall -Wextra -Werror "-DUART=$uart" "$@")
    for source in start.S main.c; do
        arm-none-eabi-gcc "${flags[@]}" -c "$source" -o "$objects/${source%.*}.o"
    done
    arm-none-eabi-gcc "${flags[@]}" -nostdlib -static -T link.ld "-Wl,-Ttext=$place" -Wl,--build-id=none -s -o "${wanted%/*}/$name.elf" "$objects"/{start,main}.o
}

#     name        place       UART        what it is built for
build classic     0x00000000  0x101f1000  -march=armv4
build worlds      0x40100000  0x09000000  -mcpu=cortex-a15 -DWORLDS
