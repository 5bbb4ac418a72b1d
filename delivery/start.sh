#!/bin/sh
# 维修圈 @VERSION@：安装并打开，不需要网络。 Install and open Repair Circle, without a network.
#   ./start.sh                          打开汉阳示例 opens the Hanyang example
#   ./start.sh plan hanyang --out 结果   任何命令 any command
set -eu
cd "$(dirname "$0")"

suits() {
    "$1" -c "import struct, sys; sys.exit(sys.version_info[:2] not in (@TUPLES@) or struct.calcsize('P') != 8)" \
        >/dev/null 2>&1
}

if [ "$(cat env/ready.txt 2>/dev/null || true)" != "@VERSION@" ]; then
    found=""
    for python in ${PYTHON:-} @NAMES@ python3 python; do
        if suits "$python"; then found=$python; break; fi
    done
    if [ -z "$found" ]; then
        echo "没有找到 64 位的 Python @PYTHONS@。请先安装，或用 PYTHON=/路径/python ./start.sh 指定。" >&2
        echo "No 64-bit Python @PYTHONS@ was found. Install it, or name it: PYTHON=/path/python ./start.sh" >&2
        exit 1
    fi
    echo "第一次启动：正在安装（不联网，约 1–4 分钟）…" >&2
    echo "First start: installing, without a network (1 to 4 minutes) ..." >&2
    "$found" verify.py
    rm -rf env
    "$found" -m venv env
    env/bin/python -m pip install --quiet --disable-pip-version-check \
        --no-index --find-links wheels -r requirements.txt
    # The kernels are compiled for this processor now, and kept: nobody waits for them later.
    env/bin/python -m geo plan hanyang --out env/first >/dev/null 2>&1 || true
    rm -rf env/first
    echo "@VERSION@" > env/ready.txt
fi

if [ $# -eq 0 ]; then set -- app hanyang; fi
exec env/bin/python -m geo "$@"
