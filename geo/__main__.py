"""``python -m geo`` is the command ``repair-circle``."""

from geo.cli import main

if __name__ == "__main__":
    main()
