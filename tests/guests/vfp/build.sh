#!/bin/bash
# Builds vfp.elf, or the file given: ./build.sh [FILE]. Debian 12's gcc-arm-none-eabi (12.2.rel1) makes vfp.elf to the byte.
set -euo pipefail
output=$(realpath -m "${1:-$(dirname "$0")/vfp.elf}")
cd "$(dirname "$0")"
arm-none-eabi-gcc -mcpu=cortex-a15 -mfpu=neon-vfpv4 -Wall -Werror -nostdlib -static -s -Wl,--build-id=none \
    -Wl,-Ttext=0x10000 -Wl,-z,max-page-size=4096 -o "$output" vfp.S
