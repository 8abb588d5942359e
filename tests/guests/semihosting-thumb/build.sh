#!/bin/bash
# Builds semihosting-thumb.elf, or the file given: the program of ../semihosting in T32.
set -euo pipefail
here=$(dirname "$0")
"$here/../semihosting/build.sh" "${1:-$here/semihosting-thumb.elf}" -mcpu=cortex-a15 -mfpu=neon-vfpv4 -mthumb
