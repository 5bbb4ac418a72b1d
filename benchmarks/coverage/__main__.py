"""Minutes one can stand behind, measured: ``python -m benchmarks.coverage``."""

import argparse

from benchmarks.coverage import busy_crews, on_time, response_log

PARTS = {
    "busy_crews": busy_crews.run,
    "on_time": on_time.run,
    "response_log": response_log.run,
}


def main() -> None:
    """Run the parts that are asked for, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    for part in parser.parse_args().parts or PARTS:
        print(f"\n## {part}\n")
        PARTS[part]()


if __name__ == "__main__":
    main()
