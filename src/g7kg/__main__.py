"""``python -m g7kg`` is the command ``g7kg``."""

from g7kg.cli import main

if __name__ == "__main__":
    main()
