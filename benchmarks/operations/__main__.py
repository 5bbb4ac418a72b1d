"""The double assessment and the problem list, measured: ``python -m benchmarks.operations``."""

import argparse

from benchmarks.operations import fairness, rosters, speed, works

PARTS = {
    "fairness": fairness.run,
    "rosters": rosters.run,
    "speed": speed.run,
    "works": works.run,
}


def main() -> None:
    """Run the parts that are asked for, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.operations", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    for part in parser.parse_args().parts or PARTS:
        print(f"\n## {part}\n")
        PARTS[part]()


if __name__ == "__main__":
    main()
